"""Lines of 表三 that lost their labels: known by the lines above and below them."""

from collections.abc import Sequence
from itertools import groupby

from crawler.reading.form.placing import Loose
from crawler.reading.words.labels import fold, group_labels
from crawler.reading.words.values import read_cell
from store.form import Form


def _is_figure(text: str) -> bool:
    return bool(text) and read_cell(text)[0].state != "text"


def _may_be(words: Sequence[str], label: str, form: Form) -> bool:
    """Whether what is left of a label can come from `label`: nothing, the group's title, or some of its characters."""
    left = "".join(fold(word) for word in words if fold(word) not in group_labels(form.name))
    letters = iter(fold(label))
    return all(letter in letters for letter in left)


def unlabelled_lines(form: Form, lines: Sequence[tuple[str, Loose]]) -> dict[str, Loose]:
    """Lines without a known label, by the key that only their place can mean.

    That is: all other lines stand in the form's order, and between two of them there are as many lines without
    a label as the form has there. A line whose words are another label's is a line that the form doesn't have.
    """
    labelled = [key for key, _ in lines if key]
    sequence = [line.key for line in form.request_lines(set(labelled))]
    if len(labelled) < 2 or labelled != [key for key in sequence if key in labelled]:
        return {}
    figures = [(key, line) for key, line in lines if key or any(_is_figure(text) for text in line.texts)]
    named: dict[str, Loose] = {}
    before = ""
    groups = [(nameless, list(part)) for nameless, part in groupby(figures, key=lambda line: not line[0])]
    for number, (nameless, part) in enumerate(groups):
        if not nameless:
            before = part[-1][0]
            continue
        after = groups[number + 1][1][0][0] if number + 1 < len(groups) else ""
        first = sequence.index(before) + 1 if before else 0
        missing = sequence[first : sequence.index(after) if after else len(sequence)]
        if len(missing) == len(part):
            named |= _named(form, missing, [line for _, line in part])
    return named


def _named(form: Form, missing: Sequence[str], lines: Sequence[Loose]) -> dict[str, Loose]:
    """The lines by the missing keys, {} if what is left of one label is not of that key."""
    named: dict[str, Loose] = {}
    for key, line in zip(missing, lines, strict=True):
        words, figures = _apart(line.texts, len(form.columns))
        if not _may_be(words, form.request_line(key).label, form):
            return {}
        named[key] = Loose(figures, line.order, line.where)
    return named


def _apart(texts: Sequence[str], width: int) -> tuple[list[str], tuple[str, ...]]:
    """What is left of a label, and the figures: all columns with their blanks where the line shows them."""
    if len(texts) > width and not any(map(_is_figure, texts[:-width])):
        return [text for text in texts[:-width] if text], tuple(texts[-width:])
    printed = [text for text in texts if text]
    start = next(n for n, text in enumerate(printed) if _is_figure(text))
    return printed[:start], tuple(printed[start:])
