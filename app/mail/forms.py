from __future__ import annotations

from wtforms import SubmitField

from app.web.forms import BaseForm


class StopForm(BaseForm):
    """Two buttons, of which one is shown."""

    stop = SubmitField("Stop these messages")
    resume = SubmitField("Send them again")
