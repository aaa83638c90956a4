"""`python -m tests.browser.screenshots`: every page of the demonstration, and all of them on one sheet.

Each page is taken wide and narrow, in light and in dark, into screenshots/, which git ignores.
"""

from __future__ import annotations

import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, FloatRect, Page

from tests.browser.conftest import (
    CHROMIUM,
    Demonstration,
    launch_chromium,
    serve_demonstration,
    sign_in,
)
from tests.browser.pages import ADMIN, PUBLIC, STAFF, Visit
from tests.serving import ROOT, environment_for, run_command

FOLDER = ROOT / "screenshots"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1280, 375)
TALLEST = 4_000  # pixels of a page that are taken: the rest is more of the same
SHEET = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Every page</title>
<style>
  body {{ margin: 1rem; font: 15px sans-serif; display: grid; gap: 1rem;
          grid-template-columns: repeat(3, 1fr); }}
  section {{ border-top: 2px solid }}
  h1 {{ grid-column: 1 / -1; margin: 0; font-size: 1.25rem }}
  h2 {{ margin: .3rem 0; font-size: 1rem }}
  div {{ display: flex; gap: .5rem }}
  a {{ height: 300px; overflow: hidden; border: 1px solid #999 }}
  .w1280 {{ width: 300px }} .w375 {{ width: 92px }}
</style>
<h1>Every page, in light and in dark, 1280 and 375 pixels wide</h1>
{pages}
</html>
"""


def main() -> int:
    if not CHROMIUM:
        print("Chromium is missing; `.ci/tools` installs it", file=sys.stderr)  # noqa: T201
        return 1
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="soundings-screenshots-") as folder:
        take_all(Path(folder))
    print(f"{FOLDER / 'index.html'} shows them all, and sheet.png is a picture of it.")  # noqa: T201
    return 0


def take_all(instance: Path) -> None:
    url = f"sqlite:///{instance / 'soundings.db'}"
    done = run_command(environment_for(url, instance), "db", "upgrade")
    assert done.returncode == 0, done.stderr
    with serve_demonstration(url, instance) as demonstration, launch_chromium() as browser:
        administrator = {f"admin-{name}": visit for name, visit in ADMIN.items()}
        take(open_page(browser, demonstration), PUBLIC)
        take(open_page(browser, demonstration, "moderator"), STAFF)
        take(open_page(browser, demonstration, "admin"), administrator)
        take_sheet(browser, [*PUBLIC, *STAFF, *administrator])


def open_page(browser: Browser, demonstration: Demonstration, role: str = "") -> Page:
    """For a visitor for whom nothing moves: a colour that is still changing is none of the page's."""
    context = browser.new_context(base_url=demonstration.site.base, reduced_motion="reduce")
    page = context.new_page()
    if role:
        sign_in(page, demonstration, role)
    return page


def take(page: Page, visits: dict[str, Visit]) -> None:
    for name, visit in visits.items():
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        visit(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            tall = page.evaluate("document.documentElement.scrollHeight")
            clip = FloatRect(x=0, y=0, width=width, height=min(tall, TALLEST))
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.screenshot(
                    path=FOLDER / file_name(name, width, scheme), full_page=True, clip=clip
                )


def file_name(name: str, width: int, scheme: str) -> str:
    return f"{name}-{width}-{scheme}.png"


def take_sheet(browser: Browser, names: list[str]) -> None:
    """An HTML page beside the pictures, and one picture of that."""
    sheet = FOLDER / "index.html"
    sheet.write_text(SHEET.format(pages="\n".join(map(show_page, names))), encoding="utf-8")
    page = browser.new_page(viewport={"width": 2500, "height": 1000})
    page.goto(sheet.as_uri())
    page.screenshot(path=FOLDER / "sheet.png", full_page=True)


def show_page(name: str) -> str:
    pictures = "".join(
        f'<a href="{file_name(name, width, scheme)}"><img class="w{width}" loading="eager" '
        f'src="{file_name(name, width, scheme)}" alt="{scheme}, {width} wide"></a>'
        for scheme in SCHEMES
        for width in WIDTHS
    )
    return f"<section><h2>{escape(name)}</h2><div>{pictures}</div></section>"


if __name__ == "__main__":
    sys.exit(main())
