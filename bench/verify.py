"""How fast evidence is verified, against plain sha256 of the same bytes in the same run: `python -m bench.verify [MB]`.

The bytes are report pages of the demo, each with a counter, and random ones that can't be compressed, as PDFs are.
"""

import hashlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.speed import pages
from store.archive import archive_of
from store.evidence.verifying import verify
from store.store import Store
from store.tables.runs import Exchange

NOW = datetime(2026, 2, 1, tzinfo=UTC)
PDF_EVERY = 20  # one body in so many
PDF_SIZE = 400_000
ROUNDS = 3


def bodies(size: int) -> Iterator[bytes]:
    """Bodies of about `size` bytes in all."""
    made = [document.body for document in pages()]
    noise = random.Random(1)
    number = 0
    while size > 0:
        number += 1
        body = made[number % len(made)] + f"<!-- {number} -->".encode()
        if number % PDF_EVERY == 0:
            body = b"%PDF-1.7\n" + noise.randbytes(PDF_SIZE)
        size -= len(body)
        yield body


def fill(db: Path, size: int) -> None:
    """A database with a fetch a body, chained."""
    store = Store.open(db)
    store.archive._connection.execute("PRAGMA synchronous=OFF")  # filling isn't what is measured
    store.archive._connection.execute("BEGIN")
    with store.writing():
        for number, body in enumerate(bodies(size)):
            url = f"http://www.shiyan.example/{number}.html"
            digest = store.archive.put(body)
            asked = Exchange(url, url, column_url="http://www.shiyan.example/")
            store.runs.save_fetch(
                None, "shiyan", url, "report", NOW, status=200, sha256=digest, size=len(body), exchange=asked
            )
    store.manifests.write_manifests(None, NOW.date(), NOW)
    store.archive._connection.execute("COMMIT")
    store.close()


def main() -> None:
    """Print both rates and their ratio, of one core's time: what else the machine does falsifies the clock."""
    size = int(sys.argv[1]) * 1_000_000 if sys.argv[1:] else 500_000_000
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "nianbao.db"
        fill(db, size)
        plain, verified = 0.0, 0.0
        for _ in range(ROUNDS):
            seconds, hashed = 0.0, 0
            for body in bodies(size):
                start = time.process_time()
                hashlib.sha256(body).hexdigest()
                seconds += time.process_time() - start
                hashed += len(body)
            plain = max(plain, hashed / seconds)
            start = time.process_time()
            seen = verify(db)
            verified = max(verified, seen.bytes / (time.process_time() - start))
            assert seen.sound, seen.problems
        stored = archive_of(db).stat().st_size
        subprocess.run(
            [sys.executable, "-m", "scheduler.cli", "verify", "--db", db], check=True, capture_output=True
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{seen.blobs} bodies, {seen.bytes / 1e6:.0f} MB, {stored / 1e6:.0f} MB on disk, best of {ROUNDS}")
    print(f"{plain / 1e6:8.0f} MB/s    1.00 ×  sha256 alone, of bytes in memory")
    print(f"{verified / 1e6:8.0f} MB/s  {verified / plain:6.2f} ×  nianbao verify")
    print(f"peak memory of nianbao verify {peak:.0f} MB")


if __name__ == "__main__":
    main()
