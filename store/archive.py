"""Evidence: bytes exactly as fetched, by their sha256, compressed with zstd, in a SQLite file of their own.

Bytes are committed here before anything else points to them; nothing is ever overwritten or deleted.
"""

import hashlib
import sqlite3
import zlib
from pathlib import Path

import zstandard

from store.errors import OperatorError

_LEVEL = 10  # 4.6 KB a page of 56 KB at 1,640 pages/s; measured against levels 3 and 19
_DECOMPRESSOR = zstandard.ZstdDecompressor()
_STORED = (b"%PDF", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG")  # compressed inside already


def archive_of(db: Path) -> Path:
    """Where the archive of a database lies: beside it."""
    return db.with_name(f"{db.stem}-archive.db")


def unpacked_row(digest: str, size: int, encoding: str, data: object, crc: int | None) -> tuple[bytes, str]:
    """The bytes of one row, and in Chinese what is wrong with them, "" if they are what was put in."""
    body = b""
    if not isinstance(data, bytes) or (crc is not None and zlib.crc32(data) != crc):
        return body, "所存数据与其校验和不符"
    if encoding == "zstd":
        try:
            if zstandard.frame_content_size(data) != size:
                return body, "解压后的大小与记录不符"
            body = _DECOMPRESSOR.decompress(data)
        except zstandard.ZstdError:
            return b"", "不能解压"
    elif encoding == "plain":
        body = data
    else:
        return body, "压缩方式的记录有误"
    if len(body) != size or hashlib.sha256(body).hexdigest() != digest:
        return body, "内容与其 SHA-256 不符"
    return body, ""


class ArchiveError(OperatorError):
    """Raised when archived bytes are absent or don't hash to their name."""


def _damaged(what: str) -> ArchiveError:
    return ArchiveError(
        f"存档中的 {what} 已损坏，请从备份恢复，再运行 nianbao verify",
        f"archive: the bytes kept as {what} are damaged; restore the file from a backup, then run nianbao verify",
    )


class Archive:
    """A content-addressed store of bytes at `path`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS blobs (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, "
            "size INTEGER NOT NULL, encoding TEXT NOT NULL, data BLOB NOT NULL, crc INTEGER)"
        )
        self._add_crc()

    def _add_crc(self) -> None:
        """Files of the first release have no column for the checksum of what lies on the disk."""
        missing = "SELECT NOT EXISTS (SELECT 1 FROM pragma_table_info('blobs') WHERE name = 'crc')"
        if self._connection.execute(missing).fetchone()[0]:
            self._connection.execute("BEGIN IMMEDIATE")
            if self._connection.execute(missing).fetchone()[0]:
                self._connection.execute("ALTER TABLE blobs ADD COLUMN crc INTEGER")
            self._connection.execute("COMMIT")

    def put(self, body: bytes) -> str:
        """Keep `body`; returns its sha256 in hex. Keeping the same bytes again changes nothing."""
        digest = hashlib.sha256(body).hexdigest()
        if self._connection.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (digest,)).fetchone():
            return digest
        plain = body.startswith(_STORED)
        data = body if plain else zstandard.compress(body, _LEVEL)
        self._connection.execute(
            "INSERT OR IGNORE INTO blobs (sha256, size, encoding, data, crc) VALUES (?, ?, ?, ?, ?)",
            (digest, len(body), "plain" if plain else "zstd", data, zlib.crc32(data)),
        )
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes whose sha256 is `digest`. Raises ArchiveError if they are absent or damaged."""
        query = "SELECT size, encoding, data, crc FROM blobs WHERE sha256 = ?"
        try:
            row = self._connection.execute(query, (digest,)).fetchone()
        except sqlite3.DatabaseError as error:
            raise _damaged(f"{digest} ({error})") from error
        if row is None:
            raise ArchiveError(
                f"存档中没有 sha256 为 {digest} 的内容，请从备份恢复，再运行 nianbao verify",
                f"archive: no bytes with sha256 {digest}; restore the file from a backup, then run nianbao verify",
            )
        body, problem = unpacked_row(digest, *row)
        if problem:
            raise _damaged(digest)
        return body

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
