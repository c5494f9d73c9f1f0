"""Hanweb JCMS: the column page carries its first records as a datastore; dataproxy.jsp hands out the rest.

totalRecord is a claim, not proof: the column is complete only if that many different records were read and the proxy
has none after them. Older pages keep their records as strings in a script (InitData…), or as plain markup in the datastore.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from crawler.items import ListRow
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.answers import records_in, rows_in
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records, records_of

GROUP = 60  # records a request; over 300 is cut short, exactly 100 comes back empty on some sites
_CONFIG = {
    "total": re.compile(r"totalRecord\s*:\s*(\d+)"),
    "proxy": re.compile(r"proxyUrl\s*:\s*['\"]([^'\"]+)"),
    "perpage": re.compile(r"perPage\s*:\s*(\d+)"),
}
_AJAX = re.compile(r"ajaxParam\s*:\s*\{([^{}]{0,3000})\}")
_PARAMETER = re.compile(r"(?<!\w)(\w++)\s{0,3}:\s{0,3}['\"]?([^,'\"]*+)['\"]?")
_STRING = r"'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\""
_ARRAY = re.compile(rf"\bInitData\w{{0,20}}\s{{0,4}}=\s{{0,4}}\[((?:\s*+(?:{_STRING})\s*+,?+)*+)\s*+\]")
_LITERAL = re.compile(r"'((?:[^'\\\n]|\\.)*+)'?|\"((?:[^\"\\\n]|\\.)*+)\"?")
_STORE = re.compile(r"<datastore>\s{0,20}<!\[CDATA\[", re.I)
_TOTAL = re.compile(r"<totalrecord>(\d+)</totalrecord>", re.I)


class Jcms(Family):
    """Columns of JCMS sites."""

    captured = True

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """Rows of the records in a datastore, in a script's strings, or in a datastore without records."""
        home = Page(column.url, b"")
        found = records_in(page.text) or list(_strings(page.text))
        return rows_in(found, home) if found else records_of(home.part(_plain(page.text))).rows

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The dataproxy for the records not read yet, one window beyond the last included; BadList if it repeats itself,
        stops short or has more than it says."""
        config = _config(page.text, column)
        read, total = column.read, int(config["total"])
        if read > total or (not fresh and read < total):
            raise BadList(
                "contradicted", f"{page.url} 没有新的条目，只读到 {read} 条，而网站称共有 {total} 条"
            )
        if column.past_claim or (read == total and not config["proxy"]):
            return None
        if not config["proxy"]:
            raise BadList(
                "contradicted",
                f"{page.url} 没有写明其余条目的地址，只读到 {read} 条，而网站称共有 {total} 条",
            )
        column.past_claim = read == total
        last = read + GROUP if column.past_claim else min(read + GROUP, total)
        window = urlencode({"startrecord": read + 1, "endrecord": last, "perpage": config["perpage"]})
        fields = dict(_PARAMETER.findall(config["ajax"]))
        return Next(f"{page.join(config['proxy'])}?{window}", urlencode(fields))


def _strings(text: str) -> Iterator[str]:
    """The records that a script holds as strings."""
    for strings in _ARRAY.findall(text):
        for single, double in _LITERAL.findall(strings):
            yield re.sub(r"\\(.)", r"\1", single or double)


def _plain(text: str) -> str:
    """The markup in a datastore that tells no record from the next."""
    begin = _STORE.search(text)
    end = text.find("]]>", begin.end()) if begin else -1
    return text[begin.end() : end] if begin and end > 0 else "<html/>"


def _config(text: str, column: Column) -> dict[str, str]:
    """The pager's settings as the first page states them; raises BadList where there are none."""
    if not column.claimed.words:
        ajax = _AJAX.search(text)
        found = {name: match[1] for name, pattern in _CONFIG.items() if (match := pattern.search(text))}
        found.setdefault("proxy", "")
        if len(found) < len(_CONFIG) or not ajax:
            raise BadList("untold", f"{column.url} 没有找到分页设置，不能确定共有多少条")
        column.pager = found | {"ajax": ajax[1]}
        column.claim(rows=int(found["total"]))
    total = _TOTAL.search(text)
    if total and total[1] != column.pager["total"]:
        raise BadList("contradicted", f"网站先称共有 {column.pager['total']} 条，后称 {total[1]} 条")
    return column.pager
