"""What is expected to go wrong has one base, says what to do, and says it in Chinese and in English."""

import ast
import importlib
import pickle
import re
from collections.abc import Iterator

import pytest

from crawler.reading.blocks import UnreadableDocument
from store.errors import NianbaoError, OperatorError
from tests import ROOT
from tools import rooms

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def exceptions() -> Iterator[type[BaseException]]:
    """Every exception class that a module of ours defines."""
    for name, path in rooms.modules_of(ROOT).items():
        if any(isinstance(node, ast.ClassDef) for node in ast.parse(path.read_text(encoding="utf-8")).body):
            for value in vars(importlib.import_module(name)).values():
                if isinstance(value, type) and issubclass(value, BaseException) and value.__module__ == name:
                    yield value


EXCEPTIONS = list(exceptions())


def test_the_exceptions_are_found() -> None:
    names = {each.__name__ for each in EXCEPTIONS}
    assert {"NianbaoError", "RegistryError", "BadList", "ChannelError", "UnreadableDocument"} <= names


@pytest.mark.parametrize("error", EXCEPTIONS, ids=lambda each: each.__name__)
def test_every_exception_of_ours_is_one_that_the_command_line_tells(error: type[BaseException]) -> None:
    assert issubclass(error, NianbaoError)
    assert error.__doc__


def raised() -> Iterator[tuple[str, ast.Call]]:
    """Every call, anywhere in the packages, that makes an error for operators or a text in both languages."""
    names = {each.__name__ for each in EXCEPTIONS if issubclass(each, OperatorError)} | {"both"}
    names -= {"OperatorError", "RefusedList"}
    for path in rooms.modules_of(ROOT).values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


CALLS = dict(raised())


@pytest.mark.parametrize("place", CALLS)
def test_what_an_operator_is_told_is_chinese_first_and_english_after(place: str) -> None:
    call = CALLS[place]
    if isinstance(call.args[0], ast.Starred) or ast.unparse(call) == "both(self.chinese, self.english)":
        return  # said elsewhere
    chinese, english = (_words(part) for part in call.args)
    assert CHINESE.search(chinese), chinese
    assert not CHINESE.search(english), english


def _words(part: ast.expr) -> str:
    """What the text itself says, without the values put into it; names stand for texts made elsewhere."""
    constants = [node.value for node in ast.walk(part) if isinstance(node, ast.Constant)]
    return "".join(str(value) for value in constants)


def test_usage_errors_are_told_in_both_languages_too() -> None:
    for path in sorted((ROOT / "scheduler" / "cli").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "click.BadParameter",
                "click.UsageError",
            ):
                told = ast.unparse(node.args[0])
                assert told.startswith("both(") or told in ("words", "str(error)"), (
                    f"{path.name}:{node.lineno}"
                )


def test_an_error_is_told_in_both_and_survives_the_way_between_processes() -> None:
    error = OperatorError("没有数据库，请用 --db 给出", "no database; give one with --db")
    assert str(error) == "没有数据库，请用 --db 给出 no database; give one with --db"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    unread = pickle.loads(pickle.dumps(UnreadableDocument("broken", "文件不完整")))
    assert (unread.failure, str(unread)) == ("broken", "文件不完整")
