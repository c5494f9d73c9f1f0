"""Filings: the state of every duty, a row each, written only when it changes."""

from collections.abc import Mapping
from datetime import date

from store.records import AgencyFiling
from store.tables.connection import Tables


class FilingTables(Tables):
    """The states of the duties to file."""

    def in_state(self, *statuses: str) -> list[AgencyFiling]:
        """Duties in any of the given states, with the agency's name; all if none is given."""
        marks = ",".join("?" * len(statuses))
        where = f"WHERE f.status IN ({marks})" if statuses else ""
        return self.records(
            AgencyFiling,
            f"SELECT f.*, a.name AS agency FROM filings f JOIN agencies a ON a.id = f.agency_id {where} "
            "ORDER BY f.year DESC, a.name",
            statuses,
        )

    def keep(self, row: Mapping[str, object]) -> None:
        """Keep the state of a duty in place of the one it had. Runs inside a transaction."""
        self.replace("filings", row)

    def drop(self, agency_id: str, year: int) -> None:
        """Forget a duty that the registry states no longer. Runs inside a transaction."""
        self.db.conn.execute("DELETE FROM filings WHERE agency_id = ? AND year = ?", [agency_id, year])

    def unseen_dues(self, portal_id: str) -> set[date]:
        """The due days of duties whose report a portal doesn't show: what its columns don't hold is held against them."""
        return {
            date.fromisoformat(row["due_on"])
            for row in self.rows(
                "SELECT DISTINCT f.due_on FROM filings f JOIN agencies a ON a.id = f.agency_id "
                "WHERE a.portal_id = ? AND (f.report_id IS NULL OR f.status = 'withdrawn')",
                [portal_id],
            )
        }
