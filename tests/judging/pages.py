"""A sound report as a page, of which every part can be printed otherwise; and what a person reads in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from demo.press.figures import complete
from demo.press.html import html_table
from demo.press.tables import report_tables
from store.form import FORMS
from store.models import CellKey

FORM = FORMS["2021"]
ASPECTS = tuple(FORM.aspects)
NAME, YEAR = "青川市林业局", 2025
TITLE = f"{NAME}{YEAR}年政府信息公开工作年度报告"
HEADINGS = tuple(
    f"{number}、{line.label}" for number, line in zip("一二三四五六", FORM.sections, strict=True)
)
OVERVIEW = (
    "（一）主动公开", "公开信息8条。", "（二）依申请公开", "收到政府信息公开申请10件，予以公开8件。", "（三）政府信息管理",
    "严格审核把关。", "（四）政府信息公开平台建设", "优化网站专栏。", "（五）监督保障", "组织业务培训。",
)  # fmt: skip
CLAIMS = {"received": 10, "granted": 8}
_DECLARED = {
    "requests": {
        "received": {"natural_person": 8, "business": 2},
        "granted": {"natural_person": 6, "business": 2},
        "granted_part": {"natural_person": 1},
        "unable_not_held": {"natural_person": 1},
    },
    "reviews": {"reconsideration": {"upheld": 1}},
}


def figures(changes: Mapping[CellKey, object] | None = None) -> dict[CellKey, object]:
    """Figures in which all sums hold: ten requests, one reconsideration."""
    return {**complete(_DECLARED, {}), **(changes or {})}


@dataclass(frozen=True)
class Shown:
    """A page: what stands above the body's first heading (HTML), its headings, sections one, four and six as lines."""

    above: str = f"<h1>{TITLE}</h1>"
    overview: Sequence[str] = OVERVIEW
    headings: Sequence[str] = HEADINGS
    review: Sequence[str] = ()
    changes: Mapping[CellKey, object] = field(default_factory=dict)
    window: str = TITLE

    def body(self) -> bytes:
        """The page as it is fetched."""
        cells = figures(self.changes)
        tables = [html_table(rows) for rows in report_tables(FORM, cells).values()]
        parts = [
            "".join(f"<p>{line}</p>" for line in self.overview),
            *tables,
            "<p>解读还不够通俗，个别栏目更新不够及时，下一步按月核对。</p>",
            "<p>本年度未收取政府信息公开信息处理费。</p>",
        ]
        parts[3] += "".join(f"<p>{line}</p>" for line in self.review)
        text = "".join(f"<p>{heading}</p>{part}" for heading, part in zip(self.headings, parts, strict=True))
        head = f"<head><meta charset='utf-8'><title>{self.window}</title></head>"
        return f"<!DOCTYPE html><html>{head}<body><div>{self.above}{text}</div></body></html>".encode()


@dataclass(frozen=True)
class Right:
    """What a person reads: body, year, title, day, aspects with headings, claims, and kinds of claims that are none."""

    agency: str | None = NAME
    year: int | None = YEAR
    title: str = TITLE
    day: date | None = None
    aspects: tuple[str, ...] = ASPECTS
    claims: Mapping[str, int] = field(default_factory=lambda: CLAIMS)
    no_claims: tuple[str, ...] = ()  # beginnings of kinds of claims that are none


@dataclass(frozen=True)
class Case:
    """One way of printing a sound report, of a kind of fault that we once found in it."""

    kind: str
    name: str
    page: Shown
    right: Right = Right()
