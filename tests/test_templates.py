"""Templates: escaped, without inline script or style, and made of small parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))
SOURCES = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in NAMES}
COMPONENTS = [name for name in NAMES if name.startswith("components/")]
CODE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))

TEXTS = {".py", ".html", ".css", ".js", ".md", ".toml", ".conf"}
PARSER = Environment(autoescape=True)

every_template = pytest.mark.parametrize("name", NAMES)


@every_template
def test_it_is_html_and_so_escaped(name):
    assert name.endswith(".html")
    assert Flask("any").select_jinja_autoescape(name)


def test_no_file_holds_the_marks_of_an_unfinished_merge():
    folders = [ROOT / name for name in ("app", "templates", "static", "docs", "tests", "deploy")]
    texts = [path for folder in folders for path in folder.rglob("*.*") if path.suffix in TEXTS]
    assert len(texts) > 300
    marked = [str(path) for path in texts if re.search(r"(?m)^(<{7}|>{7}) ", path.read_text())]
    assert marked == []


def test_they_compile(app):
    for name in NAMES:
        app.jinja_env.get_template(name)


@every_template
def test_it_trusts_only_html_that_was_stored(name):
    tree = PARSER.parse(SOURCES[name])
    filters = list(tree.find_all(nodes.Filter))
    assert not {found.name for found in filters} & {"safe", "forceescape", "tojson", "xmlattr"}
    assert not list(tree.find_all((nodes.ScopedEvalContextModifier, nodes.MarkSafe)))
    for found in filters:
        if found.name == "trusted_html":
            assert isinstance(found.node, nodes.Getattr)
            assert re.fullmatch(r"(.+_)?html", found.node.attr)


@pytest.mark.parametrize(
    "forbidden",
    [r"\|\s*safe\b", r"autoescape", r"\sstyle\s*=", r"<style\b", r"<script\b(?![^>]*\bsrc=)",
     r"\son[a-z]+\s*=", r"javascript:", r"\bMarkup\b", r"target\s*=\s*[\"']_blank"],
)  # fmt: skip
def test_none_holds_anything_that_the_policy_forbids(forbidden):
    found = [
        name for name, source in SOURCES.items() if re.search(forbidden, source, re.IGNORECASE)
    ]
    assert found == []


@every_template
def test_it_loads_nothing_from_elsewhere(name):
    loaded = re.findall(
        r"<(?:script|img|link|iframe|source)\b[^>]*(?:src|href)=\"([^\"]*)", SOURCES[name]
    )
    assert [address for address in loaded if not address.startswith("{{ ")] == []


@every_template
def test_every_attribute_is_quoted(name):
    """An unquoted attribute would let a value with a space in it add another attribute."""
    assert re.findall(r"<[a-z][^<>]*\s[a-z-]+=\{\{", SOURCES[name]) == []


@every_template
def test_every_form_that_writes_carries_its_token(name):
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", SOURCES[name], re.DOTALL)
    assert len(forms) == SOURCES[name].count('method="post"')
    for form in forms:
        assert re.search(r"hidden_tag\(\)|csrf_token|retry_fields", form)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_one_macro_with_the_name_of_its_file(name):
    tree = PARSER.parse(SOURCES[name])
    assert [macro.name for macro in tree.find_all(nodes.Macro)] == [Path(name).stem]
    assert SOURCES[name].count("{% macro") == 1


@every_template
def test_it_is_used(name):
    others = "".join(source for other, source in SOURCES.items() if other != name)
    assert f'"{name}"' in others + CODE


@every_template
def test_a_part_of_a_page_is_marked_as_one(name):
    """What another template includes begins with an underscore, and only that."""
    is_included = any(f'include "{name}"' in source for source in SOURCES.values())
    assert Path(name).name.startswith("_") is is_included
