"""Records that the store hands on: frozen, and by the names and in the order of the columns that they are kept in."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from store import records
from store.records import FIELD_OF, KeptRun, OpenFinding, row_of
from store.store import Store


@pytest.mark.parametrize(
    ("record", "table", "more"),
    [
        ("KeptRun", "runs", ""),
        ("PortalVisit", "portal_runs", "name url"),
        ("PortalHealth", "portal_health", ""),
        ("KeptFiling", "filings", ""),
        ("AgencyFiling", "filings", "agency"),
        ("OpenProposal", "proposals", ""),
        ("KeptManifest", "manifests", ""),
        ("UnmatchedReport", "unmatched_reports", ""),
        ("OpenFinding", "open_findings", ""),
        ("KeptFinding", "findings", "agency"),
        ("NamedFinding", "findings", "agency url title"),
        ("FindingEvent", "finding_events", ""),
        ("KeptRule", "rules", ""),
    ],
)
def test_a_record_has_the_columns_of_its_table_in_their_order(
    record: str, table: str, more: str, tmp_path: Path
) -> None:
    store = Store.open(tmp_path / "nianbao.db")
    columns = [row[1] for row in store.db.conn.execute(f"PRAGMA table_info({table})")]
    store.close()
    named = [field.name for field in fields(getattr(records, record))]
    assert named == [FIELD_OF.get(column, column) for column in (*columns, *more.split())]


def test_a_record_cannot_be_changed_and_prints_the_names_of_its_columns() -> None:
    run = KeptRun(1, "crawl", "2026-02-01", "2026-01-31T18:30:00Z", None, "running")
    with pytest.raises(FrozenInstanceError):
        run.status = "done"  # type: ignore[misc]
    assert list(row_of(run)) == ["id", "kind", "night", "started_at", "finished_at", "status"]
    finding = OpenFinding(*(None for _ in fields(OpenFinding)))  # type: ignore[arg-type]
    assert "class" in row_of(finding)
    assert "finding_class" not in row_of(finding)
