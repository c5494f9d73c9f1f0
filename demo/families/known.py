"""The families that portals may name: the replica of each, found by name, and what families.toml says of it."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path

from demo.families import Replica
from store.times import BEIJING

_TOML = Path(__file__).parent / "families.toml"


@dataclass(frozen=True)
class Family:
    """A family of portals; see families.toml."""

    name: str
    replica: Replica
    column: str
    article: str
    body: str
    heads_inside: bool = False
    entry: str = ""

    def path(self, column: str, number: int, day: date) -> str:
        """The path of an article."""
        folder = column.partition("?")[0].rpartition("/")[0]
        seconds = int(datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp())
        return self.article.format(column=column, folder=folder, number=number, day=day, seconds=seconds)


@cache
def families() -> dict[str, Family]:
    """All families by name. Raises ModuleNotFoundError for a table that has no module."""
    declared = tomllib.loads(_TOML.read_text(encoding="utf-8"))
    found: dict[str, Family] = {}
    for name, table in declared.items():
        module = import_module(f"demo.families.{name}")
        found[name] = Family(name=name, replica=module.answer, column=module.COLUMN, **table)
    return found
