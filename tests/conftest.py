"""Fixtures of all tests."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import SHARED

pytest.register_assert_rewrite("tests.made.portals.replicas")  # so that its asserts say what differs


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
