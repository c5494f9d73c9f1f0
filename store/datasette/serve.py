"""Serving the database with Datasette, as a child process that reads the file while the crawler writes it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import OperatorError

ROOT = Path(__file__).parents[2]
METADATA = ROOT / "datasette-metadata.json"
PLUGINS = Path(__file__).parent / "plugins"
STATIC = Path(__file__).parent / "static"
DATABASE_NAME = "nianbao"
SETTINGS = {
    "allow_download": "off",  # a copy of a file being written is not a backup
    "default_page_size": "50",
    "facet_time_limit_ms": "1000",
    "max_returned_rows": "2000",
    "num_sql_threads": "4",
    "sql_time_limit_ms": "3000",
    "suggest_facets": "off",  # trying every column is what makes table pages slow
    "truncate_cells_html": "600",
}


class WrongName(OperatorError, ValueError):
    """Raised for a database that Datasette would serve without its descriptions."""


class NotThere(OperatorError, FileNotFoundError):
    """Raised where a file is absent that is to be served."""


def datasette_command(db: Path, metadata: Path, host: str, port: int) -> list[str]:
    """The command line that serves the live database at `db`; it is never declared immutable.

    Raises NotThere if a file is absent, WrongName if the database is called anything but nianbao:
    Datasette names a database after its file, and descriptions and queries hold for that name only.
    """
    if db.stem != DATABASE_NAME:
        raise WrongName(
            f"{db}：请把文件命名为 {DATABASE_NAME}.db，否则 Datasette 不显示说明和查询",
            f"Datasette would call this database {db.stem!r} and show no descriptions or queries; "
            f"name the file {DATABASE_NAME}.db",
        )
    if not db.is_file():
        raise NotThere(
            f"没有数据库 {db}，请先运行 nianbao nightly，或用 --db 给出别的文件",
            f"{db} does not exist; run `nianbao nightly` first, or name another file with --db",
        )
    if not metadata.is_file():
        raise NotThere(
            f"没有 {metadata}，请用 python -m store.datasette.describe 生成",
            f"{metadata} does not exist; write it with `python -m store.datasette.describe`",
        )
    settings = [word for name, value in SETTINGS.items() for word in ("--setting", name, value)]
    return [
        *(sys.executable, "-m", "datasette", "serve", str(db)),
        *("--metadata", str(metadata), "--plugins-dir", str(PLUGINS)),
        *("--static", f"assets:{STATIC}"),
        *("--host", host, "--port", str(port), *settings),
    ]


def serve(db: Path, host: str, port: int) -> int:
    """Serve until interrupted or terminated; returns Datasette's exit code. Raises as datasette_command does."""
    command = datasette_command(db, METADATA, host, port)
    # The plugin imports store, from wherever the command is run.
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    with subprocess.Popen(command, env=environment) as child, _ending_with_us(child):
        try:
            return child.wait()
        except KeyboardInterrupt:  # the terminal has interrupted the child too
            return child.wait()


@contextmanager
def _ending_with_us(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Pass SIGTERM on to the child, so that it does not outlive us. Only a main thread may do this."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
