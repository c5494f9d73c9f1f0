"""What everything that keeps rows stands on: one open database, the archive of bytes beside it, and transactions."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from store.archive import Archive
from store.records import FIELD_OF
from store.sqlite import Database

Record = TypeVar("Record")


class Tables:
    """Some tables of an open database. `archive` holds the bytes that their rows name."""

    def __init__(self, db: Database, archive: Archive) -> None:
        self.db = db
        self.archive = archive

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A write transaction. It asks for the lock at once: one that starts by reading could lose it to another
        process and fail. Inside another one it is part of it.
        """
        if self.db.conn.in_transaction:
            yield
            return
        self.db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.conn.rollback()
            raise
        self.db.conn.commit()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Rows of a query by the names of its columns. For those who write SQL: nothing public hands them on."""
        cursor = self.db.conn.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def records(self, kind: type[Record], sql: str, parameters: Sequence[object] = ()) -> list[Record]:
        """Rows of a query, whose columns are the fields of a record."""
        return [
            kind(**{FIELD_OF.get(name, name): value for name, value in row.items()})
            for row in self.rows(sql, parameters)
        ]

    def insert(self, table: str, row: Mapping[str, object]) -> int:
        """Insert one row and return its rowid. Runs inside a transaction."""
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
        inserted = self.db.conn.execute(sql, list(row.values())).lastrowid
        assert isinstance(inserted, int)
        return inserted

    def replace(self, table: str, row: Mapping[str, object]) -> None:
        """Put one row in the place of the one with its key. Runs inside a transaction."""
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        sql = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})"
        self.db.conn.execute(sql, list(row.values()))

    def update(self, table: str, key: int | str, row: Mapping[str, object]) -> None:
        """Change some columns of the row with this id. Runs inside a transaction."""
        changes = ", ".join(f'"{name}" = ?' for name in row)
        self.db.conn.execute(f'UPDATE "{table}" SET {changes} WHERE id = ?', [*row.values(), key])
