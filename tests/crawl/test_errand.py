"""What requests carry: one errand, one arrival, nothing else of ours; both outlive redirects and repeated requests."""

import ast
from datetime import UTC, date, datetime

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.errand import Arrival, Errand, conduct
from crawler.manners.arrivals import arrival_of, exchange_of
from store.tables.memory import RememberedPage
from tests import ROOT

ERRAND = Errand("list", "qinghe", "http://www.qinghe.example/nb/", revisit=True, beyond=True)
HELD = RememberedPage(
    "qinghe", "http://www.qinghe.example/nb/", "list", "0" * 64, "", date(2026, 2, 1), '"1"'
)
# What Scrapy itself reads or writes there.
SCRAPYS = {"download_maxsize", "redirect_urls", "redirect_times", "retry_times"}


def keys_of_meta(source: str) -> set[str]:
    """The words by which a module reaches into the meta of a request or a response."""
    keys: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        of_meta = (
            node.value
            if isinstance(node, ast.Subscript)
            else node.func.value
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            else None
        )
        words = (
            node.slice
            if isinstance(node, ast.Subscript)
            else (node.args or [None])[0]
            if isinstance(node, ast.Call)
            else None
        )
        if isinstance(of_meta, ast.Attribute) and of_meta.attr == "meta" and isinstance(words, ast.Constant):
            keys.add(str(words.value))
        if isinstance(node, ast.keyword) and node.arg == "meta":
            keys |= {
                str(key.value)
                for part in ast.walk(node.value)
                if isinstance(part, ast.Dict)
                for key in part.keys
                if isinstance(key, ast.Constant)
            }
    return keys


def test_nobody_reaches_into_the_meta_of_a_request_by_words_of_our_own() -> None:
    planted = 'Request(u, meta={"portal": 1})\nrequest.meta["held"]\nresponse.meta.get("column", "")'
    assert keys_of_meta(planted) == {"portal", "held", "column"}
    sources = [path for package in ("crawler", "spiders") for path in (ROOT / package).rglob("*.py")]
    found = {path.name: keys_of_meta(path.read_text(encoding="utf-8")) - SCRAPYS for path in sources}
    assert {name: keys for name, keys in found.items() if keys} == {}


def test_nobody_in_the_crawler_asks_for_the_arguments_of_a_callback() -> None:
    for path in (ROOT / "crawler").rglob("*.py"):
        assert "cb_kwargs" not in path.read_text(encoding="utf-8"), path


def test_an_errand_outlives_redirects_and_repeated_requests() -> None:
    request = Request("http://www.qinghe.example/nb/", meta=ERRAND.meta)
    again = request.replace(url="http://www.qinghe.example/nb/index.html", dont_filter=True)
    assert Errand.of(again) == ERRAND
    conduct(again, held=HELD)
    assert (Errand.of(again).held, Errand.of(request).held) == (HELD, None)


@pytest.mark.parametrize("request_", [None, Request("http://www.qinghe.example/")])
def test_what_carries_no_errand_is_a_page_of_nobodys(request_: Request | None) -> None:
    assert Errand.of(request_) == Errand()
    assert Arrival.of(request_) is None


def test_an_answer_without_a_crawl_shows_what_it_has_and_one_with_it_what_was_noted() -> None:
    request = Request("http://www.qinghe.example/nb/", meta=ERRAND.meta)
    answer = Response(request.url, headers={"Server": "nginx"}, request=request)
    assert (arrival_of(answer).headers, exchange_of(answer).transport) == ({"server": "nginx"}, "")
    noted = Arrival(datetime(2026, 2, 1, tzinfo=UTC), {"server": "apache"}, "cut", "legacy")
    noted.note(request)
    assert arrival_of(answer) == noted
    told = exchange_of(answer)
    assert (told.column_url, told.transport) == (ERRAND.column, "legacy")
    conduct(request, held=HELD)
    assert arrival_of(answer).headers == {"server": "nginx"}
