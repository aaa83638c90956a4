"""The files of deploy/ agree with the site they are for."""

from __future__ import annotations

import re

import pytest

from app.web.measures import registry
from tests.deploy.conftest import DEPLOY, exec_start, read_environment
from tests.serving import ROOT

CONFIG = (ROOT / "config.py").read_text()
README = (ROOT / "README.md").read_text()
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))


@pytest.mark.parametrize("name", read_environment())
def test_every_setting_of_the_example_exists_and_is_explained(name):
    assert f'"{name.removeprefix("SOUNDINGS_")}"' in CONFIG
    assert f"`{name}`" in README


def test_the_example_holds_no_secret():
    values = read_environment()
    assert not values["SOUNDINGS_SECRET_KEY"]
    assert not values["SOUNDINGS_METRICS_TOKEN"]


@pytest.mark.parametrize("unit", UNITS)
def test_every_service_is_confined(unit):
    text = (DEPLOY / unit).read_text()
    for line in ("User=soundings", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077"):
        assert f"\n{line}\n" in text


def test_the_commands_of_the_services_exist(app):
    known = app.cli.list_commands(None)
    for unit in UNITS:
        named = re.findall(r"--app wsgi (\w+)", " ".join(exec_start(unit)))
        assert not named or named[0] in known


def test_every_figure_of_the_guide_is_kept(app):
    guide = (ROOT / "docs" / "monitoring.md").read_text()
    source = (ROOT / "app" / "metrics" / "figures.py").read_text()
    own = {family.name for family in registry.collect()}
    for name in re.findall(r"^\| `(soundings_\w+)`", guide, re.MULTILINE):
        assert name.removesuffix("_total") in own or f'"{name}"' in source
