"""The provinces' portals over HTTP: two clicks lead to the column, cache modes and encodings are as their rows say."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin

import httpx
import pytest
from lxml import html

from crawler.reading import Document, read
from demo.caching import MODES
from demo.families.known import families
from demo.pages import HUB
from demo.provinces import load_provinces
from demo.server import Replica, replica

WORLD = load_provinces()
FIRST, SECOND, THIRD, FOURTH, LAST = WORLD.nights


@pytest.fixture(scope="module")
def running() -> Iterator[Replica]:
    with replica(WORLD) as portals:
        yield portals


@pytest.fixture(scope="module")
def client(running: Replica) -> Iterator[httpx.Client]:
    with httpx.Client(proxy=running.url, trust_env=False) as connected:
        yield connected


def get(running: Replica, client: httpx.Client, night: date, url: str, **headers: str) -> httpx.Response:
    running.night = night
    return client.get(url, headers=headers)


def links(page: httpx.Response) -> dict[str, str]:
    return {link.text_content(): link.get("href") for link in html.fromstring(page.content).xpath("//li/a")}


def portal_with(cache: str) -> str:
    """The column of a portal whose column is a page, by cache mode."""
    return next(
        portal.column_url
        for portal in WORLD.portals.values()
        if portal.cache == cache and "#" not in portal.column
    )


@pytest.mark.parametrize("portal", WORLD.portals.values(), ids=lambda portal: portal.id)
def test_two_clicks_lead_from_the_home_page_to_the_column(
    running: Replica, client: httpx.Client, portal: object
) -> None:
    assert portal in WORLD.portals.values()
    url, family = portal.url, families()[portal.family]  # type: ignore[attr-defined]
    home = get(running, client, LAST, url)
    assert links(home)["政府信息公开"] == HUB
    assert len(links(home)) > 3
    hub = get(running, client, LAST, urljoin(url, HUB))
    entry = links(hub)["政府信息公开年报"]
    assert entry == (family.entry or portal.column)  # type: ignore[attr-defined]
    assert portal.column not in links(home).values()  # type: ignore[attr-defined]
    assert get(running, client, LAST, urljoin(url, entry)).status_code == 200


def test_every_cache_mode_has_a_portal() -> None:
    assert {portal.cache for portal in WORLD.portals.values()} == set(MODES)


def test_a_strong_portal_answers_304_until_something_changes(running: Replica, client: httpx.Client) -> None:
    url = portal_with("strong")
    page = get(running, client, THIRD, url)
    etag, modified = page.headers["etag"], page.headers["last-modified"]
    assert modified == "Fri, 30 Jan 2026 01:00:00 GMT"  # the last title that changed before the night
    for headers in (
        {"If-None-Match": etag},
        {"If-None-Match": f'"x", W/{etag}'},
        {"If-Modified-Since": modified},
    ):
        again = get(running, client, THIRD, url, **headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    # RFC 9110: an ETag that does not match counts, whatever the date says.
    other = get(running, client, THIRD, url, **{"If-None-Match": '"x"', "If-Modified-Since": modified})
    assert other.status_code == 200
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
        assert get(running, client, FOURTH, url, **headers).status_code == 200


def test_a_silent_edit_changes_the_validators_of_the_article_alone(
    running: Replica, client: httpx.Client
) -> None:
    edited, other = (
        f"http://www.trs-a.example/zwgk/zfxxgknb/{path}.html"
        for path in ("202601/t20260112_201", "202501/t20250114_101")
    )
    for url, status in ((edited, 200), (other, 304)):
        etag = get(running, client, FOURTH, url).headers["etag"]
        assert get(running, client, LAST, url, **{"If-None-Match": etag}).status_code == status


def test_a_portal_without_validators_sends_none(running: Replica, client: httpx.Client) -> None:
    page = get(running, client, LAST, portal_with("none"))
    assert not {"etag", "last-modified"} & page.headers.keys()


def test_a_last_modified_of_now_proves_nothing(running: Replica, client: httpx.Client) -> None:
    url = portal_with("now")
    page = get(running, client, LAST, url)
    assert page.headers["last-modified"] == "Mon, 09 Feb 2026 18:00:00GMT"
    again = get(running, client, LAST, url, **{"If-Modified-Since": page.headers["last-modified"]})
    assert again.status_code == 200


def test_an_etag_that_changes_per_visit_never_matches(running: Replica, client: httpx.Client) -> None:
    url = portal_with("changing")
    first = get(running, client, LAST, url).headers["etag"]
    again = get(running, client, LAST, url, **{"If-None-Match": first})
    assert again.status_code == 200
    assert again.headers["etag"] != first


def test_robots_encodings_and_headers_are_those_of_the_row(running: Replica, client: httpx.Client) -> None:
    robots = get(running, client, LAST, "http://www.trs-a.example/robots.txt")
    assert robots.text == "User-agent: *\nDisallow: /search/\n"
    assert get(running, client, LAST, "http://www.trs-b.example/robots.txt").status_code == 404
    page = get(running, client, LAST, "http://www.trs-b.example/zfxxgk/nb/")
    assert page.headers["content-type"] == "text/html"
    assert b"charset=gb2312" in page.content
    assert "白榆县教育局" in page.content.decode("gbk")
    shell = get(running, client, LAST, "http://www.ucap-b.example/xxgk/list.shtml")
    assert shell.headers["cache-control"] == "no-store"


def test_a_new_year_appears_in_the_menus_that_have_years(running: Replica, client: httpx.Client) -> None:
    for url in (
        "http://www.lonsun-a.example/public/column/6597221?type=3",
        "http://www.shanghai-a.example/nw12344/index.html",
    ):
        years = [
            {words for words in links(get(running, client, night, url)) if re.fullmatch(r"\d{4}年", words)}
            for night in (FIRST, SECOND)
        ]
        assert years == [{"2025年"}, {"2025年", "2026年"}]


def test_the_file_behind_a_shell_holds_the_report(running: Replica, client: httpx.Client) -> None:
    url = "http://www.trs-a.example/zwgk/zfxxgknb/202601/t20260128_203.html"
    shell = get(running, client, THIRD, url)
    assert "本机关" not in shell.text
    assert not html.fromstring(shell.content).xpath("//table[not(@class)]")
    href = html.fromstring(shell.content).xpath("string(//a[contains(@href, '.docx')]/@href)")
    file = get(running, client, THIRD, urljoin(url, href))
    report = read(Document(href, file.content))
    assert report.year == 2025
    assert report.cells["requests", "received", "total"].value == 1
    assert report.cells["reviews", "litigation_direct", "total"].value == 0
