"""Faults of reports on the form of 2019, and of filings."""

from dataclasses import replace
from datetime import date

from crawler.reading import Document, read
from demo.press.figures import sound_figures
from demo.press.html import html_table
from demo.press.tables import report_tables
from store.checks import Case, Watch, filing_status
from store.form import FORMS
from store.models import CellKey, Filing, Report
from tests.country.faults import PlantedFault
from tests.country.filers import Filer
from tests.examples.common import DUTY, NEXT_YEAR, READ, filed
from tests.made.papers.printed import Figures, html_page

OLD = FORMS["2019"]
ITEMS: CellKey = ("disclosure", "licensing", "items_previous")
CHANGE: CellKey = ("disclosure", "licensing", "items_change")


def _old(filer: Filer, year: int, figures: Figures) -> Report:
    """A report on the form of 2019, printed and read."""
    tables = [html_table(rows) for rows in report_tables(OLD, figures).values()]
    page = html_page(OLD, tables, f"{filer.agency.name}{year}年政府信息公开工作年度报告")
    return read(Document(f"http://old.example/{filer.agency.id}/{year}.html", page.encode()))


def _two_years(filer: Filer, by: int) -> Case:
    """2019 and 2020, the same figures but for what one year leaves to the next; items are wrong by `by`."""
    before = sound_figures(OLD, seed=len(filer.agency.name))
    now = dict(before)
    for item in OLD.disclosures:
        key, change = ("disclosure", item, "items_previous"), ("disclosure", item, "items_change")
        if key in now:
            before[key] = int(before[key] or 0) + 100  # more than a year takes away
            now[key] = int(before[key] or 0) + int(before[change] or 0)
    now[ITEMS] = int(now[ITEMS] or 0) + by
    for column in OLD.columns:
        carried, left = ("requests", "carried_over", column), ("requests", "carried_forward", column)
        now[carried] = before[left]
        given = ("requests", "received", column)
        ended = int(now["requests", "outcome_total", column] or 0) + int(now[left] or 0)
        now[given] = ended - int(now[carried] or 0)
    return Case(_old(filer, 2020, now), filer.agency, _old(filer, 2019, before))


def _of_year(filer: Filer, year: int) -> Case:
    return Case(_old(filer, year, sound_figures(OLD, seed=3)), filer.agency)


def _filing(**seen: object) -> Filing:
    return filing_status(DUTY, filed(NEXT_YEAR, **seen), READ, NEXT_YEAR)  # type: ignore[arg-type]


OLD_FORM_FAULTS = {
    "items-chain": PlantedFault(
        lambda filer: _two_years(filer, 5), (OLD.location(*ITEMS),), clean=lambda filer: _two_years(filer, 0)
    ),
    "wrong-form": PlantedFault(
        lambda filer: _of_year(filer, 2025), ("表二",), clean=lambda filer: _of_year(filer, 2020)
    ),
}
BLIND = Watch(NEXT_YEAR, complete=False, problem="第2页超时")
IN_TIME = DUTY.due_on
PROVED_MISSING = replace(filed(date(2026, 2, 10), page=date(2026, 1, 28)), unseen_on=date(2026, 2, 9))
FILING_FAULTS = {
    "filing-backdated": filing_status(DUTY, PROVED_MISSING, READ, NEXT_YEAR),
    "filing-missing": filing_status(DUTY, None, READ, NEXT_YEAR),
    "filing-late": _filing(page=date(2026, 2, 5)),
    "filing-withdrawn": _filing(page=IN_TIME, gone=date(2026, 3, 1)),
    "filing-undated": _filing(),
    "filing-unverifiable": filing_status(DUTY, None, BLIND, NEXT_YEAR),
    "filing-republished": replace(_filing(page=IN_TIME), back=(date(2026, 2, 10), date(2026, 2, 20))),
}
