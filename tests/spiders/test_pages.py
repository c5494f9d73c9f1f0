"""The shapes of pages under tests/pages: what real list pages look like, with the rows that a person sees in them.

Each family's shapes.csv names its files, the address each is served at and the evidence that such a page exists; beside
a list or an answer lies its golden CSV. Read here is only that the books are whole; what the spiders make of the pages
is another test.
"""

import csv
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spiders.families import family_named
from tests import TESTS

PAGES = TESTS / "pages"
KINDS = {"list", "answer", "article", "shell"}  # a shell is a list's page whose rows are asked for elsewhere
EVIDENCE = {"capture", "code", "docs"}


def read(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV, each as a dictionary by column."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


BOOKS = sorted(PAGES.glob("*/shapes.csv"))
SHAPES = [(book.parent, shape) for book in BOOKS for shape in read(book)]
GOLDEN = [(folder, shape) for folder, shape in SHAPES if shape["kind"] != "article"]


def named(pair: tuple[Path, dict[str, str]]) -> str:
    return f"{pair[0].name}/{pair[1]['file']}"


def rows(folder: Path, shape: dict[str, str]) -> list[dict[str, str]]:
    return read((folder / shape["file"]).with_suffix(".csv"))


def test_there_are_shapes_of_several_families() -> None:
    assert len(BOOKS) >= 9
    assert len(SHAPES) >= 35


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.parent.name))
def test_the_book_lists_every_file_and_no_other(book: Path) -> None:
    listed = [shape["file"] for shape in read(book)]
    listed += [shape["file"] for articles in book.parent.glob("articles.csv") for shape in read(articles)]
    golden = {
        str(Path(shape["file"]).with_suffix(".csv")) for shape in read(book) if shape["kind"] != "article"
    }
    files = {path.name for path in book.parent.iterdir()} - {"shapes.csv", "articles.csv"}
    assert len(listed) == len(set(listed))
    assert golden <= files
    assert {name for name in files if not name.endswith(".csv")} == set(listed)
    assert {Path(name).stem for name in files} == {Path(name).stem for name in listed}


@pytest.mark.parametrize("pair", SHAPES, ids=named)
def test_a_shape_says_what_it_is_and_where_it_was_seen(pair: tuple[Path, dict[str, str]]) -> None:
    folder, shape = pair
    address = urlsplit(shape["url"])
    assert shape["kind"] in KINDS
    assert shape["evidence"] in EVIDENCE
    assert shape["source"].strip()
    assert shape["what"].strip()
    assert address.scheme in ("http", "https")
    assert (address.hostname or "").endswith("shiyan.example")
    assert all(re.fullmatch(r"\d*", shape[count]) for count in ("pages", "entries"))
    assert (folder / shape["file"]).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("pair", GOLDEN, ids=named)
def test_golden_rows_lead_to_invented_hosts(pair: tuple[Path, dict[str, str]]) -> None:
    found = rows(*pair)
    if pair[1]["kind"] == "list":
        assert found
    for row in found:
        address = urlsplit(row["address"])
        assert address.scheme in ("http", "https"), row
        assert (address.hostname or "").endswith(".example"), row
        assert row["title"].strip() == row["title"] != "", row
        assert re.fullmatch(r"(\d{4}-\d{2}-\d{2})?", row["listed_on"]), row
    assert len({row["address"] for row in found}) == len(found)


@pytest.mark.parametrize("pair", SHAPES, ids=named)
def test_no_page_names_a_real_host(pair: tuple[Path, dict[str, str]]) -> None:
    text = (pair[0] / pair[1]["file"]).read_text(encoding="utf-8")
    hosts = {
        host.lower() for host in re.findall(r"(?:https?:|[\"'])//([\w.-]+\.[a-z]{2,})\b", text, re.IGNORECASE)
    }
    assert {host for host in hosts if not host.endswith((".example", "w3.org"))} == set()


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.parent.name))
def test_a_family_says_whether_it_was_tried_on_captured_pages(book: Path) -> None:
    evidence = {shape["evidence"] for shape in read(book)}
    assert family_named(book.parent.name).captured == ("capture" in evidence)
