"""Columns that moved, and the new addresses that nights have found for them. The registry itself is changed by people only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from store.records import OpenProposal
from store.registry import Registry
from store.tables.connection import Tables


@dataclass(frozen=True)
class Moved:
    """A column that is to be looked for, by what it was noticed (`how`), and its new address, "" while it isn't found.

    `keeps_old`: the new address stands beside the old one, as the directory of a new year does.
    """

    portal_id: str
    old_column: str
    how: str
    new_column: str = ""
    family: str = ""
    why: str = ""
    keeps_old: bool = False


class ProposalTables(Tables):
    """Where columns may have gone."""

    def save_proposals(self, found: Iterable[Moved], night: date) -> None:
        """Keep what a night found. What was proposed or rejected already stays as it is; an address
        found replaces 'not found yet'."""
        with self.writing():
            for moved in found:
                key = [moved.portal_id, moved.old_column]
                if moved.new_column:
                    self.db.conn.execute(
                        "UPDATE proposals SET state = 'replaced', settled_on = ? WHERE portal_id = ? AND old_column = ? "
                        "AND new_column = '' AND state = 'open'",
                        [night.isoformat(), *key],
                    )
                why = "；".join(words for words in (moved.how, moved.why) if words)
                self.db.conn.execute(
                    "INSERT INTO proposals (portal_id, old_column, new_column, family, keeps_old, why, night, state) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT DO UPDATE SET state = 'open', why = excluded.why, "
                    "night = excluded.night, settled_on = NULL WHERE state NOT IN ('open', 'rejected')",
                    [*key, moved.new_column, moved.family, moved.keeps_old, why, night.isoformat()],
                )

    def settle_proposals(self, registry: Registry, healthy: Iterable[tuple[str, str]], night: date) -> None:
        """Close proposals that the registry has taken over, and those of columns that are well again.

        `healthy` are portals and columns that showed no sign of having moved.
        """
        well = set(healthy)
        for row in self.open_proposals():
            portal = registry.portals.get(row.portal_id)
            if portal is None or row.new_column in portal.columns:
                state = "accepted" if portal else "gone"
            elif row.old_column not in portal.columns:
                state = "gone"
            elif (row.portal_id, row.old_column) in well and not row.keeps_old:
                state = "back"
            else:
                continue
            with self.writing():
                self.db.table("proposals").update(row.id, {"state": state, "settled_on": night.isoformat()})

    def reject_proposal(self, number: int, night: date) -> bool:
        """Say that an address found is none; it is not proposed again. False if no open proposal has this number."""
        with self.writing():
            done = self.db.conn.execute(
                "UPDATE proposals SET state = 'rejected', settled_on = ? WHERE id = ? AND state = 'open'",
                [night.isoformat(), number],
            )
        return bool(done.rowcount)

    def open_proposals(self, portal_id: str | None = None) -> list[OpenProposal]:
        """Proposals that nobody has taken over yet, those of one portal or of all."""
        where, values = ("AND portal_id = ?", [portal_id]) if portal_id else ("", [])
        return self.records(
            OpenProposal,
            f"SELECT * FROM proposals WHERE state = 'open' {where} ORDER BY portal_id, old_column, id",
            values,
        )
