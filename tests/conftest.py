"""Fixtures of all tests."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

# So that asserts of helpers say what differs: before any of them is imported.
for helpers in (
    "corpus",
    "country",
    "examples",
    "judging",
    "made",
    "openings",
    "pages",
    "patterns",
    "varied",
    "visits",
    "ways",
):
    pytest.register_assert_rewrite(f"tests.{helpers}")

from scheduler.crawling import processes  # noqa: E402
from tests import SHARED  # noqa: E402
from tests.made.portals.forked import Forked  # noqa: E402

START = processes.start
# Files of minutes, which begin first: one that began last would be waited for by all other processes.
LONGEST = (
    "test_ways_of_answering.py",
    "test_mutations.py",
    "test_hostile_office.py",
    "test_corpus.py",
    "test_provinces.py",
    "test_hostile_neighbours.py",
    "test_faulty_scans.py",
    "test_patterns.py",
    "test_faulty_visits.py",
    "test_politeness.py",
    "test_docx.py",
    "test_visits.py",
    "test_layouts.py",
    "test_demo.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the others as they stand."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports beside the project. Without it the tests that need it say so by name."""
    if not SHARED.is_dir():
        pytest.skip(f"not run: real reports are read from {SHARED}, which is not there")
    return SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is said to be installed (NIANBAO_COMPLETE=1, as in CI), a test that is not run has failed."""
    report = yield
    if report.skipped and os.environ.get("NIANBAO_COMPLETE") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


@pytest.fixture(autouse=True, scope="session")
def forked_crawls() -> Generator[None]:
    """Crawls are forked with their imports loaded, wherever the scheduler starts one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processes, "start", Forked)
        yield


@pytest.fixture(autouse=True, scope="module")
def real_starts_of_a_module(request: pytest.FixtureRequest) -> Generator[None]:
    """As `real_starts`, for a module marked so as a whole: its fixtures start crawls before its tests."""
    with pytest.MonkeyPatch.context() as patch:
        _start_really(request, patch)
        yield


@pytest.fixture(autouse=True)
def real_starts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Crawls of a test marked `real_starts` are started by the product's own command line."""
    _start_really(request, monkeypatch)


def _start_really(request: pytest.FixtureRequest, patch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("real_starts"):
        patch.setattr(processes, "start", START)
