"""A portal's family is told from its page, in an order that keeps twins apart; what can't be told is said."""

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.clock import Clock
from demo.families import Asked, Replica, Site, generic, inline, shanghai, vsb
from spiders.families import families
from spiders.sniff import SIGNS, sniff
from tests.made.portals.portal import COLUMN, HostilePortal, list_page, serving, visit, write_registry
from tests.made.portals.replicas import entries

URL = "http://www.shiyan.example/zwgk/nb/"


def page_of(replica: Replica, column: str, article: str, count: int = 8) -> str:
    """The first page of a column."""
    found = replica(Site(entries(count, article), 3), Asked(column))
    assert found
    return found.body.decode()


JCMS = (
    "<script type='text/xml'><datastore></datastore></script><script>$('#1').jpage({totalRecord:3})</script>"
)
PAGES = {
    "trs": list_page([("./t20260115_1.html", "年报", "2026-01-15")]),
    "jcms": JCMS,
    "vsb": page_of(vsb.answer, vsb.COLUMN, "/info/1010/{}.htm"),
    "shanghai": page_of(shanghai.answer, shanghai.COLUMN, "/nw12344/20260118/{:032x}.html"),
    "inline": page_of(inline.answer, inline.COLUMN, "/art/2026/{}.html"),
}


@pytest.mark.parametrize("family", PAGES)
def test_the_replica_of_a_family_is_told(family: str) -> None:
    told, sign = sniff(PAGES[family], URL)
    assert told == family
    assert sign.startswith("页面中有 ")


def test_a_page_of_paged_content_is_told() -> None:
    assert sniff(page_of(inline.answer, inline.MARKUP, "/art/2026/{}.html"), URL)[0] == "inline"


def test_an_address_can_tell() -> None:
    assert sniff("", "http://www.shiyan.example/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1010") == (
        "vsb",
        "地址中有 &wbtreeid=",
    )


def test_what_cannot_be_told_is_generic_and_says_so() -> None:
    page = page_of(generic.answer, generic.COLUMN, "/zwgk/nb/{}.html", 2)
    assert sniff(page, URL) == ("generic", "没有发现任何已知网站系统的特征")


KNOWN = {
    "gkmlpt": ("window._CONFIG = {SID:'755041', TREE:[]}", URL),
    "jpaas": ("<div unitUrl='/api-gateway/jpaas-publish-server/front'>", URL),
    "xxgk": ("", "http://www.shiyan.example/module/xxgk/subjectinfo.jsp"),
    "xxgk by its area": (
        "",
        "http://www.shiyan.example/col/col38/index.html?vc_xxgkarea=PX0043&number=P00005",
    ),
    "truecms": ("$.get('/messageController/getMessage.do')", URL),
    "ewb": ("<script src='/js/webBuilderCommon.js'></script>", URL),
    "ewb by its script": ("<script src='/js/ajaxReq.js?v=3'></script>", URL),
    "ewb by its page": (
        "",
        "http://www.shiyan.example/dynamic/zwgk/nohandsdate_govInfoPub.html?categorynum=003006",
    ),
    "ewb by its category": ("", "http://www.shiyan.example/dynamic/zw/openlist.html?categorynum=001001003"),
    "lonsun": ("", "http://www.shiyan.example/public/column/6595761?type=3"),
    "openness": ("", f"http://www.shiyan.example/opennessAnnualReport/?branch_id={'a' * 24}"),
    "ucap": ("createPageHTML('page_div', 5, 1, 'fg', 'shtml', 99)", URL),
    "eportal": ("<a href='javascript:next(2)'>", URL),
    "ilist": ("", "http://www.shiyan.example/info/iList.jsp?cat_id=15971"),
    "sasac": ("<script>var maxPageNum=16;</script>", URL),
}


@pytest.mark.parametrize("example", KNOWN)
def test_a_family_without_a_spider_is_named_but_never_handed_out(
    example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spiders.sniff.families", lambda: {"generic", "trs"})
    told, sign = sniff(*KNOWN[example])
    family = example.partition(" ")[0]
    assert told == "generic"
    assert sign.endswith(f"是 {family} 的特征，但还没有它的采集程序")


def test_only_families_that_have_a_spider_are_handed_out() -> None:
    told = {sniff(*page)[0] for page in KNOWN.values()}
    assert told <= families()


TWINS = {
    "JPaaS before JCMS": ("jpaas", PAGES["jcms"] + "jpaas-publish-server"),
    "TrueCMS before JCMS": ("truecms", PAGES["jcms"] + "'/truecms/messageController/getMessage.do'"),
    "JCMS before its xxgk module": ("jcms", PAGES["jcms"] + "/module/xxgk/"),
    "UCAP before TRS": ("ucap", PAGES["trs"] + "<meta name='channelid' content='1'>"),
    "TRS before VSB": ("trs", PAGES["vsb"] + PAGES["trs"]),
    "TRS before inline lists": ("trs", PAGES["inline"] + PAGES["trs"]),
}


@pytest.mark.parametrize("twins", TWINS)
def test_what_is_surer_comes_first(twins: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.sniff.families", lambda: {sign.family for sign in SIGNS})
    family, page = TWINS[twins]
    assert sniff(page, URL)[0] == family


def test_every_family_with_a_spider_has_a_sign() -> None:
    assert families() - {sign.family for sign in SIGNS} == {"generic"}


def test_portal_of_another_family_is_told_with_the_family_it_looks_like(tmp_path: Path) -> None:
    registry = write_registry(tmp_path / "registry", {"jyj": "试验市教育局"}, family="trs")
    column = f"<ul><li><a href='/art/1.html'>公告</a><span>2026-01-20</span></li></ul>{JCMS}"
    with serving(HostilePortal({"/robots.txt": (404, ""), urlsplit(COLUMN).path: (200, column)})) as portal:
        seen, _ = visit(portal, tmp_path / "nianbao.db", registry, Clock.at(date(2026, 2, 1)))
    assert not seen.portals[0].complete
    assert "像是 jcms 的栏目" in seen.portals[0].message
