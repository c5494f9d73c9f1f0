"""The reports of the virtual country as papers: what each prints, and the page that prints it."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from pathlib import Path

from crawler.reading import Document, read
from demo.press.html import html_table
from demo.press.tables import TABLE_OF_SECTION, report_tables
from store.models import CellKey, Report
from tests.country.filers import FORM, Accounts, Filer

POOLS: Mapping[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8")
)
ASPECTS = {
    "主动公开": ("proactive", "documents", "decisions"),
    "依申请公开": ("on_request", "remedies"),
    "政府信息管理": ("records",),
    "政府信息公开平台建设": ("platform",),
    "监督保障": ("supervision",),
}
NUMERALS = "一二三四五六"


@dataclass(frozen=True)
class Paper:
    """One report before it is printed. `bodies` holds the paragraphs of each section, without the tables."""

    filer: Filer
    year: int
    figures: Mapping[CellKey, object]
    title: str
    published: date
    headings: tuple[str, ...]
    bodies: Mapping[str, tuple[str, ...]] = field(repr=False)
    tables: tuple[str, ...] = ("disclosure", "requests", "reviews")
    tail: str = ""

    @property
    def url(self) -> str:
        """Where it is published."""
        return f"http://{self.filer.agency.portal_id}.example/{self.filer.agency.id}/{self.year}.html"


def _due(filer: Filer, year: int) -> date:
    return date(year + 1, 3, 31) if filer.agency.kind == "government" else date(year + 1, 1, 31)


def clean_paper(filer: Filer, year: int, accounts: Accounts) -> Paper:
    """A report in which nothing is wrong."""
    name, figures = filer.agency.name, accounts.of(filer, year)
    day = _due(filer, year) - timedelta(random.Random(f"{filer.agency.id}{year}").randint(0, 22))
    if filer.dress:
        return filer.dress.paper(filer, year, figures, day)
    headings = tuple(
        f"{number}、{section.label}" for number, section in zip(NUMERALS, FORM.sections, strict=True)
    )
    title = f"{name}{year}年政府信息公开工作年度报告"
    return Paper(filer, year, figures, title, day, headings, narrative(filer, year, figures))


def narrative(
    filer: Filer, year: int, figures: Mapping[CellKey, object], wording: int | None = None
) -> dict[str, tuple[str, ...]]:
    """The paragraphs of each section about these figures, in the sentences of the year, or of the year `wording`."""
    if filer.dress:
        return filer.dress.narrative(filer, year, figures, wording)

    def say(pool: str) -> str:
        sentences = POOLS[pool]
        start = random.Random(f"{filer.agency.id} {pool}").randrange(len(sentences))
        return sentences[(start + (wording or year)) % len(sentences)].format_map(words)

    words = _words(filer, year, figures)
    overview = [say("opening")]
    if filer.parts:
        below = "所辖各县" if filer.agency.level == "city" else "各乡镇"
        overview.append(f"本报告所列数据涵盖{filer.place}各部门和{below}。")
    for number, (aspect, pools) in zip(NUMERALS, ASPECTS.items(), strict=False):
        text = "".join(say(pool) for pool in _fitting(pools, filer, figures))
        overview.append(f"（{number}）{aspect}。{text}")
    return {
        "overview": tuple(overview),
        "problems": (say("problems") + say("weaknesses"), say("improvements") + say("measures")),
        "other_matters": (say("other_matters"),),
    }


def _fitting(pools: tuple[str, ...], filer: Filer, figures: Mapping[CellKey, object]) -> Iterator[str]:
    """The pools that suit a body: who had no request says so, who had no dispute says nothing of it."""
    for pool in pools:
        if pool == "on_request" and not figures["requests", "received", "total"]:
            yield "none_requested"
        elif pool != "remedies" or any(figures["reviews", row, "total"] for row in FORM.procedures):
            yield pool
    if "supervision" in pools and filer.agency.kind == "government":
        yield "assessment"


def _words(filer: Filer, year: int, figures: Mapping[CellKey, object]) -> dict[str, object]:
    disputes = {row: int(str(figures["reviews", row, "total"])) for row in FORM.procedures}
    return {
        "name": filer.agency.name,
        "place": filer.place,
        "theme": filer.theme,
        "year": year,
        "last_year": year - 1,
        "next_year": year + 1,
        **{
            measure: figures["disclosure", "normative_documents", measure]
            for measure in ("issued", "repealed", "in_force")
        },
        **{row: figures["disclosure", row, "decisions"] for row in ("licensing", "penalty", "compulsion")},
        **{
            row: figures["requests", row, "total"]
            for row in ("received", "carried_over", "carried_forward", "granted")
        },
        "natural_person": figures["requests", "received", "natural_person"],
        "reconsideration": disputes["reconsideration"],
        "litigation": disputes["litigation_direct"] + disputes["litigation_after_reconsideration"],
    }


def page(paper: Paper) -> str:
    """The paper as an agency publishes it."""
    made = report_tables(FORM, paper.figures)
    parts = []
    for section, heading in zip(FORM.sections, paper.headings, strict=True):
        paragraphs = "".join(f"<p>{escape(text)}</p>" for text in paper.bodies.get(section.key, ()))
        table = TABLE_OF_SECTION.get(section.key)
        parts.append(
            (f"<p>{heading}</p>" if heading else "")
            + (html_table(made[table]) if table in paper.tables else "")
            + paragraphs
        )
    head = (
        f'<meta name="PubDate" content="{paper.published}"><meta name="ArticleTitle" content="{paper.title}">'
    )
    return f"<html><head>{head}</head><body><h1>{paper.title}</h1><div>{''.join(parts)}{paper.tail}</div></body></html>"


def read_paper(paper: Paper) -> Report:
    """The paper printed and read back."""
    dress = paper.filer.dress
    return read(dress.document(paper) if dress else Document(paper.url, page(paper).encode()))
