"""How lists write what an entry leads to, and its title: forms of addresses, where they stand, titles in full or cut short."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from posixpath import relpath

from demo.families.asked import Asked

MARKED = '<font color="red">{}</font>{}&nbsp;'  # the beginning of a title and the rest of it
_SHOWN = 12  # characters of a title that is cut short


@dataclass(frozen=True)
class ListPlace:
    """Where a list is printed: host, folder and what its <base> may name; "" where that isn't known or doesn't apply."""

    host: str = ""
    folder: str = ""
    base: str = ""


def place_of(asked: Asked, base: str = "/") -> ListPlace:
    """A page of its own; `base` is "" where addresses of its pager are counted from the page's own folder."""
    folder = f"{asked.path.rpartition('/')[0]}/"
    return ListPlace(asked.headers.get("host", ""), folder, base or folder)


def fragment_of(asked: Asked, folder: str = "") -> ListPlace:
    """What a script puts into the page of the column, whose `folder` this is; "" where it is put into many pages."""
    return ListPlace(asked.headers.get("host", ""), folder)


@dataclass(frozen=True)
class LinkKind:
    """A kind of link: the address it writes for a path, and the attributes that hold it."""

    address: Callable[[str, ListPlace, int], str]
    attributes: Callable[[str], str] = lambda address: f' href="{escape(address)}"'


def _root(path: str, place: ListPlace, order: int) -> str:
    return path


def _relative(path: str, place: ListPlace, order: int) -> str:
    if not place.folder:
        return path
    found = relpath(path, place.folder)
    return found if found.startswith("../") else f"./{found}"


def _absolute(path: str, place: ListPlace, order: int) -> str:
    return f"http://{place.host}{path}" if place.host else path


def _based(path: str, place: ListPlace, order: int) -> str:
    """Counted from the <base> of the page."""
    return relpath(path, place.base) if place.base else path


def _spaced(path: str, place: ListPlace, order: int) -> str:
    return f"\n    {path}\t\n"


def _backslashes(path: str, place: ListPlace, order: int) -> str:
    return path.replace("/", "\\")


def _mixed(path: str, place: ListPlace, order: int) -> str:
    """With a scheme of its own, row by row."""
    return f"{('http:', '', 'https:')[order % 3]}//{place.host}{path}" if place.host else path


def _stamped(path: str, place: ListPlace, order: int) -> str:
    return f"{path}{'&' if '?' in path else '?'}t=20260622010611"


def _unquoted(address: str) -> str:
    return f" href={address}"


def _opened(address: str) -> str:
    return f' href="javascript:void(0)" onclick="window.open(\'{escape(address)}\')"'


def _located(address: str) -> str:
    return f" onclick=\"javascript:location.href='{escape(address)}';return false;\""


def _kept(address: str) -> str:
    return f' href="#" data-url="{escape(address)}"'


LINKS = {
    "root": LinkKind(_root),
    "relative": LinkKind(_relative),
    "absolute": LinkKind(_absolute),
    "based": LinkKind(_based),
    "spaced": LinkKind(_spaced),
    "backslashes": LinkKind(_backslashes),
    "mixed": LinkKind(_mixed),
    "stamped": LinkKind(_stamped),
    "unquoted": LinkKind(_relative, _unquoted),
    "opened": LinkKind(_root, _opened),
    "located": LinkKind(_relative, _located),
    "kept": LinkKind(_root, _kept),
}


def _cut(title: str, turn: int) -> tuple[str, str]:
    """Cut short, in full as the attribute."""
    mark = ("…", "...", "……")[turn % 3]
    words = title if len(title) <= _SHOWN else f"{title[:_SHOWN]}{mark}"
    return escape(words), f' title="{escape(title)}"'


def _window(title: str, turn: int) -> tuple[str, str]:
    """In full, with an attribute that says what a click does."""
    return escape(title), _one_of(' title="在新窗口打开"', f' title="新窗口打开链接：{escape(title)}"', turn)


def _marked(title: str, turn: int) -> tuple[str, str]:
    """In full, with markup inside."""
    coloured = MARKED.format(escape(title[:4]), escape(title[4:]))
    return _one_of(f"<i>&middot;</i>{escape(title)}", coloured, turn), ""


def _spread(title: str, turn: int) -> tuple[str, str]:
    """In full, on a line of its own."""
    return f"\n\t\t\t{escape(title)}\n\t\t", ""


def _one_of(first: str, second: str, turn: int) -> str:
    return second if turn % 2 else first


# By name: the words of a link and its title attribute.
TITLES: dict[str, Callable[[str, int], tuple[str, str]]] = {
    "full": lambda title, turn: (escape(title), ""),
    "twice": lambda title, turn: (escape(title), f' title="{escape(title)}"'),
    "cut": _cut,
    "window": _window,
    "marked": _marked,
    "spread": _spread,
}
