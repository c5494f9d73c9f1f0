"""Verifying evidence: every kept byte against its hash, every row against its bytes and its manifest, the whole chain.

Nothing is written; a night may run meanwhile. Memory doesn't grow with the archive.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

from store.archive import archive_of, unpacked_row
from store.errors import OperatorError
from store.manifest_lines import FETCHES, LIST_READS, head, manifest_line, sha256

MAX_TOLD = 200  # problems told one by one; more are counted
_ALL = 2**63 - 1
# What names a sha256, and what a reader needs to find the row.
_NAMING = {
    "fetches": ("请求", "url"),
    "versions": ("报告版本", "snapshot"),
    "manifests": ("存证清单", "night"),
}


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong: `kind` for machines, `where` and `message` for people."""

    kind: str
    where: str
    message: str


@dataclass
class Verified:
    """What was looked at and what is wrong. `sound` if nothing is."""

    blobs: int = 0
    bytes: int = 0
    stored_bytes: int = 0
    fetches: int = 0
    list_reads: int = 0
    versions: int = 0
    manifests: int = 0
    latest_manifest: str = ""
    unchained: int = 0  # rows that the next manifest will hold
    problem_count: int = 0
    problems: list[Defect] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problem_count

    def add(self, kind: str, where: str, message: str) -> None:
        """Note a problem."""
        self.problem_count += 1
        if len(self.problems) < MAX_TOLD:
            self.problems.append(Defect(kind, where, message))


class NothingToVerify(OperatorError):
    """Raised where there is no database to verify."""


def verify(db: Path) -> Verified:
    """Verify the database at `db` and its archive. Raises NothingToVerify if there is no such file."""
    archive = archive_of(db)
    if not db.is_file():
        raise NothingToVerify(
            f"没有数据库 {db}，请用 --db 给出", f"{db} does not exist; name the database with --db"
        )
    seen = Verified()
    if not archive.is_file():
        seen.add("archive_missing", archive.name, "存档文件不在数据库旁边")
        return seen
    with closing(sqlite3.connect(":memory:", isolation_level=None, uri=True, timeout=60)) as connection:
        connection.row_factory = sqlite3.Row
        try:
            for name, path in (("main_db", db), ("archive", archive)):
                connection.execute(f"ATTACH ? AS {name}", [f"file:{quote(str(path.resolve()))}?mode=ro"])
            # The rows as of now, then the bytes: these were there before what points to them.
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM main_db.runs LIMIT 1").fetchone()
        except sqlite3.DatabaseError as error:
            seen.add("unreadable", db.name, f"数据库读不出来（{error}）")
            return seen
        _Verification(connection, seen, db.name, archive.name).run()
    return seen


class _Verification:
    """One verification over an open connection with both files attached."""

    def __init__(self, connection: sqlite3.Connection, seen: Verified, db: str, archive: str) -> None:
        self.connection, self.seen = connection, seen
        self.names = {"main_db": db, "archive": archive}

    def run(self) -> None:
        """Everything; a part whose file can't be read ends with that problem, the others go on."""
        parts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("archive", partial(self._structure, "archive")),
            ("archive", self._blobs),
            ("main_db", partial(self._structure, "main_db")),
            ("main_db", self._names),
            ("main_db", self._chain),
        )
        for name, part in parts:
            try:
                part()
            except sqlite3.DatabaseError as error:
                self.seen.add("unreadable", self.names[name], f"文件读不下去（{error}）")

    def _structure(self, name: str) -> None:
        """What SQLite itself finds wrong with a file."""
        for row in self.connection.execute(f"PRAGMA {name}.integrity_check({MAX_TOLD})"):
            if row[0] != "ok":
                self.seen.add("structure", self.names[name], f"数据库文件结构有误（{row[0]}）")

    # The archive
    def _blobs(self) -> None:
        columns = "id, sha256, size, encoding, data" + (", crc" if self._has_crc() else ", NULL AS crc")
        last = 0
        try:
            for row in self.connection.execute(f"SELECT {columns} FROM archive.blobs ORDER BY id"):
                last = self._blob(row)
        except sqlite3.DatabaseError:  # the rest one by one, to name what is still whole and what isn't
            ids = self.connection.execute("SELECT id FROM archive.blobs WHERE id > ? ORDER BY sha256", [last])
            for (number,) in ids.fetchall():
                self._single(f"SELECT {columns} FROM archive.blobs WHERE id = ?", number)

    def _has_crc(self) -> bool:
        rows = self.connection.execute("PRAGMA archive.table_info(blobs)")
        return any(row["name"] == "crc" for row in rows)

    def _single(self, query: str, number: int) -> None:
        try:
            row = self.connection.execute(query, [number]).fetchone()
        except sqlite3.DatabaseError as error:
            self.seen.add("blob_damaged", f"存档第 {number} 份", f"读不出来（{error}）")
            return
        if row is not None:
            self._blob(row)

    def _blob(self, row: sqlite3.Row) -> int:
        data = row["data"]
        body, problem = unpacked_row(row["sha256"], row["size"], row["encoding"], data, row["crc"])
        self.seen.blobs += 1
        self.seen.bytes += len(body)
        self.seen.stored_bytes += len(data) if isinstance(data, bytes) else 0
        if problem:
            where = f"存档第 {row['id']} 份 sha256={row['sha256']}"
            self.seen.add("blob_damaged", where, f"{problem}{self._resting_on(row['sha256'])}")
        return int(row["id"])

    def _resting_on(self, digest: str) -> str:
        """Which evidence rests on bytes, in words."""
        found = self.connection.execute(
            "SELECT COUNT(*), MIN(url) FROM main_db.fetches WHERE sha256 = ?", [digest]
        ).fetchone()
        return f"；涉及 {found[0]} 次请求，如 {found[1]}" if found[0] else ""

    # Rows and their bytes
    def _names(self) -> None:
        """Every sha256 that a row names is that of bytes in the archive."""
        for table, (words, place) in _NAMING.items():
            if table == "manifests" and not self._has_manifests():
                continue
            count = self.connection.execute(f"SELECT COUNT(*) FROM main_db.{table}").fetchone()[0]
            setattr(self.seen, table, count)
            for row in self.connection.execute(
                f"SELECT t.id, t.{place} AS place, t.sha256 FROM main_db.{table} t WHERE t.sha256 IS NOT NULL "
                "AND NOT EXISTS (SELECT 1 FROM archive.blobs b WHERE b.sha256 = t.sha256)"
            ):
                self._missing(f"{words}第 {row['id']} 行（{row['place']}）", row["sha256"])
        for row in self.connection.execute("SELECT id, column_url, evidence FROM main_db.list_reads"):
            self.seen.list_reads += 1
            where = f"栏目读取第 {row['id']} 行（{row['column_url']}）"
            for digest in self._evidence(row, where):
                known = "SELECT 1 FROM archive.blobs WHERE sha256 = ?"
                if not self.connection.execute(known, [digest]).fetchone():
                    self._missing(where, digest)

    def _evidence(self, row: sqlite3.Row, where: str) -> Iterator[str]:
        try:
            pages = json.loads(row["evidence"])
        except ValueError:
            pages = None
        if isinstance(pages, dict):
            yield from map(str, pages.values())
        else:
            self.seen.add("row_changed", where, "证据一栏不是所写的格式")

    def _missing(self, where: str, digest: str) -> None:
        self.seen.add("blob_missing", where, f"所指的字节 sha256={digest} 不在存档中")

    def _has_manifests(self) -> bool:
        """Whether the database has been brought to the schema with manifests."""
        found = self.connection.execute("SELECT 1 FROM main_db.sqlite_master WHERE name = 'manifests'")
        return found.fetchone() is not None

    # The chain
    def _chain(self) -> None:
        if not self._has_manifests():
            return
        number, previous = 0, ""
        reached = {"fetch": 0, "list_read": 0}
        for row in self.connection.execute("SELECT * FROM main_db.manifests ORDER BY id"):
            where = f"存证清单第 {row['id']} 号（{row['night']}）"
            if row["id"] != number + 1:
                gone = (
                    f"第 {number + 1} 号"
                    if row["id"] == number + 2
                    else f"第 {number + 1} 至 {row['id'] - 1} 号"
                )
                self.seen.add("manifest_missing", f"存证清单{gone}", "清单不见了")
            if row["previous"] != previous:
                self.seen.add(
                    "chain_broken",
                    where,
                    f"所记的上一份是 {row['previous'] or '无'}，应为 {previous or '无'}",
                )
            number, previous = row["id"], row["sha256"]
            self._manifest(row, where, reached)
        self.seen.latest_manifest = previous
        self._after_the_last(number, reached)

    def _after_the_last(self, number: int, reached: Mapping[str, int]) -> None:
        """Rows that no manifest holds yet, and manifests that were there and are gone."""
        used = self.connection.execute(
            "SELECT seq FROM main_db.sqlite_sequence WHERE name = 'manifests'"
        ).fetchone()
        if used and used[0] > number:
            self.seen.add("manifest_missing", f"存证清单第 {number + 1} 至 {used[0]} 号", "清单不见了")
        for what, query in (("fetch", FETCHES), ("list_read", LIST_READS)):
            count = self.connection.execute(
                f"SELECT COUNT(*) FROM ({self._of_db(query)})", [reached[what], _ALL]
            )
            self.seen.unchained += count.fetchone()[0]

    @staticmethod
    def _of_db(query: str) -> str:
        return query.replace(" FROM ", " FROM main_db.")

    def _manifest(self, row: sqlite3.Row, where: str, reached: dict[str, int]) -> None:
        """One manifest: its head is its row, its lines are the rows of its range, one by one."""
        said = head(dict(row))
        if sha256(said) != row["sha256"]:
            self.seen.add("manifest_changed", where, "清单的记录与其 SHA-256 不符")
        if self._body(row["sha256"]) not in (said, None):
            self.seen.add("manifest_changed", where, "清单的记录与存档中的不同")
        lines = self._body(row["lines_sha256"])
        if lines is None:
            self._missing(where, row["lines_sha256"])
        else:
            rows = self._lines_of_rows(row, reached)
            self._compare(lines, rows, where)
        reached |= {"fetch": row["last_fetch"], "list_read": row["last_list_read"]}

    def _body(self, digest: str) -> bytes | None:
        """Bytes of the archive; None if they are absent or damaged, which is told elsewhere."""
        try:
            found = self.connection.execute(
                "SELECT sha256, size, encoding, data FROM archive.blobs WHERE sha256 = ?", [digest]
            ).fetchone()
        except sqlite3.DatabaseError:
            return None
        if found is None:
            return None
        body, problem = unpacked_row(found["sha256"], found["size"], found["encoding"], found["data"], None)
        return None if problem else body

    def _lines_of_rows(
        self, row: sqlite3.Row, reached: Mapping[str, int]
    ) -> Iterator[tuple[tuple[str, int], str]]:
        for what, query, last in (
            ("fetch", FETCHES, row["last_fetch"]),
            ("list_read", LIST_READS, row["last_list_read"]),
        ):
            for found in self.connection.execute(self._of_db(query), [reached[what], last]):
                yield (what, found["id"]), manifest_line(what, dict(found))

    def _compare(self, lines: bytes, rows: Iterator[tuple[tuple[str, int], str]], where: str) -> None:
        """Walk both side by side in their common order."""
        kept = ((_key(text), text) for text in lines.decode().split("\n")[:-1])
        ours, theirs = next(kept, None), next(rows, None)
        while ours or theirs:
            if theirs is None or (ours and ours[0] < theirs[0]):
                assert ours
                self.seen.add(
                    "row_missing", _name(ours[0]), f"{where}记有这一行，数据库中没有：{_short(ours[1])}"
                )
                ours = next(kept, None)
            elif ours is None or theirs[0] < ours[0]:
                self.seen.add(
                    "row_added", _name(theirs[0]), f"数据库中有这一行，{where}没有记：{_short(theirs[1])}"
                )
                theirs = next(rows, None)
            else:
                if ours[1] != theirs[1]:
                    self.seen.add(
                        "row_changed", _name(ours[0]), f"与{where}所记不同：{_differing(ours[1], theirs[1])}"
                    )
                ours, theirs = next(kept, None), next(rows, None)


def _key(text: str) -> tuple[str, int]:
    ((what, row),) = json.loads(text).items()
    return what, row["id"]


def _name(key: tuple[str, int]) -> str:
    return f"{'请求' if key[0] == 'fetch' else '栏目读取'}第 {key[1]} 行"


def _short(text: str) -> str:
    ((_, row),) = json.loads(text).items()
    return str(row.get("url") or row.get("column"))


def _differing(ours: str, theirs: str) -> str:
    """Which columns differ, as they were and as they are."""
    ((_, was),) = json.loads(ours).items()
    ((_, now),) = json.loads(theirs).items()
    return "；".join(
        f"{name} 原为 {was.get(name)!r}，现为 {now[name]!r}" for name in now if now[name] != was.get(name)
    )
