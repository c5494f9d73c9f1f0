"""Where reports are: one spider a portal family. Imports crawler and store."""

from pathlib import Path

# Modules that are no family.
_SHARED = {
    "__init__",
    "answers",
    "base",
    "column",
    "detail",
    "discovering",
    "leads",
    "shell",
    "sniff",
    "summary",
    "trees",
}


def families() -> set[str]:
    """The portal families that have a spider: the modules of this package, by name."""
    return {path.stem for path in Path(__file__).parent.glob("*.py")} - _SHARED
