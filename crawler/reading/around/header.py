"""The fields that a portal prints above a document: 索引号, 发布机构, 文号, 名称, 发布日期 and their kind.

They come as a table, a block of lines or one line, padded (索 引 号) or glued together. Labels: header.toml.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from crawler.reading.words.dates import address_day, id_day, meta_day, plausible
from crawler.reading.words.titles import parse_title

MAX_VALUE = 200  # characters; the longest real value is a title

_KINDS = tomllib.loads(Path(__file__).with_name("header.toml").read_text(encoding="utf-8"))
_KIND_OF = {
    label: kind
    for kind, words in _KINDS.items()
    for label in (*words.get("labels", ()), *words.get("plain", ()))
}
_PLAIN = frozenset(label for words in _KINDS.values() for label in words.get("plain", ()))


def _spelled(words: Iterable[str]) -> str:
    """Words as an expression, padded or not: common beginnings once, the longest word that is there first."""
    begun: dict[str, list[str]] = {}
    for word in words:
        begun.setdefault(word[0], []).append(word[1:])
    spelled: list[str] = []
    for first, rests in begun.items():
        longer = [rest for rest in rests if rest]
        more = f"(?:[ \u3000]{{0,4}}(?:{_spelled(longer)})){'?' * ('' in rests)}" if longer else ""
        spelled.append(first + more)
    return "|".join(spelled)


_NAMES = _spelled(_KIND_OF)
_INLINE = re.compile(rf"({_NAMES})[ \u3000]{{0,4}}[:：]")
_ALONE = re.compile(rf"[ \u3000【\[]*({_NAMES})[ \u3000\]】]*+[:：]?[ \u3000]*")
_GLUED = re.compile(
    rf"[ \u3000]{{0,8}}({_spelled(sorted(_KIND_OF.keys() - _PLAIN))})[ \u3000]{{0,4}}(?![:：])(?=.)"
)
_DAY = re.compile(r"20\d\d\D{1,3}\d{1,2}\D{1,3}\d{1,2}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BODY = re.compile(r"[\u4e00-\u9fff（）()、]{2,40}")
# 来源 where the portal's editor gave none.
_NOBODY = frozenset({"原创", "本站", "本网", "本站原创", "转载", "网络", "互联网", "未知", "其他"})
_STAMP = re.compile(r"\s*(20\d\d\D{1,3}\d{1,2}\D{1,3}\d{1,2}日?\s{1,4}\d{1,2}:\d\d(?::\d\d)?)\s*")


def _label(printed: str) -> str:
    return re.sub("[ \u3000]", "", printed)


def _inline(line: str) -> list[tuple[str, str]]:
    """Fields of a line that have a colon after their label, each up to the next label."""
    marks = list(_INLINE.finditer(line))
    fields: list[tuple[str, str]] = []
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(line)
        label = _label(mark[1])
        glued = label in _PLAIN and bool(_HAN.match(line[mark.start() - 1 : mark.start()]))
        fields.append(("other" if glued else _KIND_OF[label], line[mark.end() : end].strip(" \u3000|")))
    return fields


def _glued(line: str) -> tuple[str, str] | None:
    """Kind and value of a line that begins with a label and goes on without a colon: 发布机构青川市林业局."""
    parts = _GLUED.match(line[:MAX_VALUE])
    return (_KIND_OF[_label(parts[1])], line[parts.end() :].strip(" \u3000")) if parts else None


def _is_day(value: str) -> bool:
    return bool(_DAY.match(value[:40]))


# Where a run of lines ends, and its fields.
_Step = tuple[int, list[tuple[str, str]]]


class _Lines:
    """The lines of a front, told which of them are labels alone, and which hold a label and its value without a colon.

    Such a label could begin any sentence: it counts before a day, or beside another field.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.alone = [_ALONE.fullmatch(line) if len(line) < 40 else None for line in lines]
        self.glued = [None if alone else _glued(line) for line, alone in zip(lines, self.alone, strict=True)]
        for place, field in enumerate(self.glued):
            beside = any(self._may_be_field(at) for at in (place - 1, place + 1))
            if field and not (_is_day(field[1]) or (beside and len(lines[place]) < 60)):
                self.glued[place] = None

    def _may_be_field(self, place: int) -> bool:
        if not 0 <= place < len(self.lines):
            return False
        line = self.lines[place]
        return bool(self.alone[place] or _INLINE.match(line[:MAX_VALUE]) or _glued(line))

    def _values(self, run: int, count: int) -> list[str] | None:
        """The lines that follow as many labels, if they can be their values."""
        values = list(self.lines[run : run + count])
        foreign = any(self.alone[run : run + count]) or any(self.glued[run : run + count])
        foreign = foreign or any(_INLINE.match(value.strip()[:MAX_VALUE]) for value in values)
        return values if len(values) == count and not foreign else None

    def steps(self) -> Iterator[tuple[int, int, list[tuple[str, str]]]]:
        """Begin and end of every run of lines that belong together, with its fields; none where it is plain text."""
        place = 0
        while place < len(self.lines):
            end, fields = self._labels_alone(place) or self._glued_field(place) or self._inline_fields(place)
            yield place, end, fields
            place = end

    def _labels_alone(self, place: int) -> _Step | None:
        """One label before its value, or a row of labels above a row of values."""
        run = place
        while run < len(self.lines) and self.alone[run]:
            run += 1
        labels = [_KIND_OF[_label(label[1])] for label in self.alone[place:run] if label]
        if not labels:
            return None
        kinds, values = self._values_below(run, labels)
        fields = list(zip(kinds, (value.strip() for value in values), strict=True))
        if not fields or any(kind != "name" and parse_title(value) for kind, value in fields):
            # The label was left empty, and what stands below it may be the title.
            return run, [("other", "")]
        return run + len(kinds), fields

    def _values_below(self, run: int, kinds: list[str]) -> tuple[list[str], list[str]]:
        """The labels whose values follow, and those; none if they were left empty."""
        values = self._values(run, len(kinds))
        if kinds[-1] != "published":
            return (kinds, values) if values else ([], [])
        if values and _is_day(values[-1].strip()):
            return kinds, values
        # The labels before it were left empty: only a day belongs to this one.
        last = self._values(run, 1)
        if last and _is_day(last[0].strip()) and "other_day" not in kinds:
            return ["published"], last
        return [], []

    def _glued_field(self, place: int) -> _Step | None:
        """A label and its value without a colon."""
        field = self.glued[place]
        return (place + 1, [field]) if field else None

    def _inline_fields(self, place: int) -> _Step:
        """Labels with colons in a line, the last one's value perhaps in the next; none in plain text."""
        fields = _inline(self.lines[place])
        after = self.lines[place + 1] if place + 1 < len(self.lines) else ""
        takes = bool(fields) and not fields[-1][1] and not self._may_be_field(place + 1)
        if takes and not _INLINE.search(after):
            fields[-1] = (fields[-1][0], after.strip())
        return place + 1, fields


def header_fields(front: str) -> Iterator[tuple[str, str]]:
    """Kind (of header.toml) and value of every field in the lines or cells of `front`, in printed order."""
    for _, _, fields in _Lines(front.split("\n")).steps():
        yield from ((kind, value[:MAX_VALUE]) for kind, value in fields if value or kind != "other")


def without_fields(lines: Sequence[str]) -> list[str]:
    """Lines that hold no field of a portal's header, no label and no value of one; a title in a field is kept."""
    kept: list[str] = []
    for first, end, fields in _Lines(lines).steps():
        inline = end == first + 1 and bool(fields) and not _INLINE.match(lines[first].strip())
        if not fields or (inline and parse_title(lines[first])):
            kept += lines[first:end]
        else:
            kept += [value for kind, value in fields if kind == "name" and parse_title(value)]
    return kept


def printed_day(front: str) -> date | None:
    """The day of publication as the page prints it: under its label, else as a time of day before 作者 or 来源."""
    for kind, value in header_fields(front):
        if kind == "published" and (day := plausible(value[:40])):
            return day
    for line in front.split("\n"):
        stamp = _STAMP.match(line) if len(line) < MAX_VALUE else None
        if stamp and _INLINE.match(line, stamp.end()) and (day := plausible(stamp[1])):
            return day
    return None


def find_publisher(front: str, meta: dict[str, str]) -> str | None:
    """发布机构 as the page prints it, else META ContentSource, else 来源. Often not the body that reports."""
    fields = list(header_fields(front))
    named = [value for kind, value in fields if kind == "publisher"]
    named += [meta.get("contentsource", ""), *(value for kind, value in fields if kind == "source")]
    for value in named:
        body = _BODY.match(value.strip())
        if body and body[0] not in _NOBODY:
            return body[0]
    return None


def find_published(front: str, meta: dict[str, str], url: str, listed_on: date | None) -> dict[str, date]:
    """Days of publication by source: page (printed), meta (PubDate), list (the row that led here), address, id."""
    spelled = address_day(url)
    dates = {
        "page": printed_day(front),
        "meta": meta_day(meta),
        "list": listed_on,
        "address": spelled,
        "id": None if spelled else id_day(url),
    }
    return {source: day for source, day in dates.items() if day}
