"""Made reports are read right or doubtful, never silently wrong; and the corpus itself says what it prints.

CI draws 300 examples a test, the same ones each time; `CORPUS_EXAMPLES=20000 python -m pytest tests/reading/test_corpus.py`
draws as many as it says, others each time.
"""

import io
import os
import re
import unicodedata
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from crawler.reading import Document, read
from crawler.reading.form.reader import read_report
from crawler.reading.formats.docx import read_docx
from store.models import Cell, CellKey, Report
from tests.corpus import FORMATS, GENERATIONS, QUIRKS, Entry, Made, Recipe, draft_of, make, random_recipe
from tests.corpus.measure import outcome, outcomes
from tests.corpus.quirks import TEXTS, fits

EXAMPLES = int(os.environ.get("CORPUS_EXAMPLES", "300"))
settings.register_profile("corpus", deadline=None, derandomize="CORPUS_EXAMPLES" not in os.environ)
FAST = ("html", *TEXTS, "docx")  # made and read within this process


def read_here(made: Made) -> Report:
    """The report, without a worker process."""
    document = Document(str(made.recipe), made.body)
    return read_report(document, read_docx(document)) if made.recipe.format == "docx" else read(document)


def silent(made: Made) -> dict[CellKey, tuple[Entry | None, Cell]]:
    """Cells that claim what the document doesn't print."""
    cells = read_here(made).cells
    return {
        key: (made.truth.get(key), cells[key])
        for key, name in outcomes(made.truth, cells).items()
        if name == "silent"
    }


@pytest.mark.search
@pytest.mark.parametrize("form", FAST)
@settings(settings.get_profile("corpus"), max_examples=EXAMPLES)
@given(generation=st.sampled_from(GENERATIONS), seed=st.integers(0, 2**32), most=st.integers(1, 6))
def test_no_set_of_quirks_gives_a_silent_wrong_figure(
    form: str, generation: str, seed: int, most: int
) -> None:
    made = make(random_recipe(form, generation, seed, most))
    assert silent(made) == {}, f"--show {made.recipe}"


@pytest.mark.search
@pytest.mark.parametrize("name", QUIRKS)
def test_no_single_quirk_gives_a_silent_wrong_figure(name: str) -> None:
    for form in FAST:
        for generation in GENERATIONS:
            if fits(name, form, generation):
                made = make(Recipe(form, generation, (name,), 3))
                assert silent(made) == {}, f"--show {made.recipe}"


def test_a_column_that_the_head_does_not_name_is_no_padding_before_the_figures() -> None:
    """Four lines of 表三 fill an eighth column, the others leave it blank: which column a figure is in can't be told."""
    text = "text-mixed/2019/extra_column_filled+first_column_blank+thousands+wrong_column/186"
    assert silent(make(Recipe.parse(text))) == {}


@pytest.mark.search
def test_mixed_layouts_are_read_nearly_to_the_last_cell() -> None:
    found: Counter[str] = Counter()
    for seed in range(max(90, EXAMPLES // 5)):
        made = make(Recipe("text-mixed", GENERATIONS[seed % 3], (), seed))
        found.update(outcomes(made.truth, read_here(made).cells).values())
    assert found["silent"] == found["wrong_inferred"] == 0
    assert (found["right"] + found["inferred"]) / found.total() >= 0.995


@pytest.mark.parametrize("form", [form for form in FAST if form != "text-mixed"])
@settings(settings.get_profile("corpus"), max_examples=max(20, EXAMPLES // 10))
@given(generation=st.sampled_from(GENERATIONS), seed=st.integers(0, 2**32))
def test_report_without_quirks_is_read_to_the_last_cell(form: str, generation: str, seed: int) -> None:
    made = make(Recipe(form, generation, (), seed))
    names = set(outcomes(made.truth, read_here(made).cells).values())
    # Without rows figures are put in place by counting.
    assert names == ({"inferred"} if form in ("text-lines", "text-flat") else {"right"})


def shown(made: Made) -> str:
    """The text of a document, by means that know nothing of the readers."""
    if made.recipe.format == "docx":
        root = etree.fromstring(zipfile.ZipFile(io.BytesIO(made.body)).read("word/document.xml"))
        texts = root.iter("{*}t")
        return _squeezed("".join(f"{node.text}\x01" if len(node) == 0 else "" for node in texts))
    if made.recipe.format == "html":
        root = html.fromstring(made.body.decode("gb18030" if "gb18030" in made.recipe.quirks else "utf-8"))
        return _squeezed("\x01".join(root.itertext()))
    return _squeezed(made.body.decode())


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\x01\u200b]", "", unicodedata.normalize("NFKC", text).replace("<br>", ""))


def telling(generation: str, seed: int) -> dict[CellKey, int]:
    """A figure of its own for every cell, met nowhere by chance."""
    return {
        key: 5_100_000 + 37 * number
        for number, key in enumerate(draft_of(Recipe("html", generation, (), seed)).entries)
    }


@pytest.mark.parametrize("name", ["", *QUIRKS])
def test_truth_is_printed_and_what_is_not_printed_is_not_true(name: str) -> None:
    for form in FAST:
        for generation in GENERATIONS:
            if name and not fits(name, form, generation):
                continue
            recipe = Recipe(form, generation, (name,) if name else (), 3)
            figures = telling(generation, 3)
            made = make(recipe, figures)
            text = shown(made)
            for key, entry in made.truth.items():
                printed = _squeezed(entry.printed)
                assert printed in text, (recipe, key, entry)
                if entry.value is None and not entry.printed:
                    assert str(figures[key]) not in text, (recipe, key)
            assert all(draft_key in figures for draft_key in made.truth)


@pytest.mark.parametrize(
    "form", [form for form in FORMATS if form in (*FAST, "xlsx", "pdf-drawn", "ofd", "png", "zip")]
)
def test_same_recipe_makes_the_same_bytes(form: str) -> None:
    recipe = random_recipe(form, "2021", 11)
    assert make(recipe).body == make(recipe).body
    assert Recipe.parse(str(recipe)) == recipe


def test_unknown_recipes_are_refused() -> None:
    for text in ("html/2021/no_such/1", "tar/2021//1", "html/2014//1", "html/2021/stamp/1", "html/2021"):
        with pytest.raises(ValueError, match=r"html|tar|values"):
            Recipe.parse(text)


def test_measure_tells_wrong_from_doubtful_from_unread() -> None:
    twelve, nothing = Entry("12", 12), Entry("/", None)
    assert outcome(twelve, Cell("12", 12, "number")) == "right"
    assert outcome(twelve, Cell("1", 1, "number")) == "silent"
    assert outcome(twelve, Cell("12", 12, "inferred")) == "inferred"
    assert outcome(twelve, Cell("1", 1, "inferred")) == "wrong_inferred"
    assert outcome(twelve, Cell("", None, "unread")) == outcome(twelve, None) == "null"
    assert outcome(twelve, Cell("", None, "blank")) == "silent"
    assert outcome(nothing, Cell("/", None, "slash")) == outcome(nothing, None) == "right"
    assert outcome(nothing, Cell("0", 0, "zero")) == "silent"
    assert outcomes({}, {("requests", "other_handling", "total"): Cell("3", 3, "number")}) == {
        ("requests", "other_handling", "total"): "silent"
    }
