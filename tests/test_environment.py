"""What is set from outside: every name is written once, read where it is set for, set where it is read, and documented."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler import settings, variables
from tests import ROOT
from tests.test_docs import DOCUMENTS, READ, READMES, name_of

CODE = ("store", "crawler", "spiders", "scheduler", "demo")
NAMES = {value for name, value in vars(variables).items() if name.isupper()}
OF_USERS = {variables.CONTACT, variables.NOTIFY, variables.WINDOW, variables.ROBOTS_STRICT}
OF_TESTS = {"NIANBAO_FEED"}  # set by a test for a process of its own
OF_DEVELOPERS = READ - OF_USERS - OF_TESTS
_LIKE = re.compile(r"NIANBAO_?[A-Z_]*[A-Z]")
_READING = {"get", "getint", "getfloat", "getbool", "getlist"}


def files() -> Iterator[Path]:
    """Every file of ours that may name a variable."""
    yield from (
        ROOT / name for name in (*DOCUMENTS, "Makefile", ".ci/run", "tools/install.sh", "pyproject.toml")
    )
    for folder in (*CODE, "tests", "bench", "tools"):
        yield from (
            path for path in sorted((ROOT / folder).rglob("*.py")) if path.name != Path(__file__).name
        )


def settings_read() -> set[str]:
    """The names that a crawl's processes look up among Scrapy's settings."""
    found = set()
    for path in (ROOT / "crawler").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Subscript) and "settings" in ast.unparse(node.value):
                found.add(name_of(node.slice))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                asks = node.func.attr in _READING and "settings" in ast.unparse(node.func.value)
                found |= {name_of(node.args[0])} if asks else set()
    return found & NAMES


def settings_set() -> set[str]:
    """The names that are handed to a crawl's processes, and those with a value in crawler.settings."""
    text = "".join(
        (ROOT / "scheduler").joinpath(path).read_text()
        for path in ("crawling/processes.py", "night/nightly.py")
    )
    given = {str(getattr(variables, name)) for name in re.findall(r"\bvariables\.([A-Z_]+)", text)}
    return given | {name for name in vars(settings) if name in NAMES}


def test_no_file_names_a_variable_that_is_none() -> None:
    known = NAMES | READ
    named = {
        name: path.relative_to(ROOT)
        for path in files()
        if path.name != "test_docs.py"
        for name in _LIKE.findall(path.read_text(encoding="utf-8"))
    }
    assert {name: str(path) for name, path in named.items() if name not in known} == {}


def test_a_name_is_written_out_in_one_place_only() -> None:
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.name != "variables.py":
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    written = isinstance(node, ast.Constant) and str(node.value) in NAMES
                    assert not written, f"{path.relative_to(ROOT)}:{node.lineno}"
    assert len(NAMES) == sum(name.isupper() for name in vars(variables))


def test_every_name_is_read_and_every_setting_is_set() -> None:
    assert OF_USERS | OF_TESTS <= READ
    assert settings_read() == (NAMES - OF_USERS) | {variables.ROBOTS_STRICT}
    assert settings_read() == settings_set()


@pytest.mark.parametrize("name", sorted(OF_USERS))
def test_what_users_may_set_stands_in_both_readmes(name: str) -> None:
    assert all(name in (ROOT / readme).read_text(encoding="utf-8") for readme in READMES)


@pytest.mark.parametrize("name", sorted(OF_DEVELOPERS))
def test_what_developers_may_set_stands_in_contributing(name: str) -> None:
    assert name in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
