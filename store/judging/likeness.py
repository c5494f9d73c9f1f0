"""Reports of one year beside each other: whose prose, or all of whose figures, other agencies' reports have too.

Every current report has a sketch of fixed size. Only those that share one of their smallest hashes are compared: texts
that are nine tenths alike do, all but surely. A hash that many reports share is that of a phrase everybody uses.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import combinations
from typing import Literal

from store.checks import RULES, judge_figures, judge_texts
from store.checks.beside.likeness import COMPARED, SKETCHED, Alike, clauses, dice, likeness, sketch, smallest
from store.checks.rules import THRESHOLDS
from store.form import FORMS
from store.judging.peers import Member, keep_beside, members_of
from store.judging.ruleset import rule_set
from store.models import Finding, Report
from store.store import Store

_LIMITS = THRESHOLDS["likeness"]
_NOT_ZERO = re.compile(r"(?<=,)(?!0+(?:\.0+)?(?:,|\||$))\d")  # a figure, not a zero or a blank
_DOUBTFUL = (
    "SELECT DISTINCT version_id FROM cell_notes WHERE state IN ('unread', 'content_unread', 'inferred')"
)
_KEYS = 8  # smallest hashes that two reports may meet by
_COMMON = 30  # reports that share a hash because everybody uses the phrase


def judge_likeness(store: Store, now: datetime, only: str | None = None) -> int:
    """Compare the texts of all agencies, where any has changed. Returns how many reports have a like one."""
    return _judge_alike(store, "texts", f"{SKETCHED} ", _alike, judge_texts, now, only)


def judge_same_figures(store: Store, now: datetime, only: str | None = None) -> int:
    """Compare the figures of all agencies, where any has changed. Returns how many reports have another's."""
    return _judge_alike(store, "figures", "", _same_figures, judge_figures, now, only)


def _judge_alike(
    store: Store,
    what: Literal["texts", "figures"],
    measure: str,
    compare: Callable[[Store, dict[int, Member]], dict[int, list[Alike]]],
    judge: Callable[[tuple[Alike, ...], str | None], list[Finding]],
    now: datetime,
    only: str | None,
) -> int:
    """Keep what is found of the versions that `compare` finds alike; nothing where no report has changed since."""
    judged = [rule.id for rule in RULES.values() if rule.judges == what and only in (None, rule.id)]
    members = {member.version_id: member for member in members_of(store) if member.agency_id}
    as_of = f"{measure}{rule_set()} {hash_of(members)}"
    if not judged or (only is None and store.findings.as_of(what) == as_of):
        return 0
    like = {members[version].report_id: others for version, others in compare(store, members).items()}
    with store.writing():
        for report_id in sorted({*like, *store.findings.reports_with_open(judged)}):
            keep_beside(store, report_id, judge(tuple(like.get(report_id, ())), only), judged, now)
    store.findings.judged_as(what, as_of)
    return len(like)


def _sketch(store: Store, versions: Iterable[int]) -> None:
    """Keep a sketch of every version that has none, and drop those of versions no longer current."""
    wanted = set(versions)
    known = {
        row[0]
        for row in store.db.conn.execute("SELECT version_id FROM sketches WHERE measure = ?", [SKETCHED])
    }
    fresh = [(version, SKETCHED, sketch(_prose(store, version))) for version in sorted(wanted - known)]
    with store.writing():
        store.db.conn.executemany("INSERT OR REPLACE INTO sketches VALUES (?, ?, ?)", fresh)
        store.db.conn.executemany(
            "DELETE FROM sketches WHERE version_id = ?", [(old,) for old in known - wanted]
        )


def _prose(store: Store, version_id: int) -> Report:
    return store.reports.load_report(version_id)


def _alike(store: Store, members: dict[int, Member]) -> dict[int, list[Alike]]:
    """Every version whose text stands in another agency's report of its year too, with those reports."""
    _sketch(store, members)
    sketches = {
        version: bytes(extract)
        for version, extract in store.db.conn.execute("SELECT version_id, sketch FROM sketches")
        if version in members
    }
    met: dict[tuple[int, int], list[int]] = defaultdict(list)
    for version, extract in sketches.items():
        for key in smallest(extract, _KEYS):
            met[members[version].year, key].append(version)
    pairs = {
        pair
        for versions in met.values()
        if 1 < len(versions) <= _COMMON
        for pair in combinations(sorted(versions), 2)
    }
    alike: dict[int, list[Alike]] = defaultdict(list)
    for one, other in sorted(pairs):
        if members[one].agency_id == members[other].agency_id:
            continue
        if likeness(sketches[one], sketches[other]) < _LIMITS["screened"]:
            continue
        share = _share(store, one, other)
        if share >= _LIMITS["copied"]:
            alike[one].append(_seen_from(store, members[one], members[other], share))
            alike[other].append(_seen_from(store, members[other], members[one], share))
    return alike


def _same_figures(store: Store, members: dict[int, Member]) -> dict[int, list[Alike]]:
    """Every version that prints in all cells what another agency's report of its year prints, with those reports.

    Nothing is said of one with cells that we did not read, or only inferred.
    """
    doubtful = {row[0] for row in store.db.conn.execute(_DOUBTFUL)}
    figures: dict[int, list[str]] = defaultdict(list)
    form = next(iter(FORMS.values()))
    for sql in (
        _figures_sql("disclosures", ("item", "measure", "value")),
        _figures_sql("requests", ("outcome", *form.columns)),
        _figures_sql("reviews", ("procedure", *form.results)),
    ):
        for version, said in store.db.conn.execute(sql):
            if version in members and version not in doubtful:
                figures[version].append(said)
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for version, said in figures.items():
        groups[members[version].year, "|".join(said)].append(version)
    same: dict[int, list[Alike]] = {}
    for (_, said), versions in groups.items():
        if len(versions) > 1 and len(_NOT_ZERO.findall(said)) >= THRESHOLDS["same_figures"]["nonzero"]:
            for one in versions:
                others = (members[other] for other in versions if other != one)
                same[one] = [_seen_from(store, members[one], other, 1.0) for other in others]
    return same


def _share(store: Store, one: int, other: int) -> float:
    """The likeness of two versions in full, 0 where either says too little."""
    first, second = (clauses(_prose(store, version), *COMPARED) for version in (one, other))
    return dice(first, second) if min(len(first), len(second)) >= _LIMITS["clauses"] else 0.0


def _seen_from(store: Store, member: Member, other: Member, share: float) -> Alike:
    agencies = store.agencies()
    one, two = agencies.get(str(member.agency_id)), agencies.get(str(other.agency_id))
    related = bool(
        one and two and (one.id in (two.parent_id, *two.succeeds) or two.id in (one.parent_id, *one.succeeds))
    )
    url = store.db.conn.execute("SELECT url FROM reports WHERE id = ?", [other.report_id]).fetchone()[0]
    return Alike(other.name, url, share, related)


def _figures_sql(table: str, columns: Iterable[str]) -> str:
    """Every version's figures of one table as a text, a comma between them."""
    joined = " || ',' || ".join(f"COALESCE({column}, '')" for column in columns)
    return f"SELECT version_id, GROUP_CONCAT({joined}) FROM {table} GROUP BY version_id"


def hash_of(versions: Iterable[int]) -> str:
    """A digest of which versions are current."""
    return hashlib.sha256(",".join(map(str, sorted(versions))).encode()).hexdigest()
