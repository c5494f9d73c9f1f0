"""Every regular expression of the project, with the place where it stands and the ways in which it is used.

Found twice: written in a call of `re` anywhere in a source, and held by a module, in whatever container.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from tests import ROOT

PACKAGES = ("store", "crawler", "spiders", "scheduler")
FLAGS = {
    "compile": 1,
    "search": 2,
    "match": 2,
    "fullmatch": 2,
    "findall": 2,
    "finditer": 2,
    "split": 3,
    "sub": 4,
}
USES = frozenset(FLAGS) - {"compile"}
ANYWHERE = frozenset(
    {"search", "finditer"}
)  # of a pattern that is handed around: as a text is gone through at worst
SAMPLE = "a1"  # in place of what a pattern takes from elsewhere while the program runs
FILES = sorted(str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@dataclass(frozen=True)
class Pattern:
    """A regular expression of the project and its uses: methods of `re`, or `scan`: matched from every place on."""

    expression: "re.Pattern[Any]"
    file: str
    line: int
    uses: frozenset[str]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.expression.pattern!r:.300}"


@dataclass
class Source:
    """A module: its names, the syntax of its source and what stands around every node of that."""

    file: str
    module: ModuleType
    tree: ast.Module
    around: dict[ast.AST, ast.AST]

    @classmethod
    def of(cls, file: str) -> "Source":
        """The source of a file and its module, imported."""
        name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        around = {inner: node for node in ast.walk(tree) for inner in ast.iter_child_nodes(node)}
        return cls(file, import_module(name), tree, around)

    def outside(self, node: ast.AST) -> Iterator[ast.AST]:
        """What stands around a node, from the inside."""
        while outer := self.around.get(node):
            yield outer
            node = outer

    def value(self, node: ast.expr) -> Any:
        """What an expression says, with a sample for each part known at run time only; None if nothing of it is known."""
        try:
            return eval(compile(ast.Expression(node), self.file, "eval"), vars(self.module).copy())
        except Exception:  # names of a function
            parts = [self.value(part) for part in _parts(node)]
        known = [part for part in parts if part is not None]
        return "".join(SAMPLE if part is None else str(part) for part in parts) if known else None


def _parts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.JoinedStr):
        return [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
    return [node.left, node.right] if isinstance(node, ast.BinOp) else []


def patterns() -> list[Pattern]:
    """All patterns of the project, in order of their places."""
    sources = [Source.of(file) for file in FILES]
    uses = _uses_of_names(sources)
    found: dict[tuple[str, Any, int], Pattern] = {}
    for source in sources:
        for pattern in (*_written(source, uses), *_held(source, uses)):
            key = (pattern.file, pattern.expression.pattern, pattern.expression.flags)
            before = found.get(key)
            joined = pattern.uses | (before.uses if before else frozenset())
            found[key] = Pattern(
                pattern.expression, pattern.file, before.line if before else pattern.line, joined
            )
    return sorted(found.values(), key=lambda pattern: (pattern.file, pattern.line))


def unresolved(source: Source) -> list[int]:
    """Lines of the calls whose pattern only running code knows, in a module that holds no pattern either."""
    held = any(True for _ in _held(source, {}))
    return [node.lineno for method, node in _calls(source) if source.value(node.args[0]) is None and not held]


def _calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """The calls of functions of `re` that take a pattern, and of `.re` of selectors."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        method = node.func.attr.replace("subn", "sub")
        if method in FLAGS and isinstance(node.func.value, ast.Name) and node.func.value.id == "re":
            yield method, node
        elif method in ("re", "re_first"):
            yield "finditer", node


def _written(source: Source, uses: Mapping[tuple[str, str], set[str]]) -> Iterator[Pattern]:
    """The patterns in calls, those with parts from elsewhere among them."""
    for method, node in _calls(source):
        text = source.value(node.args[0])
        if text is None or any(
            isinstance(outer, ast.FunctionDef) and _gives(source, outer) for outer in source.outside(node)
        ):
            continue
        named = next((word.value for word in node.keywords if word.arg == "flags"), None)
        flags = named or next(iter(node.args[FLAGS[method] :]), None)
        expression = re.compile(text, (source.value(flags) or 0) if flags else 0)
        outer = source.around.get(node)
        if method != "compile":
            ways = frozenset({method})
        elif isinstance(outer, ast.Assign) and isinstance(outer.targets[0], ast.Name):
            ways = frozenset(uses.get((source.module.__name__, outer.targets[0].id), ()))
        else:
            ways = ANYWHERE
        yield Pattern(expression, source.file, node.lineno, ways)


def _held(source: Source, uses: Mapping[tuple[str, str], set[str]]) -> Iterator[Pattern]:
    """The patterns in what a module itself defines, or gives by a function that asks for nothing."""
    for statement in source.tree.body:
        names = [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]
        if isinstance(statement, ast.FunctionDef):
            values = (
                {statement.name: vars(source.module)[statement.name]()} if _gives(source, statement) else {}
            )
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.For | ast.If):
            values = {name: vars(source.module).get(name) for name in names}
        else:
            continue
        for name, value in values.items():
            for expression in _inside(value):
                ways = uses.get((source.module.__name__, name)) if expression is value else ANYWHERE
                yield Pattern(expression, source.file, statement.lineno, frozenset(ways or ANYWHERE))


def _gives(source: Source, function: ast.FunctionDef) -> bool:
    """Whether a function of a module makes something once, asking for nothing."""
    made = vars(source.module).get(function.name)
    return hasattr(made, "cache_info") and not ast.unparse(function.args)


def _inside(value: object) -> Iterator["re.Pattern[Any]"]:
    """The patterns in a value: itself, or in its items, keys and fields, however deep."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from _inside([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _inside(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _inside([getattr(value, field.name) for field in fields(value)])


def _uses_of_names(sources: Iterable[Source]) -> dict[tuple[str, str], set[str]]:
    """What is done with the value of every name of a module, there and where it is imported: by methods of `re`.

    A name that is handed on may be used in any way.
    """
    uses: dict[tuple[str, str], set[str]] = {}
    for source in sources:
        imported = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in ast.walk(source.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
                continue
            told = uses.setdefault(imported.get(node.id, (source.module.__name__, node.id)), set())
            outer = source.around[node]
            method = outer.attr.replace("subn", "sub") if isinstance(outer, ast.Attribute) else ""
            call = source.around.get(outer)
            if method == "match" and isinstance(call, ast.Call) and len(call.args) > 1:
                told.add("scan")
            elif method in USES:
                told.add(method)
            elif not isinstance(outer, ast.Attribute):
                told |= ANYWHERE
    return uses
