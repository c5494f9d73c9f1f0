"""Made reports in every format, with the quirks of real ones and the truth of every cell.

A recipe names a document: format/generation/quirk+quirk/seed. The same recipe makes the same document, but for what
LibreOffice writes (it puts in the time). Scans want a TrueType font with Chinese characters (fonts-wqy-zenhei).
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from store.models import CellKey, Value
from tests.corpus import as_docx, as_html, as_ofd, as_office, as_pdf, as_scan, as_text, converted
from tests.corpus.draft import GENERATIONS, Draft, Entry, drafted, lay_out
from tests.corpus.quirks import FORMATS, QUIRKS, fits

__all__ = [
    "FORMATS",
    "GENERATIONS",
    "QUIRKS",
    "Entry",
    "Made",
    "Recipe",
    "draft_of",
    "make",
    "make_all",
    "random_recipe",
]

_WRITERS: dict[str, Callable[[Draft], bytes]] = {
    "html": as_html.page,
    "text-mixed": lambda draft: converted.mixed(draft).encode(),
    "docx": as_docx.document,
    "xlsx": as_office.workbook,
    "pdf-drawn": as_pdf.document,
    "ofd": as_ofd.document,
    "pdf-scan": as_scan.pdf,
    "png": as_scan.png,
    "jpeg": as_scan.jpeg,
}


@dataclass(frozen=True)
class Recipe:
    """What makes a document; as text `html/2021/some_blank+mso/17`."""

    format: str
    generation: str
    quirks: tuple[str, ...]
    seed: int

    def __str__(self) -> str:
        return f"{self.format}/{self.generation}/{'+'.join(self.quirks)}/{self.seed}"

    @classmethod
    def parse(cls, text: str) -> "Recipe":
        """A recipe from its text. Raises ValueError for names that don't exist or don't fit together."""
        form, generation, quirks, seed = text.split("/")
        recipe = cls(form, generation, tuple(filter(None, quirks.split("+"))), int(seed))
        if form not in FORMATS or generation not in GENERATIONS:
            raise ValueError(f"{text}: unknown format or generation")
        for name in recipe.quirks:
            if name not in QUIRKS or not fits(name, form, generation):
                raise ValueError(f"{text}: no quirk {name!r} in this format and generation")
        return recipe


@dataclass(frozen=True)
class Made:
    """A document, and what each cell of the form prints there."""

    recipe: Recipe
    body: bytes
    truth: dict[CellKey, Entry]


def random_recipe(form: str, generation: str, seed: int, most: int = 4) -> Recipe:
    """A recipe with up to `most` quirks that go together, drawn from the seed."""
    rng = random.Random(f"{form} {generation} {seed}")
    names = [name for name in QUIRKS if fits(name, form, generation)]
    chosen: dict[str, str] = {}  # group or name → quirk
    for name in rng.sample(names, min(rng.randint(0, most), len(names))):
        chosen.setdefault(QUIRKS[name].group or name, name)
    return Recipe(form, generation, tuple(sorted(chosen.values())), seed)


def draft_of(recipe: Recipe, figures: Mapping[CellKey, Value] | None = None) -> Draft:
    """The report of a recipe before it takes its format; `figures` instead of those the seed gives."""
    draft = drafted(recipe.generation, recipe.seed, figures)
    quirks = [quirk for name, quirk in QUIRKS.items() if name in recipe.quirks]
    draft.look = set(recipe.quirks)
    for quirk in quirks:
        if quirk.values:
            quirk.values(draft)
    lay_out(draft)
    for quirk in quirks:
        if quirk.tables:
            quirk.tables(draft)
    return draft


def _body(draft: Draft, form: str) -> bytes:
    if form in as_text.LAYOUTS:
        return as_text.LAYOUTS[form](draft).encode()
    if form == "zip":
        inner = draft.rng.choice(("html", "text-tabs", "docx", "pdf-drawn"))
        suffix = inner.split("-")[0].replace("text", "txt")
        return as_docx.packed({f"annual/report.{suffix}": _body(draft, inner)})
    return _WRITERS[form](draft)


def make_all(recipes: Sequence[Recipe], figures: Mapping[CellKey, Value] | None = None) -> list[Made]:
    """The documents of recipes, those that LibreOffice converts in few calls. What it refuses is left out."""
    drafts = {recipe: draft_of(recipe, figures) for recipe in recipes}
    bodies: dict[Recipe, bytes] = {}
    for target in dict.fromkeys(recipe.format for recipe in recipes):
        mine = [recipe for recipe in recipes if recipe.format == target]
        if target not in as_office.TARGETS:
            bodies |= {recipe: _body(drafts[recipe], target) for recipe in mine}
            continue
        sources = {str(recipe): as_docx.document(drafts[recipe]) for recipe in mine}
        made = as_office.converted(sources, target)
        bodies |= {recipe: made[str(recipe)] for recipe in mine if str(recipe) in made}
    return [Made(recipe, bodies[recipe], drafts[recipe].entries) for recipe in recipes if recipe in bodies]


def make(recipe: Recipe, figures: Mapping[CellKey, Value] | None = None) -> Made:
    """The document of one recipe."""
    return make_all([recipe], figures)[0]
