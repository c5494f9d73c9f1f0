"""What can be done to the text of a list page."""

from collections.abc import Callable

from tests.made.portals.raw_server import Wire, sized
from tests.made.portals.small_portals import WSJ
from tests.ways.site import COLUMN, FOOT, SITE, listing, reported
from tests.ways.way import Make, Sound, changed

NEW = reported(WSJ)
MANY = "".join(f'<a href="/fw/{n}/">便民服务事项办理指引第{n}项</a>' for n in range(2_500))  # 130 kB


def until(mark: str, more: str = "") -> Make:
    """The page up to a mark, and then something else."""
    return changed(lambda text: text[: text.index(mark)] + more)


def after_first_row(more: str = "") -> Make:
    """The page up to the end of its first row, and then something else."""
    return changed(lambda text: first_row(text) + more)


def first_row(text: str) -> str:
    """A page up to the end of its first row."""
    return text[: text.index("</li>\n")] + "</li>\n"


def for_row(printed: str) -> Make:
    """The page whole, the new row lost: what was printed stands in its place."""
    return changed(lambda text: text.replace(NEW, printed))


def before(mark: str, printed: str) -> Make:
    """The page whole, with all its rows, and something more before a mark."""
    return changed(lambda text: text.replace(mark, printed + mark, 1))


def behind(printed: str) -> Make:
    """The page whole, and something more behind it."""
    return changed(lambda text: text + printed)


def longer(change: Callable[[str], str]) -> Make:
    """A page of 130 kB, changed."""
    return changed(lambda text: change(text.replace('<div class="path">', f'{MANY}<div class="path">')))


def rows(*listed: str, foot: str = FOOT, column: str = COLUMN, site: str = SITE) -> Make:
    """A whole list page with other rows, its pager that of the page in whose place it stands."""

    def make(sound: Sound) -> Wire:
        pages, current = (2, 1) if "createPageHTML(2, 1" in sound.text else (1, 0)
        return sized(listing(listed, pages, current, foot=foot, column=column, site=site).encode())

    return make
