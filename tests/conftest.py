"""Fixtures of all tests."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

# So that asserts of helpers say what differs: before any of them is imported.
for helpers in ("corpus", "country", "made", "openings", "patterns", "varied", "visits", "ways"):
    pytest.register_assert_rewrite(f"tests.{helpers}")

from scheduler.crawling import processes  # noqa: E402
from tests import SHARED  # noqa: E402
from tests.made.portals.forked import Forked  # noqa: E402

START = processes.start


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


@pytest.fixture(autouse=True)
def real_starts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Crawls of a test marked `real_starts` are started by the product's own command line."""
    if request.node.get_closest_marker("real_starts"):
        monkeypatch.setattr(processes, "start", START)
