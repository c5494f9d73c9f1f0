"""Which lines of a text open a section, and which only look like it: sub-headings, wrapped lines, a table of contents."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from crawler.reading.blocks import Block, Paragraph, Table
from crawler.reading.words.labels import fold, section_heading, squeeze
from store.form import Form
from store.form.generations import Chapters

_ENOUGH = 3  # headings of one style from which on another style is told from it
_HAN = "一二三四五六七八九十"
# In which headings are numbered; of two that are as common, the one before is of the sections.
_STYLES = (
    ("part", re.compile(rf"第([{_HAN}]{{1,2}})(?:部分|章)")),
    ("han", re.compile(rf"([{_HAN}]{{1,2}})[、.,，:：]")),
    ("bracket", re.compile(rf"[(（【]?([{_HAN}]{{1,2}})[)）】]")),
    ("arabic", re.compile(r"(\d{1,2})[、.,，)]")),
    ("arabic bracket", re.compile(r"[(（](\d{1,2})[)）]")),
)
_LEADERS = re.compile(r"(?:[.．…·]\s*+){3}\d*+\s*+$")
_GOES_ON = tuple("、，,和及与（(“《")  # a line that ends so goes on in the next
_WENT_ON = (*"、，,。；;）)", "等", "以及")  # one that begins so went on from the line above
_ENDED = "。！？!?；;：:"
_MIN_PRINTED = 15  # characters of a line that print may have broken


class Heading(NamedTuple):
    """A line that prints the words of a section's heading: its key, how it is numbered ("" if not) and by what."""

    key: str
    style: str
    number: int


def _number(printed: str) -> int:
    """一 → 1, 十二 → 12, 3 → 3."""
    if printed.isdigit():
        return int(printed)
    tens, ten, ones = printed.rpartition("十")
    return (10 * (_HAN.find(tens) + 1 if tens else 1) if ten else 0) + (_HAN.find(ones) + 1 if ones else 0)


def numbering(text: str) -> tuple[str, int]:
    """How a line is numbered, and by which number; "" and 0 if it isn't."""
    line = squeeze(text[:40]).lstrip("#")
    for style, pattern in _STYLES:
        if numeral := pattern.match(line):
            return style, _number(numeral[1])
    return "", 0


def _text_at(blocks: Sequence[Block], place: int) -> str:
    block = blocks[place] if 0 <= place < len(blocks) else None
    return block.text.strip() if isinstance(block, Paragraph) else ""


def _contents(blocks: Sequence[Block], headings: dict[int, Heading]) -> set[int]:
    """Headings with dot leaders, or three and more in a row, all of which come again below."""
    last = {heading.key: place for place, heading in headings.items()}
    runs: list[list[int]] = []
    for place in headings:
        if (
            runs
            and place == runs[-1][-1] + 1
            and headings[place].key not in {headings[one].key for one in runs[-1]}
        ):
            runs[-1].append(place)
        else:
            runs.append([place])
    return {
        place
        for run in runs
        for place in run
        if last[headings[place].key] > run[-1] and (len(run) >= 3 or _LEADERS.search(_text_at(blocks, place)))
    }


def _is_wrapped(blocks: Sequence[Block], place: int, numbered: bool) -> bool:
    """Whether a line without a number is a piece of a sentence that print broke. `numbered`: other headings have numbers."""
    above, line, below = (_text_at(blocks, place + step) for step in (-1, 0, 1))
    if line[-1] in "、，," or above.endswith(_GOES_ON) or below.startswith(_WENT_ON):
        return True
    broken = len(above) >= _MIN_PRINTED and above[-1] not in _ENDED and any(mark in above for mark in "、，,")
    return broken and numbered


def _lower(blocks: Sequence[Block], place: int, heading: Heading, end: int) -> bool:
    """Whether a heading stands in a row of its own style between two of the sections' style: it belongs to the row."""
    start = place
    while start > 0 and numbering(_text_at(blocks, start - 1))[0] not in ("han", heading.style):
        start -= 1
    before = numbering(_text_at(blocks, start - 1))
    after = next(
        (
            told
            for at in range(place + 1, end)
            if (told := numbering(_text_at(blocks, at)))[0] == heading.style
        ),
        ("", 0),
    )
    ahead = (heading.style, heading.number - 1) == before
    return ahead or (heading.style, heading.number + 1) == after


def _followed_by_table(blocks: Sequence[Block], place: int, places: Sequence[int]) -> bool:
    """Whether a table stands between a heading and the next line that may be one."""
    return any(isinstance(block, Table) for block in blocks[place : _next(places, place, blocks)])


def _next(places: Sequence[int], place: int, blocks: Sequence[Block]) -> int:
    """The first of some ascending places after one, else the end."""
    following = bisect_right(places, place)
    return places[following] if following < len(places) else len(blocks)


def section_places(blocks: Sequence[Block], form: Form | Chapters) -> dict[int, str]:
    """Place among `blocks` of the heading of every section → its key, each key once.

    Of several lines that print a heading's words the one counts that is numbered as the other sections are, then the
    one that its table follows, then the first.
    """
    headings = {
        place: Heading(key, *numbering(block.text))
        for place, block in enumerate(blocks)
        if isinstance(block, Paragraph) and (key := section_heading(block.text, form)) and fold(block.text)
    }
    for place in _contents(blocks, headings):
        del headings[place]
    keys: dict[str, set[str]] = defaultdict(set)
    for heading in headings.values():
        keys[heading.style].add(heading.key)
    order = [style for style, _ in _STYLES]
    main = max([*order, ""], key=lambda style: len(keys[style]))
    told = len(keys[main]) >= _ENOUGH
    mains = [place for place, heading in headings.items() if heading.style == main]
    for place, heading in list(headings.items()):
        end = _next(mains, place, blocks)
        if not heading.style:
            drop = _is_wrapped(blocks, place, told and main != "")
        else:
            drop = told and heading.style != main and _lower(blocks, place, heading, end)
            drop = drop and not _followed_by_table(blocks, place, list(headings))
        if drop or (told and heading.style != main and heading.key in keys[main]):
            del headings[place]
    places: dict[str, list[int]] = defaultdict(list)
    for place, heading in headings.items():
        places[heading.key].append(place)
    every = list(headings)
    chosen = {
        max(at, key=lambda place: (_followed_by_table(blocks, place, every), -place)): key
        for key, at in places.items()
    }
    return dict(sorted(chosen.items()))
