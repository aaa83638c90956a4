from __future__ import annotations

from app.web.forms import BaseForm


class TryAgainForm(BaseForm):
    """One button; the form only carries the token."""
