"""The nights of the country, written into a store as a crawl would: runs, list pages, reports, what is gone."""

from collections.abc import Iterator
from datetime import date, datetime

from store.judging.filings import judge_filings
from store.judging.reports import judge_reports
from store.judging.saving import Place, save_report
from store.models import Cell, Report
from store.store import Store
from store.tables.reports import Snapshot
from store.tables.runs import ListOutcome, PortalRun
from store.times import beijing_night
from tests.country.behaviour import DOWN, EDIT_DAY, FIRST, FULL, Copy, Country, days
from tests.country.truth import listed


def light_report(copy: Copy, figure: int = 0) -> Report:
    """A report of few cells: a year's judgement of a country need not read whole tables."""
    name = f"机关{copy.agency_id}"
    cells = {
        ("requests", row, "total"): Cell(str(figure), figure, "number" if figure else "zero")
        for row in ("received", "carried_over", "outcome_total", "carried_forward")
    }
    title = f"{name}{copy.year}年政府信息公开工作年度报告{copy.wording}"
    return Report(
        copy.url, title, name, copy.year, "2021", published=dict(copy.shown), cells=cells,
        other_year=copy.other_year,
    )  # fmt: skip


def keep(store: Store, report: Report, place: Place, now: datetime) -> None:
    """Save a report with a snapshot of nothing."""
    save_report(store, report, Snapshot(report.source, "0" * 64, 0, "text/html", now, 1), place, now)


class Nights:
    """The crawl of the country, a night at a time."""

    def __init__(self, country: Country, store: Store) -> None:
        self.country, self.store = country, store
        self.figures: dict[str, int] = {}  # what was kept last, by address
        self.away: set[str] = set()  # addresses that the last complete visit did not find

    def run(self) -> Iterator[date]:
        """Visit and judge every night; yields the day after."""
        for day in days():
            self.visit(day)
            self.judge(day)
            yield day

    def visit(self, day: date) -> None:
        """One run over all portals."""
        now, store = beijing_night(day), self.store
        if day in (FIRST, EDIT_DAY):
            store.sync_registry(self.country.registry(day))
        run_id = store.runs.start_run("crawl", day, now)
        for portal, nights in self.country.nights.items():
            if day in nights:
                with store.writing():
                    store.runs.start_portal_run(run_id, portal, day, now)
                    self._read(run_id, portal, nights[day], day, now)
        store.runs.finish_run(run_id, "done", now)

    def judge(self, day: date) -> None:
        """Judge what has changed and every duty."""
        now = beijing_night(day, 4)
        judge_reports(self.store, now)
        judge_filings(self.store, self.country.registry(day), day, now)

    def _read(self, run_id: int, portal: str, how: str, day: date, now: datetime) -> None:
        store, complete = self.store, how == FULL
        here = [copy for copy in self.country.copies if copy.portal_id == portal and listed(copy, how, day)]
        problem = "" if complete else "连接超时" if how == DOWN else "第2页超时"
        column = self.country.before.portals[portal].columns[0]
        read = ListOutcome(column, complete, int(how != DOWN), len(here), problem=problem)
        store.runs.save_list_read(run_id, portal, read)
        for copy in here:
            self._keep(copy, day, now)
        if complete:
            kept = {copy.url for copy in self.country.copies if copy.portal_id == portal}
            gone = kept - {copy.url for copy in here}
            store.reports.mark_gone(portal, gone, now)
            self.away |= gone
        seen = PortalRun(complete, 1, len(here), len(here), len(here), int(not complete), problem, problem)
        store.runs.finish_portal_run(run_id, portal, seen, now)

    def _keep(self, copy: Copy, day: date, now: datetime) -> None:
        """Save what is new or changed, note that the rest is still there."""
        figure = 5 if copy.changed_on and copy.changed_on <= day else 0
        if self.figures.get(copy.url) == figure:
            if copy.url in self.away or day.day == 1:  # those that never left need no word every night
                self.store.reports.touch_report(copy.url, now)
                self.away.discard(copy.url)
            return
        known = self.country.registry(day).agencies
        agency = copy.agency_id if copy.agency_id in known else None
        keep(self.store, light_report(copy, figure), Place(agency, copy.portal_id), now)
        self.figures[copy.url] = figure
