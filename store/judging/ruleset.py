"""What the rules are now, as a hash: with another, everything is judged anew.

It covers all that decides what is found of a report, a duty or a visit: the code of checks, form and judging, what they
import of the rest of the store, and their TOML. How rows are kept decides nothing. Comments, docstrings and the way that
code or TOML is written don't count.
"""

import ast
import hashlib
import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_STORE = Path(__file__).parents[1]
_JUDGES = ("checks", "form", "judging")
_DESCRIBED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_KEEPS = ("store", "tables", "archive", "sqlite")


@cache
def rule_set() -> str:
    """What the rules are now: a hash of all that judges."""
    return hash_of_rules(_STORE)


def hash_of_rules(store: Path) -> str:
    """The hash of all that judges in a folder of the store's code."""
    digest = hashlib.sha256()
    for path in sorted(files_that_judge(store)):
        digest.update(f"{path.relative_to(store).as_posix()}\0{_meaning(path)}\0".encode())
    return digest.hexdigest()


def files_that_judge(store: Path) -> set[Path]:
    """Modules that judge, those of the store that they import, and the TOML of both."""
    waiting = [path for folder in _JUDGES for path in (store / folder).rglob("*.py")]
    modules: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in modules:
            modules.add(path)
            waiting += _imported(path, store)
    tables = {path.with_suffix(".toml") for path in modules}
    tables |= {path for folder in _JUDGES for path in (store / folder).rglob("*.toml")}
    return modules | {path for path in tables if path.exists()}


def _imported(path: Path, store: Path) -> Iterator[Path]:
    """Modules of the store that a module imports, and the packages that they stand in; those that keep rows aside."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        room, *names = node.module.split(".")
        if room != "store" or (names and names[0] in _KEEPS):
            continue
        packages = [names[:length] for length in range(1, len(names) + 1)]
        for place in (*packages, *([*names, one.name] for one in node.names)):
            at = store.joinpath(*place)
            yield from filter(Path.is_file, (at.with_suffix(".py"), at / "__init__.py"))


def _meaning(path: Path) -> str:
    """What a file says, however it is written."""
    if path.suffix == ".toml":
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        return json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, _DESCRIBED) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return ast.dump(tree)
