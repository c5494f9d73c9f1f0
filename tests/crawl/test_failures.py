"""The vocabulary of failures: every name that the code uses is in it, with words, and with whose fault it is."""

import ast
from collections.abc import Iterator

import pytest

from store.failures import FAILURES, failure_named, failure_words
from tests import ROOT

RAISED = {"UnreadableDocument", "NotAReport", "Refused", "Unusable", "Failed"}
PLACE = {"Failed": 3}  # where the name stands among the arguments; first elsewhere


def names_raised(source: str) -> Iterator[str]:
    """The classes of failure that a module names as text where it says that something failed."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
            place = PLACE.get(node.func.id, 0)
            if len(node.args) > place and isinstance(name := node.args[place], ast.Constant):
                yield str(name.value)


def test_every_failure_that_the_code_names_is_in_the_vocabulary() -> None:
    sources = [path for package in ("crawler", "spiders") for path in (ROOT / package).rglob("*.py")]
    named = {name for path in sources for name in names_raised(path.read_text(encoding="utf-8"))}
    assert {"broken", "no_body", "foreign_host", "robots", "lost_tables"} <= named
    assert {name for name in named if failure_named(name) is None} == set()


def test_no_class_of_failure_is_an_agencys_fault() -> None:
    assert {row.fault for row in FAILURES.values()} == {"site", "network", "ours", "unknown"}


def test_what_refuses_us_is_never_tried_again_and_leaves_the_host_alone() -> None:
    refusals = [
        row for row in FAILURES.values() if row.kind == "refusal" and not row.name.startswith("robots")
    ]
    assert not any(row.retry for row in refusals)
    assert all(row.leave for row in refusals)
    assert [FAILURES[f"http_{status}"].leave for status in (412, 521, 429)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("http_502", "网站没有正常应答：HTTP 502"),
        ("http_451", "网站返回了错误：HTTP 451"),
        ("http_403", "网站拒绝了自动访问：HTTP 403"),
        ("soft_404", "地址不存在：网站以正常状态返回了“页面不存在”，或转到了首页"),
        ("", ""),
        ("named_by_nobody", "named_by_nobody"),
    ],
)
def test_a_class_is_told_in_words_with_its_number(name: str, words: str) -> None:
    assert failure_words(name) == words
