"""The architecture: imports in one direction, no circle, small rooms and modules, the form declared once."""

import ast
from pathlib import Path

import pytest

from store.form import FORMS
from tests import ROOT
from tools import rooms

MAY_IMPORT = {
    "store": {"store"},
    "crawler": {"store", "crawler"},
    "spiders": {"store", "crawler", "spiders"},
    "demo": {"store", "demo"},
    "scheduler": {"store", "crawler", "spiders", "demo", "scheduler"},
}
MOST_MODULES = 16  # in a folder of code
FAMILIES = {"spiders.families", "demo.families"}  # a module each, and there are as many as there are
MOST_BASES = 3
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


def test_the_plan_is_drawn_by_the_line_of_packages() -> None:
    assert rooms.may_import() == MAY_IMPORT


PLANS = {plan.folder: plan for plan in rooms.plans(ROOT)}


@pytest.mark.parametrize("folder", PLANS)
def test_no_arrow_leads_back_up_and_no_rooms_lead_round(folder: str) -> None:
    assert (PLANS[folder].back, PLANS[folder].circles) == ([], [])


def test_no_modules_import_each_other() -> None:
    assert rooms.circles(rooms.arrows_of(ROOT)) == []


@pytest.mark.parametrize("folder", sorted(PLANS.keys() - FAMILIES))
def test_a_room_holds_no_more_modules_than_can_be_overlooked(folder: str) -> None:
    assert PLANS[folder].modules <= MOST_MODULES


def test_no_class_stands_on_more_than_three_of_ours() -> None:
    assert {name: count for name, count in rooms.lines_of_bases(ROOT).items() if count > MOST_BASES} == {}


def test_a_planted_circle_and_a_planted_tower_are_seen(tmp_path: Path) -> None:
    planted = {
        "store/__init__.py": "",
        "store/form.py": "def f():\n    from store.judging import reports",
        "store/judging/__init__.py": "from store.tables import A\nclass B(A): ...",
        "store/judging/reports.py": "from store import form\nfrom store.judging import B\nclass C(B): ...",
        "store/tables.py": "class A: ...",
        "crawler/__init__.py": "",
        "crawler/items.py": "import store.tables",
        "crawler/above.py": "from spiders import base",
        "spiders/__init__.py": "",
        "spiders/base.py": "import crawler.items, store.form",
    }
    for name, source in planted.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")
    drawn = {plan.folder: plan for plan in rooms.plans(tmp_path)}
    assert drawn["store"].circles == [["form", "judging"]]
    assert len(drawn["store"].back) == 1
    assert (drawn["store"].rooms, drawn["store"].floors, drawn["store"].count) == (3, 2, 3)
    assert drawn["store.judging"].arrows == {"__init__": set(), "reports": {"__init__"}}
    assert drawn[rooms.WHOLE].back == [("crawler", "spiders")]
    assert drawn[rooms.WHOLE].circles == [["crawler", "spiders"]]
    assert rooms.circles(rooms.arrows_of(tmp_path)) == [["store.form", "store.judging.reports"]]
    assert rooms.lines_of_bases(tmp_path) == {"A": 0, "B": 1, "C": 2}
