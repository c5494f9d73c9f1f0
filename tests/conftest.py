"""Fixtures of all tests."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports beside the project. Without it the tests that need it say so by name."""
    if not SHARED.is_dir():
        pytest.skip(f"not run: real reports are read from {SHARED}, which is not there")
    return SHARED
