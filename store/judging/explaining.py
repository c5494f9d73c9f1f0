"""Why a finding stands: its rule, the cells it rests on, the pages that prove them, what happened to it."""

import json
from typing import Any

from store.form import FORMS
from store.records import Explanation, KeptFiling, KeptRule, NamedFinding, ProvingFact, ProvingPage
from store.store import Store


def explanation_of(store: Store, finding_id: str) -> Explanation:
    """All there is to one finding. Raises UnknownFinding.

    What proves it are versions of reports, or the list pages that were read when a report was not there.
    """
    row = store.findings.finding(finding_id)
    rules = store.records(KeptRule, "SELECT * FROM rules WHERE id = ?", [row.check_id])
    filings = store.records(
        KeptFiling, "SELECT * FROM filings WHERE agency_id = ? AND year = ?", [row.agency_id, row.year]
    )
    filing = filings[0] if filings and row.check_id.startswith("filing-") else None
    pages = _list_pages(store, filing, row) if filing else _versions(store, row, row.version_id)
    events = tuple(store.findings.events(row.id))
    return Explanation(
        row, rules[0] if rules else None, tuple(_facts(store, row)), tuple(pages), filing, events
    )


def _facts(store: Store, row: NamedFinding) -> list[ProvingFact]:
    """The cells that a finding rests on, with their places in words of the form of the report."""
    found = store.rows("SELECT form FROM versions WHERE id = ?", [row.version_id])
    forms = [FORMS.get(found[0]["form"] or "")] if found else []
    told = []
    for year, table, line, column, value, state in json.loads(row.facts):
        place = next(
            (p for form in [*forms, *FORMS.values()] if form and (p := _place(form, table, line, column))),
            "",
        )
        told.append(ProvingFact(year, table, line, column, place, value, state))
    return told


def _versions(store: Store, row: NamedFinding, version_id: int | None) -> list[ProvingPage]:
    """The versions of the reports that a finding rests on: its own, and those of other years."""
    years = {fact[0] for fact in json.loads(row.facts)} - {row.year}
    marks = ",".join("?" * len(years))
    return store.records(
        ProvingPage,
        "SELECT v.year || '年度报告' AS what, v.snapshot AS url, v.fetched_at, v.sha256 FROM versions v "
        "JOIN reports r ON r.id = v.report_id WHERE v.id IN (?, ?) "
        f"OR (r.agency_id = ? AND r.year IN ({marks}) AND v.id = r.current_version) ORDER BY v.year, v.id",
        [version_id, row.resolved_version_id, row.agency_id, *years],
    )


def _list_pages(store: Store, filing: KeptFiling, row: NamedFinding) -> list[ProvingPage]:
    """Every list page that was read the night a report was found missing; else the versions of the report."""
    if filing.run_id is None:
        versions = "SELECT current_version FROM reports WHERE id = ?"
        return _versions(store, row, _one(store, versions, row.report_id))
    return [
        ProvingPage("列表页", url, filing.judged_on, digest)
        for read in store.rows(
            "SELECT l.evidence FROM list_reads l JOIN agencies a ON a.portal_id = l.portal_id "
            "WHERE l.run_id = ? AND a.id = ?",
            [filing.run_id, row.agency_id],
        )
        for url, digest in json.loads(read["evidence"]).items()
    ]


def _one(store: Store, sql: str, value: object) -> Any:
    found = store.db.conn.execute(sql, [value]).fetchone()
    return found[0] if found else None


def _place(form: Any, table: str, line: str, column: str) -> str:
    """Where a cell is in words of a form, "" if this form has no such cell."""
    try:
        return str(form.location(table, line, column))
    except KeyError:
        return ""
