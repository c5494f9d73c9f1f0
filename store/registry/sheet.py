"""A list of agencies as people keep it, XLSX or CSV, row by row in the registry's words.

What is no agency is told by its place and kind: titles, subheadings, totals, notes, blank lines. Subheadings say of
what kind the rows below them are, where these don't say it themselves.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.registry import RegistryError
from store.registry.cells import SheetRows, tables_of
from store.registry.names import comparable, tidied

_DECLARED: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_HEADINGS: dict[str, tuple[str, int]] = {
    word: (name, rank) for name, words in _DECLARED["headings"].items() for rank, word in enumerate(words)
}
_WORDS: dict[str, dict[str, str]] = {
    name: {word: value for value, words in kinds.items() for word in words}
    for name, kinds in _DECLARED["words"].items()
}
_HEAD_ROWS = 10  # a title and remarks may stand above the heads of the columns
_RANK = re.compile(r"[正副]?[部厅局处县科股]级?(?:[正副]职)?")  # of the body, not its level
_TOTAL = re.compile(r"(?:[合总小共]计|总数)(?:[:：（(]|\d|$)|共\d+[个家]")
_NOTE = re.compile(
    r"(?:附?注|备注|说明|填表说明|附件?)\d*[:：]|填[报表](?:单位|人|日期|时间)|制表|审[核批]人?[:：]|联系(?:人|电话)[:：]"
    r"|报送(?:单位|日期)|\d{4}年\d{1,2}月\d{1,2}日$"
)
_NUMERAL = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}[部类]分?|[（(]?[一二三四五六七八九十]{1,3}[)）、.．])[、.．:：]?"
)
_COUNT = re.compile(r"[（(][^（()）]*[)）]$|共?(?<!\d)\d+[个家]$|[:：]$")
_WHOLE = re.compile(r".{2}(?:局|委|委员会|办|办公室|政府|街道|办事处|镇|乡|中心|公司|大队|支队|院|所)$")
_UNKNOWN = "类别 kind“{}”不认识，请写作政府、部门、乡镇街道、派出机构、授权组织之一"
_KINDS = "write one of government, department, township, branch, authorised"
_SENTENCE = re.compile(r"[。;,]")
_PLACE = re.compile(r"^(?:本|各|全)?[省市县区旗州盟]")
_BRACKETS = re.compile(r"[（(]([^（）()]*)[)）]")


@dataclass(frozen=True)
class ListedAgency:
    """A row of a list that names an agency: where it stands, and its fields as the registry has them, all but its kind.

    `kind` is told by the words `kind_by`, its `own` or those of the subheading above; `group` says what they are worth:
    kind, organ (said of every organ), doubtful (such bodies may owe no report). `problem` is why it can't be taken over.
    """

    place: str
    fields: dict[str, str]
    kind: str = ""
    kind_by: str = ""
    group: str = ""
    own: bool = False
    problem: tuple[str, str] | None = None


@dataclass(frozen=True)
class Skipped:
    """A line of a list that is no agency, and what it is taken for."""

    place: str
    what: str
    text: str


@dataclass
class Listed:
    """What a file lists: its agencies, the lines that are none, heads of columns that nothing was taken from."""

    lines: list[ListedAgency] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def read_sheet(path: Path) -> Listed:
    """The agencies of a list. Raises RegistryError for a file that is none, or has no column of names."""
    listed = Listed()
    headless: list[Skipped] = []
    tables = tables_of(path)
    for table in tables:
        found = _head(table)
        if found is None:
            what = "隐藏的工作表" if table.hidden else "没有单位名称一列的工作表"
            headless.append(Skipped(table.label, what, ""))
            continue
        number, blocks = found
        used = {block.start + place for block in blocks for place in block.fields}
        heads = [cell for place, cell in enumerate(table.rows[number]) if cell and place not in used]
        listed.unused += [head for head in heads if head not in listed.unused]
        _read_table(table, number, blocks, listed)
    if len(headless) == len(tables):
        raise RegistryError(
            f"{path.name}：前{_HEAD_ROWS}行没有名称一列，请写上列名“单位名称”",
            "no column of names; head it name",
        )
    listed.skipped += headless
    return listed


@dataclass(frozen=True)
class Block:
    """Columns side by side that list units: most sheets have one block, some repeat it to save paper.

    `fields` are the registry's, by their place in the block.
    """

    start: int
    end: int
    fields: dict[int, str]

    def of(self, cells: Sequence[str]) -> list[str]:
        """The cells of a row that are this block's."""
        return list(cells[self.start : self.end])

    def given(self, cells: Sequence[str]) -> dict[str, str]:
        """What a row says, by field."""
        own = self.of(cells)
        return {name: own[place] for place, name in self.fields.items() if place < len(own) and own[place]}


def _head(table: SheetRows) -> tuple[int, list[Block]] | None:
    """The place of the row of heads, and its blocks."""
    for number, cells in enumerate(table.rows[:_HEAD_ROWS]):
        words = [_head_word(cell) for cell in cells]
        ranks = [_HEADINGS[word][1] for word in words if _HEADINGS.get(word, ("",))[0] == "name"]
        if not ranks:
            continue
        names = [place for place, word in enumerate(words) if _HEADINGS.get(word) == ("name", min(ranks))]
        first = next(place for place, word in enumerate(words) if word)
        width = names[1] - names[0] if len(names) > 1 else len(cells)
        starts = [place - (names[0] - first) for place in names] if names[0] - first < width else [first]
        return number, [
            Block(start, start + width, _fields(words[start : start + width])) for start in starts
        ]
    return None


def _fields(words: Sequence[str]) -> dict[int, str]:
    """The fields that heads mean, by their place; of two heads of one field the surer."""
    best: dict[str, tuple[int, int]] = {}
    for place, word in enumerate(words):
        if known := _HEADINGS.get(word):
            best[known[0]] = min(best.get(known[0], (known[1], place)), (known[1], place))
    return {place: name for name, (_, place) in best.items()}


def _head_word(cell: str) -> str:
    return _BRACKETS.sub("", comparable(cell)).lower()


def _read_table(table: SheetRows, head: int, blocks: Sequence[Block], listed: Listed) -> None:
    """Take up the rows below the heads; the rows above them are the list's title."""
    listed.skipped += [
        Skipped(table.place(number), "标题", _text(cells))
        for number, cells in enumerate(table.rows[:head])
        if any(cells)
    ]
    headings = [""] * len(blocks)
    noted = False
    for number, cells in enumerate(table.rows[head + 1 :], start=head + 1):
        place = table.place(number)
        own = ["" if (number, at) in table.continued else cell for at, cell in enumerate(cells)]
        filled = [comparable(cell) for cell in own if comparable(cell)]
        across = len(filled) <= 1 or any(map(_TOTAL.match, filled[:2]))  # a line over all columns
        for at, block in enumerate(blocks[:1] if across else blocks):
            shown, given = own if across else block.of(own), block.given(own)
            what = _no_agency(shown, given, noted)
            if what == "小标题":
                said = given.get("name") or _text(shown)
                headings = [said if across or other == at else old for other, old in enumerate(headings)]
            noted = what == "说明"
            if what in ("", "空行", "没有单位的行") and "name" in block.given(cells) and "name" not in given:
                what = "与上一行同一单位"  # a merged name reaches down to it
            if not what:
                listed.lines.append(_line(place, block.given(cells), headings[at]))
            elif across or what != "空行":
                listed.skipped.append(Skipped(place, what, _text(shown)))


def _text(cells: Iterable[str]) -> str:
    return " ".join(" ".join(cell.split()) for cell in cells if cell)[:60]


def _no_agency(cells: Sequence[str], given: Mapping[str, str], noted: bool) -> str:
    """What a row is that names no agency; "" for one that does, or should."""
    filled = [comparable(cell) for cell in cells if comparable(cell)]
    if not filled or (not given and all(cell.isdigit() for cell in filled)):
        return "空行"
    name = comparable(given.get("name", ""))
    if any(map(_TOTAL.match, filled[:2])):
        return "合计"
    if _HEADINGS.get(_head_word(name), ("",))[0] == "name":
        return "重复的表头"
    alone = len(filled) == 1
    told = name or filled[0]
    if _NOTE.match(told) or (alone and (_SENTENCE.search(told) or (noted and not name))):
        return "说明"
    if _NUMERAL.match(told) or _names_a_kind(told if alone else name):
        return "小标题"
    return "" if given else "没有单位的行"


def _names_a_kind(words: str) -> bool:
    """Whether words that stand alone are those of a kind, not the name of one body: 街道办事处, 区政府工作部门."""
    kind, group = _kind_word(words) or ("", "")
    return group == "kind" and kind != "government"


def _line(place: str, given: dict[str, str], heading: str) -> ListedAgency:
    """A row in the registry's words; its kind told by its own words, else by the subheading that it stands below."""
    told = {name: _in_our_words(name, value) for name, value in given.items()}
    fields = {name: value for name, value in told.items() if value}
    stated = fields.pop("kind", "")
    if several := _several(given.get("name", "")):
        return ListedAgency(
            place,
            fields,
            problem=(f"一格里像有几个单位（{'；'.join(several)}），请分行写", "several bodies in one cell"),
        )
    for words, own in ((stated, True), (heading, False)):
        kind, group = _kind_word(words) or ("", "")
        if kind:
            return ListedAgency(place, fields, kind, words, group, own)
        if words and own:
            return ListedAgency(place, fields, problem=(_UNKNOWN.format(words), _KINDS))
    return ListedAgency(place, fields)


def _several(name: str) -> list[str]:
    """The bodies that one cell names, if it names more than one: a name that is broken to fit is one."""
    parts = [tidied(part) for part in re.split(r"[\n、,，;；/]", _BRACKETS.sub("", name)) if tidied(part)]
    return parts if len(parts) > 1 and all(_WHOLE.search(part) for part in parts) else []


def _in_our_words(name: str, value: str) -> str:
    if name == "name":
        return tidied(value)
    if name == "short_names":
        return ";".join(map(tidied, re.split(r"[;；、,，\n]", value)))
    value = comparable(value)
    if name == "level" and _RANK.fullmatch(value):
        return ""
    return value if name == "kind" else _WORDS.get(name, {}).get(value, value)


def _kind_word(words: str) -> tuple[str, str] | None:
    """The kind that words mean, and the table that says so; None for words that are none of ours."""
    told = comparable(words)
    told = _NUMERAL.sub("", told, count=1)
    inside = _BRACKETS.search(told)
    bare = re.sub(r"[、/和及与()（）\-—的]", "", _COUNT.sub("", told))
    for word in (told, bare, _PLACE.sub("", bare), comparable(inside[1]) if inside else ""):
        if word in ("department", "government", "township", "branch", "authorised"):
            return word, "kind"
        for group in ("kind", "organ", "doubtful"):
            if kind := _WORDS[group].get(word):
                return kind, group
    return None
