"""The WSGI entry point: `flask --app wsgi …` and every server start here."""

from app import create_app
from config import SettingsError

try:
    app = create_app()
except SettingsError as error:
    raise SystemExit(f"Soundings does not start. {error}") from None
