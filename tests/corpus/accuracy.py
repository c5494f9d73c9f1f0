"""How well reports are read, over made documents of every format and quirk: `make accuracy`.

Exits with 1 if any cell is silently wrong; the recipe of each such document is printed and `--show RECIPE` writes it.
"""

import argparse
import json
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from crawler.reading import Document, UnreadableDocument, read
from store.models import Cell, CellKey
from tests.corpus import FORMATS, GENERATIONS, QUIRKS, Made, Recipe, make, make_all, random_recipe
from tests.corpus.as_office import TARGETS
from tests.corpus.measure import OUTCOMES, outcomes
from tests.corpus.others import OTHERS
from tests.corpus.quirks import SCANS, fits, told

_SHARE_OF_SCANS = 40  # a scan takes as long as about so many pages
_SHOWN = 3  # cells of a silently wrong document that are printed


@dataclass
class Tally:
    """What became of the documents of one line of the table."""

    documents: int = 0
    unreadable: int = 0
    seconds: float = 0.0
    cells: Counter[str] = field(default_factory=Counter)

    def add(self, found: "Found") -> None:
        """Count one document."""
        self.documents += 1
        self.unreadable += bool(found.failure)
        self.seconds += found.seconds
        self.cells += Counter(found.cells.values())


@dataclass(frozen=True)
class Found:
    """One document read: outcomes of its cells, or why it could not be read."""

    made: Made
    cells: dict[CellKey, str]
    seconds: float
    failure: str = ""
    read: dict[CellKey, Cell] = field(default_factory=dict)


def recipes(documents: int, formats: Sequence[str]) -> list[Recipe]:
    """About `documents` recipes: every quirk in every format and generation it fits, the rest mixed."""
    pages = [form for form in formats if form not in SCANS]
    plan = {form: documents // max(1, len(pages)) for form in pages}
    plan |= {form: max(3, documents // _SHARE_OF_SCANS // len(SCANS)) for form in formats if form in SCANS}
    found: list[Recipe] = []
    for form, count in plan.items():
        plain = [Recipe(form, generation, (), 1) for generation in GENERATIONS]
        alone = [
            Recipe(form, generation, (name,), number)
            for number, name in enumerate(QUIRKS)
            for generation in (GENERATIONS[number % 3], *GENERATIONS)
            if fits(name, form, generation)
        ]
        once = list({recipe.quirks: recipe for recipe in reversed(alone)}.values())[::-1]
        mixed = (random_recipe(form, GENERATIONS[seed % 3], seed) for seed in range(count))
        step = max(1, -(-len(once) * 2 // count))
        chosen = [*plain, *once[::step]]
        found += [*chosen, *mixed][: max(count, len(plain))]
    return found


def read_made(made: Made) -> Found:
    """Read a document and compare."""
    start = time.perf_counter()
    try:
        report = read(Document(str(made.recipe), made.body))
    except UnreadableDocument as error:
        return Found(made, {}, time.perf_counter() - start, f"{made.recipe.format}: {error.failure}: {error}")
    seconds = time.perf_counter() - start
    return Found(made, dict(outcomes(made.truth, report.cells)), seconds, "", dict(report.cells))


def read_all(documents: Sequence[Made]) -> list[Found]:
    """All documents read, one process for each core."""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(read_made, documents, chunksize=4))


def tallies(found: Iterable[Found]) -> tuple[dict[str, Tally], dict[str, Tally], dict[str, Tally]]:
    """By format of documents that say every figure, by format and generation of all, and by quirk."""
    whole: dict[str, Tally] = defaultdict(Tally)
    by_format: dict[str, Tally] = defaultdict(Tally)
    by_quirk: dict[str, Tally] = defaultdict(Tally)
    for one in found:
        recipe = one.made.recipe
        for name in (f"{recipe.format} {recipe.generation}", recipe.format, "all"):
            by_format[name].add(one)
        for quirk in recipe.quirks or ("(none)",):
            by_quirk[quirk].add(one)
        if told(recipe.quirks, recipe.format):
            whole[recipe.format].add(one)
            whole["all"].add(one)
    return dict(sorted(whole.items())), dict(sorted(by_format.items())), dict(sorted(by_quirk.items()))


def _printed(title: str, lines: dict[str, Tally]) -> None:
    print(
        f"\n{title:<32}{'documents':>10}{'unread.':>8}"
        + "".join(f"{name:>15}" for name in OUTCOMES)
        + f"{'/s':>8}"
    )
    for name, tally in lines.items():
        total = max(1, tally.cells.total())
        shares = "".join(f"{tally.cells[key]:>8}{100 * tally.cells[key] / total:>6.1f}%" for key in OUTCOMES)
        rate = tally.documents / tally.seconds if tally.seconds else 0
        print(f"{name:<32}{tally.documents:>10}{tally.unreadable:>8}{shares}{rate:>8.1f}")


def _silent(found: Sequence[Found]) -> list[Found]:
    return [one for one in found if "silent" in one.cells.values()]


def _print_silent(found: Sequence[Found]) -> None:
    for one in found:
        keys = [key for key, name in one.cells.items() if name == "silent"]
        print(f"\n{len(keys)} cells silently wrong: --show {one.made.recipe}")
        for key in keys[:_SHOWN]:
            entry, cell = one.made.truth.get(key), one.read[key]
            print(
                f"  {' × '.join(key)}: printed {entry.printed if entry else ''!r}, read {cell.state} {cell.value}"
            )


def _compare(documents: Sequence[Made]) -> dict[str, Tally]:
    """The alternatives on the same documents, where they can open them."""
    lines: dict[str, Tally] = {}
    for name, (formats, other) in OTHERS.items():
        lines[name] = Tally()
        for made in (made for made in documents if made.recipe.format in formats):
            start = time.perf_counter()
            cells = other(made)
            lines[name].add(Found(made, dict(outcomes(made.truth, cells)), time.perf_counter() - start))
    return lines


def main() -> None:
    """Make, read, compare, print. `--json` prints the figures for programs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2100)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", metavar="RECIPE", help="write the document of this recipe to --to")
    parser.add_argument("--to", type=Path, default=Path("made-report"))
    options = parser.parse_args()
    if options.show:
        options.to.write_bytes(make(Recipe.parse(options.show)).body)
        print(options.to)
        return
    formats = options.formats.split(",")
    if set(formats) & set(TARGETS) and not shutil.which("soffice"):
        sys.exit(
            "LibreOffice (soffice) was not found: install it, or leave its formats out with --formats html,docx,…"
        )
    documents = make_all(recipes(options.documents, formats))
    found = read_all(documents)
    whole, by_format, by_quirk = tallies(found)
    others = _compare(documents)
    silent = _silent(found)
    if options.json:
        groups = {"whole": whole, "format": by_format, "quirk": by_quirk, "others": others}
        print(json.dumps({key: {n: vars(t) for n, t in lines.items()} for key, lines in groups.items()}))
    else:
        _printed("documents that say every figure", whole)
        _printed("all: format, generation", by_format)
        _printed("quirk", by_quirk)
        _printed("alternative", others)
        for reason, count in Counter(one.failure for one in found if one.failure).most_common():
            print(f"{count:>6} × {reason}")
        _print_silent(silent)
    sys.exit(1 if silent else 0)


if __name__ == "__main__":
    main()
