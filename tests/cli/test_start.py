"""What a command has to wait for before it runs: the libraries that it needs and no others. Counted, not timed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.made.portals.portal import write_registry

HEAVY = {"scrapy", "twisted", "pandas", "numpy", "sqlite_utils", "pydantic", "rich", "lxml", "parsel", "apprise",
         "apscheduler", "sqlalchemy", "datasette", "rapidfuzz", "opencc"}  # fmt: skip
CRAWLING = {
    "scrapy",
    "twisted",
    "pandas",
    "numpy",
    "lxml",
    "parsel",
    "rapidfuzz",
    "opencc",
    "apscheduler",
    "apprise",
}
LOADED = """
import sys
from scheduler.cli import main
try:
    main(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
print("LOADED", *{name.partition(".")[0] for name in sys.modules if sys.modules[name]})
"""


def loaded(*arguments: object) -> set[str]:
    """The packages in a process that has run a command."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize(
    "arguments",
    [("--version",), ("--help",), ("nightly", "--help"), ("discover", "--help"), ("schedule", "--help")],
)
def test_help_waits_for_no_library_but_click(arguments: tuple[str, ...]) -> None:
    assert HEAVY & loaded(*arguments) == set()


def test_a_look_at_the_database_waits_for_nothing_of_a_crawl(tmp_path: Path) -> None:
    assert CRAWLING & loaded("status", "--db", tmp_path / "nianbao.db") == set()
    assert CRAWLING & loaded("explain", "zz", "--db", tmp_path / "nianbao.db") == set()


def test_a_crawl_is_started_without_what_its_processes_load(tmp_path: Path) -> None:
    registry = write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    command = ("crawl", "nowhere", "--db", tmp_path / "nianbao.db", "--registry", registry)
    assert {"scrapy", "twisted", "pandas", "numpy"} & loaded(*command) == set()
