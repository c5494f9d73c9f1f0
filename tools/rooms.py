"""How the house is built: rooms, floors and arrows of imports, folder by folder.

`python -m tools.rooms [TREE]` prints a table; tests/test_layers.py holds the house to it. A room is what stands directly
in a folder: a module, or a folder of modules taken as one; `__init__` is a room of its own, the door, where it has code. An
arrow leads from a room to one that it imports from, wherever in a module the import stands. Floors are the rooms on the
longest way along the arrows. Arrows back up are those that would have to go for the others to lead one way only; a circle is a
set of rooms from each of which arrows lead to all others.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

LINE = ("store", "crawler", "spiders", "scheduler")
"""The packages from the bottom up: each imports from those before it only."""
BESIDE = {"demo": "store"}
"""A package beside the line, and the highest one that it may import from; the top of the line may import it."""
PACKAGES = (*LINE, *BESIDE)
WHOLE = "the house"
DOOR = "__init__"

Arrows = Mapping[str, set[str]]


@dataclass(frozen=True)
class Plan:
    """One folder: its rooms, each with those that it imports from."""

    folder: str
    arrows: Arrows
    modules: int

    @property
    def rooms(self) -> int:
        """How many rooms there are."""
        return len(self.arrows)

    @property
    def count(self) -> int:
        """How many arrows lead from room to room."""
        return sum(map(len, self.arrows.values()))

    @property
    def floors(self) -> int:
        """Rooms on the longest way; the rooms of a circle stand on one floor."""
        return floors(self.arrows)

    @property
    def circles(self) -> list[list[str]]:
        """Rooms that lead to each other."""
        return circles(self.arrows)

    @property
    def back(self) -> list[tuple[str, str]]:
        """Arrows against the line of packages, elsewhere those that close circles."""
        if self.folder == WHOLE:
            allowed = may_import()
            return [(room, to) for room in self.arrows for to in self.arrows[room] if to not in allowed[room]]
        return back(self.arrows)


def may_import() -> dict[str, set[str]]:
    """For each package the packages that it may import from, itself included."""
    allowed = {package: set(LINE[: place + 1]) for place, package in enumerate(LINE)}
    for package, highest in BESIDE.items():
        allowed[package] = {package} | allowed[highest]
        allowed[LINE[-1]].add(package)
    return allowed


def modules_of(tree: Path) -> dict[str, Path]:
    """Every module of the packages by its dotted name; a folder's door is named as the folder."""
    found = {}
    for package in PACKAGES:
        for path in sorted((tree / package).rglob("*.py")):
            parts = path.relative_to(tree).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == DOOR else parts)] = path
    return found


def imports_of(source: str, modules: Iterable[str]) -> set[str]:
    """The modules of ours that a module imports, anywhere in it: `from a import b` is a.b where that is a module."""
    known = set(modules)
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (whole & known) or {node.module}
            if whole - known:
                found.add(node.module)
    return found & known


def has_code(source: str) -> bool:
    """Whether a door is more than its docstring."""
    return any(not isinstance(step, ast.Expr) for step in ast.parse(source).body)


def arrows_of(tree: Path) -> dict[str, set[str]]:
    """Every module with those that it imports."""
    modules = modules_of(tree)
    return {
        name: imports_of(path.read_text(encoding="utf-8"), modules) - {name} for name, path in modules.items()
    }


def plans(tree: Path) -> list[Plan]:
    """The plan of the house and of every folder of code in it."""
    modules, imports = modules_of(tree), arrows_of(tree)
    coded = {
        name
        for name, path in modules.items()
        if path.stem != DOOR or has_code(path.read_text(encoding="utf-8"))
    }
    drawn = [_plan("", imports, set(modules))]
    folders = sorted(name for name, path in modules.items() if path.stem == DOOR)
    return drawn + [_plan(folder, imports, coded) for folder in folders]


def _plan(folder: str, imports: Arrows, coded: set[str]) -> Plan:
    """The plan of one folder, "" for the house: arrows between modules become arrows between the rooms they stand in."""
    arrows: dict[str, set[str]] = {}
    for module, wanted in imports.items():
        room = _room(folder, module)
        if room is None or (room == DOOR and module not in coded):
            continue
        own = arrows.setdefault(room, set())
        own |= {to for each in wanted if (to := _room(folder, each)) and to != room}
    for room in arrows:
        arrows[room] &= arrows.keys()
    inside = [module for module in coded if module.rpartition(".")[0] == folder or module == folder]
    return Plan(folder or WHOLE, arrows, len(inside))


def _room(folder: str, module: str) -> str | None:
    """The room of a folder in which a module stands; None outside of the folder."""
    if not folder:
        return module.partition(".")[0]
    if module == folder:
        return DOOR
    return module.removeprefix(f"{folder}.").partition(".")[0] if module.startswith(f"{folder}.") else None


def circles(arrows: Arrows) -> list[list[str]]:
    """Sets of rooms that lead to each other, by what can be reached from each."""
    reached = {room: _reached(room, arrows) for room in arrows}
    found = {
        tuple(sorted(other for other in reached[room] if room in reached[other]))
        for room in arrows
        if room in reached[room]
    }
    return [list(rooms) for rooms in sorted(found)]


def _reached(room: str, arrows: Arrows) -> set[str]:
    seen: set[str] = set()
    ahead = list(arrows[room])
    while ahead:
        if (step := ahead.pop()) not in seen:
            seen.add(step)
            ahead += arrows[step]
    return seen


def back(arrows: Arrows) -> list[tuple[str, str]]:
    """The arrows that lead back in every circle, its rooms ordered so that few do: who imports most stands on top."""
    found = []
    for rooms in circles(arrows):
        own = {room: arrows[room] & set(rooms) for room in rooms}
        used = {room: sum(room in wanted for wanted in own.values()) for room in rooms}
        order = sorted(rooms, key=lambda room: (len(own[room]) - used[room], room))
        height = {room: floor for floor, room in enumerate(order)}
        found += [(room, to) for room in order for to in sorted(own[room]) if height[to] > height[room]]
    return found


def floors(arrows: Arrows) -> int:
    """Rooms on the longest way along the arrows; what leads round in a circle counts once."""
    behind = {room: _reached(room, arrows) for room in arrows}
    heights: dict[str, int] = {}
    for room in sorted(arrows, key=lambda room: len(behind[room])):
        below = [heights[to] for to in arrows[room] if to in heights and room not in behind[to]]
        heights[room] = 1 + max(below, default=0)
    return max(heights.values(), default=0)


def lines_of_bases(tree: Path) -> dict[str, int]:
    """For each class of ours how many bases of ours stand above it, all of them counted once."""
    bases: dict[str, list[str]] = {}
    for path in modules_of(tree).values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
    return {name: len(set(_above(name, bases, frozenset()))) for name in bases}


def _above(name: str, bases: Mapping[str, list[str]], seen: frozenset[str]) -> Iterator[str]:
    for base in bases[name]:
        if base in bases and base not in seen:
            yield base
            yield from _above(base, bases, seen | {base})


def main() -> None:
    """Print the plans of a tree as a table, then every arrow back and every circle by name."""
    tree = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    drawn = plans(tree)
    print(f"{'folder':34} rooms floors arrows back circles modules")
    for plan in drawn:
        figures = (plan.rooms, plan.floors, plan.count, len(plan.back), len(plan.circles), plan.modules)
        print(f"{plan.folder:34} {'{:5} {:6} {:6} {:4} {:7} {:7}'.format(*figures)}")
    for plan in drawn:
        for room, to in plan.back:
            print(f"back up in {plan.folder}: {room} imports {to}")
        for rooms in plan.circles:
            print(f"circle in {plan.folder}: {', '.join(rooms)}")
    for rooms in circles(arrows_of(tree)):
        print(f"circle of modules: {', '.join(rooms)}")
    for name, count in lines_of_bases(tree).items():
        if count > 3:
            print(f"class {name} has {count} bases of ours")


if __name__ == "__main__":
    main()
