"""Pagers that only the shapes of real pages show, walked to their end, and told partial where they lie."""

from collections.abc import Callable

import pytest

from demo.families import Answer, Asked
from spiders.column import Column
from tests.made.portals.walks import walked
from tests.spiders.test_pages import PAGES

ROW = '<li><a href="/info/1008/{0}.htm">试验市第{0}号工作指南</a><span>2026-01-{0:02}</span></li>'


def page_of(numbers: range, rest: str) -> Answer:
    """A list page with the rows of some numbers."""
    rows = "".join(ROW.format(number) for number in numbers)
    return Answer(f"<html><body><ul>{rows}</ul>{rest}</body></html>".encode())


def trs_of(change: Callable[[str], str] = str) -> Column:
    """The list2.trsapi column: ten rows in its page, ten by its search."""

    def answer(asked: Asked) -> Answer | None:
        if asked.path == "/fjdzapp/search" and asked.method == "POST":
            assert (asked.fields["channelid"], asked.fields["classsql"]) == ("200310", "chnlid=2813")
            file = "trsapi_answer.json" if asked.fields["page"] == "2" else ""
        else:
            file = "trsapi_annual_reports.html"
        text = (PAGES / "trs" / file).read_text(encoding="utf-8") if file else ""
        return Answer(change(text).encode()) if file else None

    return walked("trs", "https://trs.shiyan.example/zwgk/zfxxgk/zfxxgknb/index.html", answer)


def test_the_search_of_trsapi_hands_out_the_rows_after_those_in_the_page() -> None:
    column = trs_of()
    assert (column.problem, len(column.rows), column.claimed.words) == ("", 20, "20 条")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda text: text.replace("recordCount: '20'", "recordCount: '23'"),
            "网站先称共有 23 条，后称 20 条",
        ),
        (lambda text: text.replace("searchId", "siteNumber"), "读到 10 条，而网站称共有 20 条"),
        (lambda text: text.replace('"data"', '"rows"'), "没有总数或条目"),
    ],
)
def test_a_search_that_lies_leaves_the_column_partial(change: Callable[[str], str], words: str) -> None:
    column = trs_of(change)
    assert words in column.problem
    assert len(column.rows) >= 10


def test_a_section_of_truecms_is_read_to_its_total() -> None:
    def answer(asked: Asked) -> Answer | None:
        shell = asked.path.endswith(".html")
        if not shell and asked.fields["pagenum"] != "1":
            return None
        file = "condition_shell.html" if shell else "condition_answer.json"
        return Answer((PAGES / "truecms" / file).read_bytes())

    column = walked("truecms", "https://truecms.shiyan.example/sysrmzf/zfxxgknb/zfxxgknb.html", answer)
    assert (column.problem, len(column.rows), column.claimed.words) == ("", 9, "9 条")


PAGERS = {
    "PAGENUM": "?totalpage=3&PAGENUM={}&urltype=tree.TreeTempUrl&wbtreeid=1460",
    "a218493p": "?a218493t=3&a218493p={}&a218493c=2&urltype=tree.TreeTempUrl&wbtreeid=1460",
    "currentnum": "?urltype=tree.TreeTempUrl&wbtreeid=1460&currentnum={}",
}


@pytest.mark.parametrize("name", PAGERS)
@pytest.mark.parametrize("more", [0, 2])
def test_dynamic_pages_of_vsb_turn_by_whatever_their_links_say(name: str, more: int) -> None:
    links = "".join(f'<a href="{PAGERS[name].format(number)}">{number}</a>' for number in (2, 3))

    def answer(asked: Asked) -> Answer | None:
        number = int(asked.fields.get(name, 1))
        first = 2 * number - 1
        return page_of(range(first, first + 2), f"共{6 + more}条{links}") if number <= 3 else None

    address = "http://vsb.shiyan.example/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1460"
    column = walked("vsb", address, answer)
    assert len(column.rows) == 6
    assert column.problem == ("只读到 6 条，而网站称共有 8 条" if more else "")


def test_a_plain_list_of_a_family_without_plain_lists_is_read_on_and_stays_partial() -> None:
    def answer(asked: Asked) -> Answer | None:
        name = asked.path.rpartition("/")[2]
        numbers = {"about.html": range(1, 6), "2.html": range(6, 9)}.get(name)
        return page_of(numbers, '<a href="2.html">下一页</a>') if numbers else None

    column = walked("ewb", "https://ewb.shiyan.example/zwgk/003006/about.html", answer)
    assert len(column.rows) == 8
    assert "没有栏目编号 categorynum" in column.problem


def test_numbers_in_cookies_and_addresses_in_scripts_turn_the_pages_of_sasac() -> None:
    script = '<script>var purl="../n6/n36/index_192"; var maxPageNum=0; document.cookie="maxPageNum192=3";</script>'

    def answer(asked: Asked) -> Answer | None:
        name = asked.path.rpartition("/")[2]
        first = {"index.html": 1, "index_192_2.html": 4, "index_192_1.html": 7}.get(name)
        return page_of(range(first, first + 3), script if name == "index.html" else "") if first else None

    column = walked("sasac", "http://sasac.shiyan.example/n6/index.html", answer)
    assert (column.problem, len(column.rows), column.claimed.words) == ("", 9, "3 页")
