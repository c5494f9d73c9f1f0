"""Shapes of tests/pages read as their family's spider reads them: a column walked over its page, an answer taken apart."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from crawler.items import ListRow
from crawler.reading.around.front import promises
from demo.families import Answer, Asked
from spiders.column import Column
from spiders.families import family_named
from spiders.pages.page import BadList, Page
from spiders.pages.records import NONE, records_of
from store.registry import Portal
from tests.made.portals.walks import walked
from tests.spiders.test_pages import SHAPES, named, rows

# What a page's script asks for before it shows the golden rows.
BEHIND = {
    "ewb/govinfopub_shell.html": ("site_info.js", "getgovinfolist_answer.json"),
    "jpaas/unit_shell.html": ("unit_answer.json",),
    "jpaas/unit_script_attributes.html": ("div_pagination_answer.json",),
    "querylist/handlebars_page.html": ("query_list_answer.json",),
    "trs/was5_shell.html": ("was5_answer.js",),
    "truecms/condition_shell.html": ("condition_answer.json",),
    "xxgk/module_shell.html": ("odd_even_answer.html",),
}
_MARK = re.compile(r"^【[^】]{1,5}】\s*")  # what a list puts before a title, and the spiders leave out


@dataclass(frozen=True)
class Made:
    """What was made of a shape: rows that a person sees and the spider hasn't, rows that only it sees, and its words where it
    doesn't answer for them.
    """

    lacking: tuple[str, ...]
    extra: tuple[ListRow, ...]
    said: str

    @property
    def kind(self) -> str:
        """In a word."""
        return "partial" if self.lacking else "superset" if self.extra else "exact"

    @property
    def harmless(self) -> bool:
        """Whether no row that isn't one speaks of a report."""
        return not any(promises(row.title) for row in self.extra)


def served(folder: Path, shape: dict[str, str]) -> Callable[[Asked], Answer | None]:
    """What answers a column: its page, then each of the answers behind it once; there are no other pages."""
    by_file = {each["file"]: each for each_folder, each in SHAPES if each_folder == folder}
    waiting = [shape, *(by_file[file] for file in BEHIND.get(named((folder, shape)), ()))]

    def answer(asked: Asked) -> Answer | None:
        for each in waiting:
            if urlsplit(each["url"]).path == asked.path:
                waiting.remove(each)
                return Answer((folder / each["file"]).read_bytes())
        return None

    return answer


@cache
def made_of(name: str) -> Made:
    """What the spider makes of a shape."""
    folder, shape = next(pair for pair in SHAPES if named(pair) == name)
    if shape["kind"] == "answer":
        found, said = _answered(folder, shape)
    else:
        column = walked(folder.name, shape["url"], served(folder, shape))
        doubts = "；".join(doubt.words for doubt in column.doubts if doubt.kind == "unproved_end")
        found, said = list(column.all_rows.values()), column.problem or doubts
    golden = {(row["address"], _MARK.sub("", row["title"]), row["listed_on"]) for row in rows(folder, shape)}
    read = {(row.url, row.title, row.listed_on.isoformat() if row.listed_on else ""): row for row in found}
    lacking = golden - read.keys()
    addresses = {address for address, _, _ in golden}
    extra = [row for key, row in read.items() if key not in golden and row.url not in addresses]
    return Made(tuple(map(str, sorted(lacking))), tuple(extra), said)


def _answered(folder: Path, shape: dict[str, str]) -> tuple[list[ListRow], str]:
    """The rows of an answer that the family asked for, and what it says where it can't read it."""
    portal = Portal(
        id="shape", name="试验市", family=folder.name, url=shape["url"], columns=(shape["url"],), since=2025
    )
    column = Column(portal, shape["url"])
    kind = family_named(folder.name)
    page = Page(shape["url"], (folder / shape["file"]).read_bytes(), "utf-8")
    try:
        opened = kind.opened(page, column)
        records = records_of(opened) if not opened.is_json else NONE
        return list(kind.rows_of(opened, records, column)), ""
    except BadList as error:
        return [], str(error)
