"""What is judged, and when: a report when it or what it is compared with has changed, all of them when the rules have.

Nothing here fetches or reads a document.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from store.checks import RULES, Case, judge_report
from store.checks.beside.likeness import likeness
from store.checks.rules import THRESHOLDS
from store.judging.ruleset import rule_set
from store.models import Report
from store.registry import Agency, Enforcement
from store.store import Store
from store.tables.findings import Subject
from store.times import beijing_day

_OF_REPORTS = tuple(rule.id for rule in RULES.values() if rule.judges == "report")
_SCREENED = THRESHOLDS["likeness"]["alike"] - 0.1  # by sketches, which err by about 0.05
BATCH = 500  # reports judged in one transaction


@dataclass(frozen=True)
class Around:
    """What stands around a report: whether it stands for its duty, copies, last year's version or why there is none."""

    main: bool = True
    twins: tuple[int, ...] = ()
    previous: int | None = None
    latest_year: int | None = None
    merged: bool = False
    replaced: int | None = None  # the version that it took the place of, at another address
    older: tuple[int, ...] = ()  # versions of two and three years before whose texts may be alike


def _reports_of(
    store: Store, agency_ids: list[str], years: tuple[int, int]
) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """Reports of some duties, each duty's in the order in which they stand for it."""
    marks = ",".join("?" * len(agency_ids))
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in store.rows(
        "SELECT r.id, r.agency_id, r.year, r.current_version, COALESCE(r.gone_at, r.unlisted_at) AS gone_at, r.form, "
        f"v.content_sha256, v.reader_version FROM reports r LEFT JOIN versions v ON v.id = r.current_version "
        f"WHERE r.agency_id IN ({marks}) AND r.year IN (?, ?) "
        "ORDER BY COALESCE(r.gone_at, r.unlisted_at) IS NOT NULL, r.form IS NULL, r.id",
        [*agency_ids, *years],
    ):
        found.setdefault((row["agency_id"], row["year"]), []).append(row)
    return found


def _around(store: Store, row: dict[str, Any], agency: Agency | None) -> Around:
    """What stands around a report: copies of it, and whose report comes before it.

    A body made of several, or one of several that another was split into, is compared with none of them.
    """
    year = row["year"]
    if agency is None or year is None:
        return Around()
    predecessors = {name: store.agencies()[name].last_year for name in agency.succeeds}
    duties = _reports_of(store, [agency.id, *predecessors], (year - 1, year))
    ended = [
        name
        for name, last in predecessors.items()
        if last in (None, year - 1) or (last < year - 1 and (name, year - 1) in duties)
    ]
    copies = duties.get((agency.id, year), [])
    main = not copies or copies[0]["id"] == row["id"]
    twins = tuple(
        int(copy["current_version"])
        for copy in copies
        if copy["id"] != row["id"] and copy["gone_at"] is None and copy["form"] is not None
    )
    replaced = _replaced(row["id"], copies)
    own = duties.get((agency.id, year - 1))
    if len(ended) + (own is not None) > 1 or any(len(store.heirs_of(name)) > 1 for name in ended):
        return Around(main, twins, merged=True, replaced=replaced)
    before_it = own or (duties.get((ended[0], year - 1)) if ended else None)
    if before_it:
        older = _older(store, row["id"])
        return Around(main, twins, before_it[0]["current_version"], replaced=replaced, older=older)
    latest = store.db.conn.execute(
        "SELECT MAX(year) FROM reports WHERE agency_id = ? AND year < ?", [agency.id, year]
    ).fetchone()[0]
    return Around(main, twins, latest_year=latest, replaced=replaced, older=_older(store, row["id"]))


def _older(store: Store, report_id: int) -> tuple[int, ...]:
    """Versions of the agency's reports of two and three years before that may be like one."""
    return tuple(int(row["current_version"]) for row in _years_apart(store, report_id, -2, -3))


def _years_apart(store: Store, report_id: int, *years: int) -> list[dict[str, Any]]:
    """Reports of the same agency, so many years later or earlier, that are like one by their sketches."""
    marks = ",".join("?" * len(years))
    found = store.rows(
        "SELECT r.id, r.current_version, s.sketch, t.sketch AS own FROM reports o "
        "JOIN sketches t ON t.version_id = o.current_version JOIN reports r ON r.agency_id = o.agency_id "
        f"AND r.year - o.year IN ({marks}) JOIN sketches s ON s.version_id = r.current_version "
        "WHERE o.id = ? ORDER BY r.year DESC, r.gone_at IS NOT NULL, r.id",
        [*years, report_id],
    )
    return [row for row in found if likeness(row["own"], row["sketch"]) >= _SCREENED]


def _republished(
    store: Store, row: dict[str, Any], versions: list[dict[str, Any]], load: Callable[[int], Report]
) -> tuple[date, Report] | None:
    """When a report was published anew, as another version or at another address, and what it said before.

    Where others of the portal have moved on the same day, it is the site that moved, not the report.
    """
    if versions[0]["outcome"] == "changed":
        return beijing_day(versions[0]["fetched_at"]), load(versions[1]["id"])
    moved = store.rows(
        "SELECT current_version FROM reports WHERE moved_to = ? AND first_seen_at < ? ORDER BY id DESC LIMIT 1",
        [row["id"], row["first_seen_at"]],
    )
    if not moved or not moved[0]["current_version"]:
        return None
    on = beijing_day(row["first_seen_at"])
    others = store.rows(
        "SELECT DISTINCT there.first_seen_at FROM reports here JOIN reports there ON there.id = here.moved_to "
        "WHERE there.portal_id = ? AND there.id <> ?",
        [row["portal_id"], row["id"]],
    )
    if any(beijing_day(other["first_seen_at"]) == on for other in others):
        return None
    return on, load(moved[0]["current_version"])


def judge_report_row(
    store: Store,
    report_id: int,
    now: datetime,
    only: str | None = None,
    loaded: dict[int, Report] | None = None,
) -> None:
    """Judge the current version of a report, by all rules or by `only` one. `loaded` saves reading versions twice."""
    row = store.rows("SELECT * FROM reports WHERE id = ?", [report_id])[0]
    versions = store.rows(
        "SELECT id, outcome, fetched_at FROM versions WHERE report_id = ? ORDER BY id DESC", [report_id]
    )
    # A report changed twice is compared with what was published first, or what our newest reader made of it.
    first = next((version["id"] for version in versions if version["outcome"] != "changed"), None)
    known = {} if loaded is None else loaded

    def load(version: int) -> Report:
        if version not in known:
            known[version] = store.reports.load_report(version)
        return known[version]

    agency = store.agencies().get(row["agency_id"] or "")
    around = _around(store, row, agency)
    before = first if versions[0]["outcome"] == "changed" else around.replaced
    case = Case(
        load(row["current_version"]),
        agency,
        load(around.previous) if around.previous else None,
        around.latest_year,
        around.merged,
        load(before) if before else None,
        tuple(load(version) for version in around.twins),
        tuple(load(version) for version in around.older),
        _republished(store, row, versions, load),
        _enforcement(store, row),
    )
    # A version that only our reader reads otherwise says nothing about changes: what was found of them stands.
    judged = {only} if only else set(_OF_REPORTS)
    if versions[0]["outcome"] == "reread":
        judged.discard("report-changed")
    # Of several copies one stands for the duty; where others say something else, copies-differ tells it.
    main = around.main and row["moved_to"] is None
    findings = [f for f in judge_report(case, only) if f.check_id in judged] if main else []
    marks = ",".join("?" * len(judged))
    with store.writing():
        store.findings.keep_findings(
            findings,
            subject_of(store, row),
            now,
            f"report_id = ? AND check_id IN ({marks})",
            [report_id, *sorted(judged)],
        )
        if only is None and row["to_judge"]:
            store.db.conn.execute("UPDATE reports SET to_judge = 0 WHERE id = ?", [report_id])


def _enforcement(store: Store, row: dict[str, Any]) -> Enforcement | None:
    """What is registered of the body's return on law enforcement of the year."""
    found = store.rows(
        "SELECT * FROM enforcement WHERE agency_id = ? AND year = ?", [row["agency_id"], row["year"]]
    )
    return Enforcement.model_validate(found[0]) if found else None


def subject_of(store: Store, row: dict[str, Any]) -> Subject:
    """Whose the findings of a report are. Where no duty tells, a report that moved keeps its first address."""
    duty = f"{row['agency_id']}/{row['year']}" if row["agency_id"] and row["year"] else _origin(store, row)
    return Subject(row["agency_id"], row["year"], row["id"], row["current_version"], duty)


def _origin(store: Store, row: dict[str, Any]) -> str:
    """The address that a report was first known under."""
    moved = store.rows("SELECT id, url FROM reports WHERE moved_to = ? ORDER BY id LIMIT 1", [row["id"]])
    return _origin(store, moved[0]) if moved and moved[0]["id"] < row["id"] else str(row["url"])


def compared_with(store: Store, report_id: int) -> list[int]:
    """Reports whose judgement looks at this one: copies, and the next report of the agency or of its successor."""
    row = store.rows("SELECT agency_id, year FROM reports WHERE id = ?", [report_id])[0]
    if row["agency_id"] is None or row["year"] is None:
        return []
    heirs = store.heirs_of(row["agency_id"])
    marks = ",".join("?" * (1 + len(heirs)))
    found = store.db.conn.execute(
        f"SELECT id FROM reports WHERE agency_id IN ({marks}) AND id <> ? AND current_version IS NOT NULL AND year IN "
        f"(?, (SELECT MIN(year) FROM reports WHERE agency_id IN ({marks}) AND year > ?))",
        [row["agency_id"], *heirs, report_id, row["year"], row["agency_id"], *heirs, row["year"]],
    )
    return [item[0] for item in found]


def judge_after(store: Store, report_id: int, now: datetime, before: Iterable[int] = ()) -> None:
    """Judge a report that has changed, and those compared with it. Inside the transaction that changed it.

    `before` are those it was compared with when it was held for another agency's or another year's.
    """
    for changed in dict.fromkeys((report_id, *before, *compared_with(store, report_id))):
        judge_report_row(store, changed, now)
    for later in _years_apart(store, report_id, 2, 3):
        store.update("reports", later["id"], {"to_judge": 1})


def judge_reports(store: Store, now: datetime, only: str | None = None) -> int:
    """Judge what may have changed, everything if the rules have, or everything by `only` one rule.

    Nothing is fetched or read again. Returns how many reports were judged.
    """
    if only is not None and only not in _OF_REPORTS:
        return 0
    everything = only is not None or store.findings.as_of("rules") != rule_set()
    where = "" if everything else " AND to_judge"
    ids = [
        row[0]
        for row in store.db.conn.execute(
            f"SELECT id FROM reports WHERE current_version IS NOT NULL{where} "
            "ORDER BY agency_id, year, COALESCE(gone_at, unlisted_at) IS NOT NULL, id"
        )
    ]
    if not everything:
        ids = list(
            dict.fromkeys(
                other for report_id in ids for other in (report_id, *compared_with(store, report_id))
            )
        )
        # What was found of a report that moved is handed on before the old address is judged: it never was resolved.
        aside = "SELECT id FROM reports WHERE COALESCE(gone_at, unlisted_at) IS NOT NULL"
        gone = {row[0] for row in store.db.conn.execute(aside)}
        ids.sort(key=gone.__contains__)
    if everything and only is None:
        store.findings.sync_rules()
    loaded: dict[int, Report] = {}
    for start in range(0, len(ids), BATCH):
        with store.writing():
            for report_id in ids[start : start + BATCH]:
                judge_report_row(store, report_id, now, only, loaded)
                while len(loaded) > 4:  # last year's report of the same agency was read just before
                    del loaded[next(iter(loaded))]
    if only is None:
        store.findings.judged_as("rules", rule_set())
    return len(ids)


def _replaced(report_id: int, copies: list[dict[str, Any]]) -> int | None:
    """The version of the copy that was gone last, if what stands now says something else, by the same reader of ours."""
    if not copies or copies[0]["id"] != report_id or copies[0]["gone_at"] or copies[0]["form"] is None:
        return None
    now = copies[0]
    gone = [copy for copy in copies if copy["gone_at"] and copy["form"] == now["form"]]
    if any(copy["content_sha256"] == now["content_sha256"] for copy in gone):
        return None  # what stands now stood before, at another address
    last = max(gone, key=lambda copy: copy["gone_at"], default=None)
    if last is None or last["reader_version"] != now["reader_version"]:
        return None
    return int(last["current_version"])
