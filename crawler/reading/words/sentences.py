"""Running text as sentences: lines joined where print broke them, white space gone, item by item."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_TEXT = 100_000  # characters of one section; real ones have a few thousand
MAX_SENTENCE = 2_000  # a longer one is no sentence and is left out
_MIN_WRAPPED = 15  # a shorter line without a full stop is a heading, not one that print broke
_MAX_WIDTH = 60  # characters of a printed line; longer ones are paragraphs
_BROKEN = 0.7  # of the longest line: print breaks no numbered line that is shorter
_MAX_HEADING = 30  # characters of a numbered line that ends as headings do
_HEADED = re.compile(r"(?:情况|方面|工作|建设|保障|公开|管理)$")
_FULL_LINE = 0.85  # of the longest line: only there can print have broken a number

_NUMERAL = r"[一二三四五六七八九十]{1,2}"
ITEM = re.compile(
    rf"[#\s]*(?:[(（](?:{_NUMERAL}|\d{{1,2}})[)）]|{_NUMERAL}[)）、.]|{_NUMERAL}是|\d{{1,2}}[)）、.．](?=20\d\d年|\D|$))+"
)
_NOTE = re.compile(r"备?注\d?[:：]")
_ENDS = "。！？!?；;"
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")
_AMBIGUOUS = re.compile(r"([\d,])\s+(?=\d)")
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200b\u3000\ufeff]+")
_WIDE = str.maketrans("０１２３４５６７８９（）：；．％！？", "0123456789():;.%!?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` as printed but for white space. A blank is left where it may divide a number or join two."""

    text: str
    number: int  # in the section, from 1
    opens: bool  # whether it is the first of its paragraph

    @property
    def item(self) -> int:
        """How many characters its numbering has: （一）, 1., 一是."""
        numbering = ITEM.match(self.text)
        return numbering.end() if numbering else 0


def _joins(line: str, following: str, longest: int) -> bool:
    """Whether print broke `line`, so that `following` goes on with its sentence; a short numbered line is a heading."""
    item = ITEM.match(line)
    ended = _HEADED.search(line) and len(line) <= _MAX_HEADING
    heading = item and (len(line) < _BROKEN * longest or (ended and "是" not in item[0]))
    begins = ITEM.match(following) or _NOTE.match(following)
    return len(line) >= _MIN_WRAPPED and line[-1] not in _ENDS and not heading and not begins


def _paragraphs(text: str) -> Iterator[str]:
    lines = [line.strip() for line in text[:MAX_TEXT].split("\n")]
    lines = [line for line in lines if line]
    longest = max(map(len, lines), default=0)
    full = longest * _FULL_LINE
    printed = sum(len(line) >= full for line in lines) > 1 and full <= _MAX_WIDTH
    parts: list[str] = []
    for number, line in enumerate(lines):
        parts.append(line)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if not following or not _joins(line, following, longest):
            yield "".join(parts)
            parts = []
        elif line[-1].isdigit() and following[0].isdigit() and not (printed and len(line) >= full):
            parts.append(" ")


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a section, in order; those over MAX_SENTENCE characters are left out."""
    number = 0
    for paragraph in _paragraphs(text):
        opens = True
        kept = _AMBIGUOUS.sub("\\1\x00", paragraph)
        for sentence in _SENTENCE.finditer(_SPACE.sub("", kept).replace("\x00", " ")):
            number += 1
            if len(sentence[0]) <= MAX_SENTENCE:
                yield Sentence(sentence[0], number, opens)
            opens = False


def plain(text: str) -> str:
    """`text` with digits, brackets and colons in one form, character for character; commas that part are ，."""
    return re.sub(r",(?!\d)|(?<!\d),", "，", text.translate(_WIDE)).replace(" ", "\x00")
