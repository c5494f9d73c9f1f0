"""Which evidence is asked for: fetches by portal, agency, year, address, or those that one finding rests on."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from store.errors import OperatorError
from store.judging.explaining import explanation_of
from store.manifest_lines import FETCHES, LIST_READS
from store.records import ProvingPage
from store.store import Store

_LISTS = "kind IN ('list', 'beyond')"


class NoEvidence(OperatorError):
    """Raised where nothing fits what was asked for; the message says what."""


@dataclass(frozen=True)
class EvidenceAsked:
    """What evidence is asked for; everything that is given must fit. Nothing given: all of it."""

    agency: str | None = None  # id or name
    year: int | None = None
    portal: str | None = None
    url: str | None = None
    finding: str | None = None


@dataclass(frozen=True)
class Evidence:
    """Ids of the fetches asked for, of the readings of columns that they belong to, and of the manifests with both."""

    store: Store
    fetches: tuple[int, ...]
    list_reads: tuple[int, ...]
    manifests: tuple[int, ...]

    def fetch_rows(self) -> Iterator[dict[str, Any]]:
        """The fetches, in their order."""
        return self._each(FETCHES, self.fetches)

    def list_read_rows(self) -> Iterator[dict[str, Any]]:
        """The readings of columns, in their order."""
        return self._each(LIST_READS, self.list_reads)

    def _each(self, query: str, ids: tuple[int, ...]) -> Iterator[dict[str, Any]]:
        for number in ids:
            yield from self.store.rows(query, [number - 1, number])

    def heads(self) -> Iterator[dict[str, Any]]:
        """Every manifest of the chain: it proves nothing with links left out."""
        for (number,) in self.store.db.execute("SELECT id FROM manifests ORDER BY id").fetchall():
            yield from self.store.rows("SELECT * FROM manifests WHERE id = ?", [number])


def evidence(store: Store, wanted: EvidenceAsked) -> Evidence:
    """Find what is asked for. Raises NoEvidence, and UnknownFinding for a finding that isn't there."""
    parts, values = ["1"], list[object]()
    for part, more in _conditions(store, wanted):
        parts.append(f"({part})")
        values += more
    fetches = _ids(store, f"SELECT id FROM fetches f WHERE {' AND '.join(parts)} ORDER BY id", values)
    if not fetches:
        raise NoEvidence(
            "没有符合条件的存证，请放宽 --agency、--year、--portal、--url 或 --finding 再试",
            "nothing fits; ask for more",
        )
    reads = _ids(
        store,
        "SELECT DISTINCT l.id FROM list_reads l JOIN fetches f ON f.run_id = l.run_id AND f.portal_id = l.portal_id "
        f"WHERE f.{_LISTS} AND f.column_url IN ('', l.column_url) AND f.id IN (SELECT value FROM json_each(?)) ORDER BY l.id",
        [json.dumps(fetches)],
    )
    return Evidence(store, fetches, reads, tuple(_with_lines_of(store, fetches, reads)))


def _ids(store: Store, sql: str, values: list[object] | None = None) -> tuple[int, ...]:
    return tuple(row["id"] for row in store.rows(sql, values or []))


def _with_lines_of(store: Store, fetches: tuple[int, ...], reads: tuple[int, ...]) -> Iterator[int]:
    """The manifests that have a line of any of these."""
    before = {"last_fetch": 0, "last_list_read": 0}
    for row in store.rows("SELECT id, last_fetch, last_list_read FROM manifests ORDER BY id"):
        for name, ids in (("last_fetch", fetches), ("last_list_read", reads)):
            place = bisect_right(ids, before[name])
            if place < len(ids) and ids[place] <= row[name]:
                yield row["id"]
                break
        before = row


def _conditions(store: Store, wanted: EvidenceAsked) -> Iterator[tuple[str, list[object]]]:
    """A condition on fetches, and its values, for everything that is given."""
    if wanted.portal:
        yield "f.portal_id = ?", [_known(store, "portals", wanted.portal)["id"]]
    if wanted.url:
        yield "? IN (f.url, f.final_url, f.column_url)", [wanted.url]
    if wanted.agency or wanted.year:
        yield _of_reports(store, wanted)
    if wanted.finding:
        yield "f.id IN (SELECT value FROM json_each(?))", [json.dumps(_of_finding(store, wanted.finding))]


def _known(store: Store, table: str, name: str) -> dict[str, Any]:
    found = store.rows(f"SELECT * FROM {table} WHERE id = ? OR name = ?", [name, name])
    if len(found) != 1:
        chinese, english = ("机关", "agency") if table == "agencies" else ("门户", "portal")
        raise NoEvidence(
            f"{name!r}：登记资料中没有这个{chinese}，或不止一个，请写编号",
            f"the registry has no such {english}, or several; give its id",
        )
    return found[0]


def _of_reports(store: Store, wanted: EvidenceAsked) -> tuple[str, list[object]]:
    """Reports of an agency or year as fetched; of an agency also the pages of its portal's last complete reading."""
    parts, values = ["1"], list[object]()
    agency = _known(store, "agencies", wanted.agency) if wanted.agency else None
    if agency:
        parts, values = [*parts, "r.agency_id = ?"], [*values, agency["id"]]
    if wanted.year:
        parts, values = [*parts, "r.year = ?"], [*values, wanted.year]
    reports = f"SELECT r.id FROM reports r WHERE {' AND '.join(parts)}"
    told = (
        f"f.sha256 IN (SELECT v.sha256 FROM versions v WHERE v.report_id IN ({reports})) "
        f"OR f.url IN (SELECT q.url FROM reports q WHERE q.id IN ({reports}))"
    )
    if not agency:
        return told, values * 2
    last = "SELECT MAX(run_id) FROM portal_runs WHERE portal_id = ? AND complete"
    portal = agency["portal_id"]
    return f"{told} OR (f.{_LISTS} AND f.portal_id = ? AND f.run_id = ({last}))", [
        *values,
        *values,
        portal,
        portal,
    ]


def _of_finding(store: Store, finding_id: str) -> list[int]:
    """The fetches that a finding rests on: those of its pages, else those of the last visit to its portal."""
    told = explanation_of(store, finding_id)
    run = told.filing.run_id if told.filing else None
    found: set[int] = set()
    for page in told.pages:
        found |= _of_page(store, page, run)
    if told.filing and run:
        found |= set(_of_visit(store, told.filing.agency_id, run))
    if found:
        return sorted(found)
    portal = told.finding.portal_id
    where = "f.run_id = (SELECT MAX(run_id) FROM portal_runs WHERE portal_id = ?)"
    of_portal = f"SELECT f.id FROM fetches f WHERE f.portal_id = ? AND {where}"
    return [row["id"] for row in store.rows(of_portal, [portal, portal])]


def _of_page(store: Store, page: ProvingPage, run: int | None) -> set[int]:
    """The fetch that brought the bytes of a page, and that of the page which handed on to it."""
    found = store.rows(
        "SELECT id, run_id FROM fetches WHERE sha256 = ? "
        "ORDER BY run_id IS ? DESC, fetched_at = ? DESC, id LIMIT 1",
        [page.sha256, run, page.fetched_at],
    )
    handing = (
        "SELECT f.id FROM fetches f JOIN reports r ON r.url = f.url JOIN versions v ON v.report_id = r.id "
        "WHERE v.sha256 = ? AND f.kind = 'page' AND f.run_id = ?"
    )
    ids = {row["id"] for row in found}
    return ids | {row["id"] for hit in found for row in store.rows(handing, [page.sha256, hit["run_id"]])}


def _of_visit(store: Store, agency_id: str, run: int) -> list[int]:
    """The list pages of the visit on which a missing report rests."""
    rows = store.rows(
        f"SELECT f.id FROM fetches f JOIN agencies a ON a.portal_id = f.portal_id WHERE a.id = ? AND f.run_id = ? AND f.{_LISTS}",
        [agency_id, run],
    )
    return [row["id"] for row in rows]
