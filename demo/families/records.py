"""How lists print their entries: the element of a record, what stands in it beside title and day, and the list around."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from demo.families.days import PrintedDay


@dataclass(frozen=True)
class ReadyEntry:
    """An entry made ready for a record: its place in the list, the attributes of its link, its words and its day."""

    order: int
    link: str  # attributes that hold the address
    hint: str  # the title attribute, or ""
    click: str  # the attribute that leads there by a click on anything
    words: str
    day: PrintedDay

    @property
    def anchor(self) -> str:
        """The link with the title as its words."""
        return f"<a{self.link}{self.hint}>{self.words}</a>"

    def with_day(self, title: str, tag: str = "span", name: str = "time") -> str:
        """What bears the title and the day, on the side where the day stands."""
        return self.in_turn(title, self.day.element(tag, name))

    def in_turn(self, title: str, day: str, between: str = "") -> str:
        """Title and day in the order of the list."""
        return f"{day}{between}{title}" if self.day.before else f"{title}{between}{day}"


@dataclass(frozen=True)
class RecordKind:
    """A kind of record: how `per` entries print as one, and the list around them with `foot`, a pager or "", at its end."""

    row: Callable[[Sequence[ReadyEntry]], str]
    around: Callable[[Sequence[str], str], str]
    per: int = 1


def _lines(rows: Iterable[str]) -> str:
    return "".join(f"{row}\n" for row in rows)


def _items(rows: Sequence[str], foot: str) -> str:
    pager = f'<li class="pages">{foot}</li>\n' if foot else ""
    return f'<ul class="list">\n{_lines(rows)}{pager}</ul>'


def _blocks(rows: Sequence[str], foot: str) -> str:
    return f'<div class="list-box">\n{_lines(rows)}{foot}</div>'


def _table(rows: Sequence[str], foot: str) -> str:
    pager = f'<tr><td colspan="4">{foot}</td></tr>\n' if foot else ""
    return f'<table class="wjlb" width="100%">\n{_lines(rows)}{pager}</table>'


def _headed_table(rows: Sequence[str], foot: str) -> str:
    return _table(["<tr><th>序号</th><th>标题</th><th>发布日期</th></tr>", *rows], foot)


def _nested_tables(rows: Sequence[str], foot: str) -> str:
    """A table for the rows in a cell of one for the layout."""
    list_table = f'<table class="gl_list"><tbody>\n{_lines(rows)}</tbody></table>'
    pager = f'<tr><td height="30" class="page">{foot}</td></tr>' if foot else ""
    return f'<table class="bor"><tbody><tr><td valign="top">{list_table}</td></tr>{pager}</tbody></table>'


def _definitions(rows: Sequence[str], foot: str) -> str:
    pager = f'<dd class="pages">{foot}</dd>\n' if foot else ""
    return f"<dl>\n{_lines(rows)}{pager}</dl>"


def _by_five(rows: Sequence[str], foot: str) -> str:
    lists = (f"<ul>\n{_lines(rows[first : first + 5])}</ul>" for first in range(0, len(rows), 5))
    return f'<div class="list">{_lines(lists)}{foot}</div>'


def _in_one_item(rows: Sequence[str], foot: str) -> str:
    """All rows in a single item, a gap after every fourth."""
    gap = '<div class="space"></div>'
    spaced = (f"{row}{gap if order % 4 == 0 else ''}" for order, row in enumerate(rows, 1))
    return f'<ul class="tab_con"><li>\n{_lines(spaced)}{foot}</li></ul>'


def _with_gaps(rows: Sequence[str], foot: str) -> str:
    return _items([f'{row}<li class="empty"></li>' for row in rows], foot)


def _one(row: Callable[[ReadyEntry], str]) -> Callable[[Sequence[ReadyEntry]], str]:
    return lambda pieces: row(pieces[0])


def _plain(piece: ReadyEntry) -> str:
    return f"<li>{piece.with_day(piece.anchor)}</li>"


def _heading(piece: ReadyEntry) -> str:
    return f"<li>{piece.with_day(f'<h4>{piece.anchor}</h4>')}</li>"


def _spans(piece: ReadyEntry) -> str:
    return f'<li>{piece.day.element("span", "fr")}<span class="bt">{piece.anchor}</span></li>'


def _text(piece: ReadyEntry) -> str:
    """The day as bare text of the item."""
    return f"<li>{piece.in_turn(piece.anchor, piece.day.inline(), ' ')}</li>"


def _all_in_link(piece: ReadyEntry) -> str:
    words = piece.with_day(f"<span>{piece.words}</span>", "i", "")
    return f"<li><a{piece.link}{piece.hint}>{words}</a></li>"


def _link_around_item(piece: ReadyEntry) -> str:
    words = piece.with_day(piece.words)
    return f"<a{piece.link}{piece.hint}><li>{words}</li></a>"


def _term(piece: ReadyEntry) -> str:
    return piece.in_turn(f"<dt>{piece.anchor}</dt>", piece.day.element("dd"))


def _definition(piece: ReadyEntry) -> str:
    return f"<dd>{piece.with_day(piece.anchor)}</dd>"


def _block(piece: ReadyEntry) -> str:
    title = f'<div class="title">{piece.anchor}</div>'
    return f'<div class="item">{piece.with_day(title, "div")}</div><div class="cb"></div>'


def _paragraph(piece: ReadyEntry) -> str:
    return f"<p>&middot;{piece.in_turn(piece.anchor, piece.day.inline(), ' ')}</p>"


def _line(piece: ReadyEntry) -> str:
    return f"{piece.in_turn(piece.anchor, piece.day.inline(), '　')}<br/>"


def _numbered_row(piece: ReadyEntry) -> str:
    cells = piece.in_turn(f"<td>{piece.anchor}</td>", f"<td>{piece.day.element('span')}</td>")
    return f"<tr><td>{piece.order + 1}</td>{cells}</tr>"


def _icon_row(piece: ReadyEntry) -> str:
    day = piece.day.element("td") or "<td>&nbsp;</td>"
    icon, title = '<td width="25"><img src="/images/ico2.jpg"></td>', f'<td width="550">{piece.anchor}</td>'
    return f'<tr valign="top">{icon}{piece.in_turn(title, day)}</tr>'


def _row_with_view(piece: ReadyEntry) -> str:
    """The title in a cell, the link in another."""
    cells = piece.in_turn(f"<td{piece.hint}>{piece.words}</td>", f"<td>{piece.day.element('span')}</td>")
    return f"<tr><td>{piece.order + 1}</td>{cells}<td><a{piece.link}>查看</a></td></tr>"


def _pair(pieces: Sequence[ReadyEntry]) -> str:
    return f"<tr>{''.join(f'<td>{piece.with_day(piece.anchor)}</td>' for piece in pieces)}</tr>"


def _siblings(piece: ReadyEntry) -> str:
    """Title and day side by side, with nothing around both."""
    return piece.with_day(f"<h3>{piece.anchor}</h3>", "p", "date")


def _card(piece: ReadyEntry) -> str:
    title = f'<div class="tit">{piece.words}</div>'
    text = f'<div class="txt">{piece.with_day(title, "div")}</div>'
    return f'<a class="card"{piece.link}{piece.hint}><div class="pic"><img src="/images/nopic.png"></div>{text}</a>'


def _thumbnail(piece: ReadyEntry) -> str:
    """A picture that leads there too, then the title."""
    picture = f'<a{piece.link}><img src="/images/nopic.png" alt=""></a>'
    return f'<li>{picture}<div class="txt">{piece.with_day(f"<h5>{piece.anchor}</h5>")}</div></li>'


def _categorised(piece: ReadyEntry) -> str:
    category = '[<a href="/zwgk/bmgk/">部门公开</a>]'
    return f"<li>{piece.with_day(f'{category} {piece.anchor}')}</li>"


def _pinned(piece: ReadyEntry) -> str:
    """The first rows bold, of others every fourth red."""
    if piece.order < 2:
        return f"<li>{piece.with_day(f'<strong>{piece.anchor}</strong>')}</li>"
    if piece.order % 4 == 2:
        return f"<li>{piece.with_day(f'<font color=#FF0000><b>{piece.anchor}</b></font>')}</li>"
    return _plain(piece)


def _nesting(piece: ReadyEntry) -> str:
    """With a list of what explains the entry inside."""
    links = '<li><a href="/zcjd/jd.html">文字解读</a></li><li><a href="/zcjd/tj.html">图解</a></li>'
    return f"<li>{piece.with_day(f'{piece.anchor}<div><ul>{links}</ul></div>')}</li>"


def _stacked(piece: ReadyEntry) -> str:
    return f"<span>{piece.with_day(piece.anchor, 'font', 'rq')}</span>"


def _list_row(piece: ReadyEntry) -> str:
    """A list of its own, its items the columns."""
    cells = piece.in_turn(f'<li class="mc">{piece.anchor}</li>', piece.day.element("li", "rq"))
    return f'<ul class="row clearfix"><li class="xh">{piece.order + 1}</li>{cells}</ul>'


def _sentences(piece: ReadyEntry) -> str:
    """Number, title, state and day as paragraphs."""
    parts = piece.in_turn(f"<p>{piece.anchor}</p><p>有效</p>", piece.day.element("p"))
    return f"<li><p>{piece.order + 1}</p>{parts}</li>"


def _clicked(piece: ReadyEntry) -> str:
    """A row to be clicked, without any link."""
    words = f'<span class="bt"{piece.hint}>{piece.words}</span>'
    return f"<li{piece.click}>{piece.with_day(words)}</li>"


def _group_link(piece: ReadyEntry) -> str:
    return f'<a class="list-group-item"{piece.link}{piece.hint}>{piece.with_day(piece.words)}</a>'


RECORDS = {
    "li-a": RecordKind(_one(_plain), _items),
    "li-h4-a": RecordKind(_one(_heading), _items),
    "li-span-a": RecordKind(_one(_spans), _items),
    "li-text": RecordKind(_one(_text), _items),
    "li-a-span": RecordKind(_one(_all_in_link), _items),
    "a-li": RecordKind(_one(_link_around_item), _items),
    "dt-dd": RecordKind(_one(_term), _definitions),
    "dd-a": RecordKind(_one(_definition), _definitions),
    "div-title": RecordKind(_one(_block), _blocks),
    "p-a": RecordKind(_one(_paragraph), _blocks),
    "lines": RecordKind(_one(_line), _blocks),
    "tr-numbered": RecordKind(_one(_numbered_row), _headed_table),
    "tr-icon": RecordKind(_one(_icon_row), _nested_tables),
    "tr-view": RecordKind(_one(_row_with_view), _table),
    "tr-pair": RecordKind(_pair, _table, per=2),
    "h3-p": RecordKind(_one(_siblings), _blocks),
    "card": RecordKind(_one(_card), _blocks),
    "thumbnail": RecordKind(_one(_thumbnail), _items),
    "category": RecordKind(_one(_categorised), _items),
    "pinned": RecordKind(_one(_pinned), _items),
    "nested": RecordKind(_one(_nesting), _items),
    "gaps": RecordKind(_one(_plain), _with_gaps),
    "by-five": RecordKind(_one(_plain), _by_five),
    "stacked": RecordKind(_one(_stacked), _in_one_item),
    "ul-row": RecordKind(_one(_list_row), _blocks),
    "li-p": RecordKind(_one(_sentences), _items),
    "li-click": RecordKind(_one(_clicked), _items),
    "a-only": RecordKind(_one(_group_link), _blocks),
}
