"""Openings of reports as real pages print them: title, agency, year and day are read right or not at all."""

import tomllib
from datetime import date
from html import escape
from typing import Any

import pytest

from crawler.reading import Document, read
from demo.press.figures import sound_figures
from demo.press.html import html_table
from demo.press.tables import report_tables
from store.form import FORMS
from store.models import Report
from tests import TESTS

FORM = FORMS["2021"]
OPENINGS = tomllib.loads((TESTS / "openings" / "openings.toml").read_text(encoding="utf-8"))["opening"]
FIGURES = sound_figures(FORM, 3)
ROWS = report_tables(FORM, FIGURES).values()
TABLES = "".join(
    f"<p>{number}、{FORM.sections[place].label}</p>{html_table(rows)}"
    for place, (number, rows) in enumerate(zip("二三四", ROWS, strict=True), 1)
)
AS = ("p", "li", "td", "inside")  # how the blocks of a page are marked; inside the body of the report, too


def page(opening: dict[str, Any], tag: str) -> bytes:
    """The page that begins so."""
    lines = opening["lines"].strip().split("\n")
    inside, tag = tag == "inside", "p" if tag == "inside" else tag
    blocks = "".join(f"<{tag}>{escape(line)}</{tag}>" for line in lines)
    wrapped = {"li": f"<ul>{blocks}</ul>", "td": f"<table><tr>{blocks}</tr></table>"}.get(tag, blocks)
    window = f"<title>{opening['window']}</title>" if "window" in opening else ""
    text = f"<p>一、总体情况</p><p>各项工作平稳有序。</p>{TABLES}"
    body = f"<div>{wrapped}{text}</div>" if inside else f"{wrapped}<div>{text}</div>"
    return f"<html><head><meta charset='utf-8'>{window}</head><body>{body}</body></html>".encode()


def report(opening: dict[str, Any], tag: str = "p") -> Report:
    return read(Document("http://a.example/info/1.htm", page(opening, tag)))


@pytest.mark.parametrize(
    ("opening", "tag"),
    [
        pytest.param(opening, tag, id=f"{tag}-{opening['seen']}")
        for opening in OPENINGS
        for tag in AS
        if not (tag == "inside" and "apart" in opening)  # lines that stand outside the report
    ],
)
def test_opening_is_read_right_or_not_at_all(opening: dict[str, Any], tag: str) -> None:
    found = report(opening, tag)
    agency, year = opening["agency"] or None, opening["year"] or None
    day = date.fromisoformat(opening["day"]) if opening["day"] else None
    assert found.agency in (agency, None)
    assert found.title_agency in (agency, opening.get("title_agency"), None)
    assert found.year in (year, None)
    assert found.other_year is None
    assert set(found.published.values()) <= {day}
    if found.title:
        assert found.title.replace(" ", "") in "".join(opening["lines"].split()) + opening.get("window", "")


@pytest.mark.parametrize("tag", AS)
@pytest.mark.parametrize("name", ["agency", "year", "day"])
def test_nearly_every_opening_is_read(name: str, tag: str) -> None:
    asked = [opening for opening in OPENINGS if opening[name]]
    field = "published" if name == "day" else name
    missed = [opening["seen"] for opening in asked if not getattr(report(opening, tag), field)]
    assert len(missed) <= 0.05 * len(asked), missed
