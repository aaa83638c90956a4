"""A QR code as the path of an SVG, so that a page can hold it without an inline style."""

from __future__ import annotations

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]  # it has no types
from qrcode.main import QRCode  # type: ignore[import-untyped]  # it has no types

QUIET_ZONE = 4


@dataclass(frozen=True)
class QrPicture:
    """`size` is the side in modules, the quiet zone among them; `path` draws the dark ones."""

    size: int
    path: str


def draw_qr(text: str) -> QrPicture:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = [
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    ]
    return QrPicture(len(rows), "".join(dark))
