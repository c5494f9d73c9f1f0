"""Rows as they are kept, handed to those who tell them. Times are UTC texts, days ISO texts, 0 and 1 say no and yes.

Fields stand in the order in which `--json` prints them.
"""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Names of columns that no field can have.
FIELD_OF = {"class": "finding_class"}
_COLUMN_OF = {field: column for column, field in FIELD_OF.items()}


def row_of(record: "DataclassInstance") -> dict[str, Any]:
    """A record by the names of its columns: what json.dumps takes as `default`."""
    return asdict(
        record, dict_factory=lambda pairs: {_COLUMN_OF.get(name, name): value for name, value in pairs}
    )


@dataclass(frozen=True)
class KeptRun:
    """One run: `status` is running, done, partial or blind."""

    id: int
    kind: str
    night: str
    started_at: str
    finished_at: str | None
    status: str


@dataclass(frozen=True)
class PortalVisit:
    """What a run saw of one portal, with the portal's name and address."""

    run_id: int
    portal_id: str
    night: str
    started_at: str
    finished_at: str | None
    complete: int
    pages: int
    rows: int
    reports_listed: int
    reports_read: int
    failures: int
    failure: str
    message: str
    doubts: str
    name: str
    url: str


@dataclass(frozen=True)
class PortalHealth:
    """A portal with the night it was last visited, and last read completely."""

    portal_id: str
    name: str
    family: str
    last_visited: str | None
    last_read_completely: str | None
    last_failure: str | None
    last_message: str | None


@dataclass(frozen=True)
class KeptFiling:
    """The state of one duty as it is kept."""

    agency_id: str
    year: int
    due_on: str
    due_basis: str
    status: str
    report_id: int | None
    published_on: str | None
    first_seen_at: str | None
    days_late: int | None
    evidence: str
    judged_on: str
    customary: int
    late_band: str
    run_id: int | None
    unseen_on: str | None
    unseen_run: int | None


@dataclass(frozen=True)
class AgencyFiling(KeptFiling):
    """The same with the agency's name."""

    agency: str


@dataclass(frozen=True)
class OpenProposal:
    """A column that moved, and the address that a night found for it ("" if none)."""

    id: int
    portal_id: str
    old_column: str
    new_column: str
    family: str
    keeps_old: int
    why: str
    night: str
    state: str
    settled_on: str | None


@dataclass(frozen=True)
class KeptManifest:
    """What one manifest chains, and its hash."""

    id: int
    run_id: int | None
    night: str
    written_at: str
    fetches: int
    last_fetch: int
    list_reads: int
    last_list_read: int
    lines_sha256: str
    previous: str
    sha256: str


@dataclass(frozen=True)
class UnmatchedReport:
    """A report of which it is not known whose it is, with the name that it prints."""

    portal_id: str | None
    year: int | None
    agency_name: str | None
    title: str | None
    url: str
    first_seen_on: str


@dataclass(frozen=True)
class KnownReport:
    """The report kept under an address: whose, and the bytes of its current version."""

    agency_id: str | None
    year: int | None
    gone_at: str | None
    current_version: int | None
    sha256: str | None
    snapshot: str | None


@dataclass(frozen=True)
class OpenFinding:
    """A finding that stands, as people read it: `rule` is the title of its rule."""

    id: str
    severity: str
    verdict: str
    finding_class: str
    check_id: str
    rule: str | None
    agency: str | None
    year: int | None
    location: str
    message: str
    expected: str
    actual: str
    law: str
    first_seen: str
    last_seen: str
    url: str | None
    agency_id: str | None
    report_id: int | None
    version_id: int | None
    portal_id: str | None
    confirmed: str | int | None
    reply: str | None


@dataclass(frozen=True)
class KeptFinding:
    """A finding as it is kept, with what people said of it; its agency's name, and its report's address."""

    id: str
    check_id: str
    finding_class: str
    severity: str
    verdict: str
    agency_id: str | None
    year: int | None
    report_id: int | None
    version_id: int | None
    location: str
    expected: str
    actual: str
    message: str
    law: str
    first_seen: str
    last_seen: str
    resolved_at: str | None
    dismissed_at: str | None
    dismissed_by: str | None
    reason: str | None
    reply: str | None
    portal_id: str | None
    facts: str
    resolved_version_id: int | None
    dismissed_until: str | None
    ground: str | None
    confirmed_at: str | None
    confirmed_by: str | None
    agency: str | None


@dataclass(frozen=True)
class NamedFinding(KeptFinding):
    """The same with its report's address and title."""

    url: str | None
    title: str | None


@dataclass(frozen=True)
class Untold(KeptFinding):
    """A finding of which something is to be told: `kind` new, worsened or resolved. `told` is what was told of it last."""

    portal: str | None
    portal_url: str | None
    url: str | None
    agency_name: str | None
    told: str | None
    told_rank: int | None
    kind: str
    rank: int


@dataclass(frozen=True)
class FindingEvent:
    """One event of a finding's life."""

    id: int
    finding_id: str
    at: str
    kind: str
    person: str
    words: str
    expected: str
    actual: str
    version_id: int | None


@dataclass(frozen=True)
class KeptRule:
    """A rule as readers of the database find it."""

    id: str
    finding_class: str
    severity: str
    judges: str
    forms: str
    law: str
    title: str
    title_en: str
    demands: str
    demands_en: str
    formula: str


@dataclass(frozen=True)
class ProvingFact:
    """A cell that a finding rests on, its place in words of the form."""

    year: int | None
    table: str
    row: str
    column: str
    location: str
    value: str
    state: str


@dataclass(frozen=True)
class ProvingPage:
    """A page that proves a finding: its bytes are in the archive under `sha256`."""

    what: str | None
    url: str
    fetched_at: str | None
    sha256: str | None


@dataclass(frozen=True)
class Explanation:
    """All there is to one finding."""

    finding: NamedFinding
    rule: KeptRule | None
    facts: tuple[ProvingFact, ...]
    pages: tuple[ProvingPage, ...]
    filing: KeptFiling | None
    events: tuple[FindingEvent, ...]
