"""Columns that a site's own tree of categories or units names: gkmlpt, LonSun, areas of JCMS, my71 Openness.

Their addresses follow from the tree; whether they hold reports is proved by reading them.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin

from crawler.reading.words.labels import squeeze
from spiders.discovery.leads import names_column

_TREE = re.compile(r"\bTREE['\"]?\s*:\s*(?=\[)")
_NODE = re.compile(r"\bid['\"]?\s*:\s*['\"]?(\d+)['\"]?\s*,\s*['\"]?name['\"]?\s*:\s*['\"]([^'\"]{1,40})")
_ORGAN = re.compile(r"/public/column/(\d+)\?(?:(?:(?!/public/column/)[^#])*&)?type=(\d)")
_BRANCH = re.compile(r"\A(?>.*?/openness(\w*)/).*[?&]branch_id=([0-9a-f]{24})", re.I)
_AREA = re.compile(r"[?&](?:vc_xxgk)?area=([\w-]{4,40})")
_AREAS = 3  # links to so many areas are a list of units, fewer may be the site's own
_NO_UNIT = re.compile(r"指南|制度|年报|年度报告|目录|依申请|首页|公开$|更多|上一|下一|^\d+$|^20\d\d")
Link = tuple[str, str]  # address, words


@dataclass(frozen=True)
class NamedColumn:
    """A column that a tree names: its address, the unit whose it is ("" if the tree doesn't say), and by what."""

    url: str
    unit: str
    why: str


def told_columns(text: str, url: str, links: Iterable[Link]) -> list[NamedColumn]:
    """The columns of annual reports that the trees on a page name."""
    links = list(links)
    found = [*_gkmlpt(text, url, links), *_lonsun(url, links), *_areas(links), *_openness(url, links)]
    return list({told.url: told for told in found}.values())


def _gkmlpt(text: str, url: str, links: list[Link]) -> Iterator[NamedColumn]:
    page = urldefrag(url).url
    if start := _TREE.search(text):
        for number, name in _nodes(text[start.end() :]):
            if names_column(name):
                yield NamedColumn(f"{page}#{number}", "", f"栏目树（TREE）里的“{name}”")
    for address, words in links:
        if re.search(r"/gkmlpt/index#\d+$", address) and names_column(words):
            yield NamedColumn(address, "", f"链接“{words}”")


def _nodes(text: str) -> Iterator[tuple[str, str]]:
    """Numbers and names of the categories of a tree, read as JSON, else by their pattern."""
    try:
        waiting: list[Any] = list(json.JSONDecoder().raw_decode(text)[0])
    except (ValueError, RecursionError):
        yield from _NODE.findall(text)
        return
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, dict):
            yield str(node.get("id")), str(node.get("name"))
            children = node.get("children")
            waiting += children if isinstance(children, list) else []


def _lonsun(url: str, links: list[Link]) -> Iterator[NamedColumn]:
    """An organ of the list of organs has its annual reports at type=3."""
    for address, words in links:
        if not (found := _ORGAN.search(address)):
            continue
        column = urljoin(url, f"/public/column/{found[1]}?type=3")
        if found[2] == "3" and names_column(words):
            yield NamedColumn(column, "", f"链接“{words}”")
        elif "action=rel" in url and _is_unit(words):
            yield NamedColumn(column, words, f"单位列表里的“{words}”")


def _areas(links: list[Link]) -> Iterator[NamedColumn]:
    """An area of the xxgk module of JCMS is a unit; the address that its link states has its annual reports too."""
    units = {found[1]: link for link in links if (found := _AREA.search(link[0])) and _is_unit(link[1])}
    if len(units) >= _AREAS:
        for address, words in units.values():
            yield NamedColumn(address, words, f"单位列表里的“{words}”")


def _openness(url: str, links: list[Link]) -> Iterator[NamedColumn]:
    """A branch of the site has its annual reports where another branch is seen to have them."""
    branches = [(found, words) for address, words in links if (found := _BRANCH.search(address))]
    column = next((found[1] for found, _ in branches if found[1].lower() == "annualreport"), "")
    for found, words in branches:
        address = urljoin(url, f"/openness{column}/?branch_id={found[2]}")
        if column and found[1] == column:
            yield NamedColumn(address, words if _is_unit(words) else "", f"链接“{words}”")
        elif column and _is_unit(words):
            yield NamedColumn(address, words, f"单位列表里的“{words}”")


def _is_unit(words: str) -> bool:
    return len(squeeze(words)) >= 3 and not _NO_UNIT.search(words)
