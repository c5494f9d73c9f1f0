"""The architecture: imports in one direction, small modules, the form declared once."""

import ast
from pathlib import Path

import pytest

from store.form import FORMS
from tests import ROOT

MAY_IMPORT = {
    "store": {"store"},
    "crawler": {"store", "crawler"},
    "spiders": {"store", "crawler", "spiders"},
    "demo": {"store", "demo"},
    "scheduler": {"store", "crawler", "spiders", "demo", "scheduler"},
}
MODULES = sorted(path for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))


def imported_packages(source: str) -> set[str]:
    """The project's packages that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.split(".")[0] for name in names} & set(MAY_IMPORT)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way_only(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert imported_packages(path.read_text(encoding="utf-8")) <= MAY_IMPORT[package]


def test_a_planted_import_against_the_line_is_seen() -> None:
    assert imported_packages("def f():\n    from scheduler.cli import main") == {"scheduler"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_stay_under_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


def test_labels_of_the_form_stand_nowhere_but_in_its_toml() -> None:
    labels = [line.label for form in FORMS.values() for line in form.requests.values() if len(line.label) > 8]
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert [label for label in labels if f'"{label}"' in text] == [], path


def test_no_module_swallows_exceptions() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                assert not all(isinstance(step, ast.Pass) for step in node.body), f"{path}:{node.lineno}"
                assert node.type is not None, f"{path}:{node.lineno}"
