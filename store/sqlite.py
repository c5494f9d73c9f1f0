"""sqlite-utils without what it imports wherever it is installed: pandas and numpy, 0.8 seconds in every process for nothing."""

import sys
from typing import Any

_modules: dict[str, Any] = sys.modules
_hidden = [name for name in ("numpy", "pandas") if name not in sys.modules]
_modules.update(dict.fromkeys(_hidden))
try:
    from sqlite_utils import Database, Migrations
finally:
    for _name in _hidden:
        del sys.modules[_name]

__all__ = ["Database", "Migrations"]
