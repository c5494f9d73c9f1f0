"""The families of portals: how the lists of one kind of site are read. One module a family, named after it."""

from functools import cache
from importlib import import_module
from pathlib import Path

from spiders.family import Family


@cache
def families() -> frozenset[str]:
    """The names of the families: the modules of this package."""
    return frozenset(path.stem for path in Path(__file__).parent.glob("*.py")) - {"__init__"}


@cache
def family_named(name: str) -> type[Family]:
    """The family of a name. Raises KeyError for one that isn't there."""
    if name not in families():
        raise KeyError(name)
    module = import_module(f"spiders.families.{name}")
    (found,) = (
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Family) and each.__module__ == module.__name__
    )
    return found
