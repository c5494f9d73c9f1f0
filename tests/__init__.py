"""All tests, in rooms that mirror the product's."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
SHARED = ROOT.parent / "shared"  # real reports and faults beside the project, where they are there
