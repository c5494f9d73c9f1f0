"""A search keeps its bounds, and says what it left because of them."""

from spiders.discovery.leads import Lead
from spiders.discovery.searching import UNIT_PAGES, Click, Search, Waiting
from spiders.discovery.units import UnitLink, UnitList
from store.registry import Portal

HOME = "http://www.baihe.example/"
PORTAL = Portal(id="site", name="site", family="discovering", url=HOME, columns=(HOME,), since=2008)
START = (Click("", HOME),)


def search(pages: int = 40, depth: int = 4, bound: int = 80) -> Search:
    return Search(PORTAL, {"www.baihe.example"}, pages, depth, bound)


def lead(path: str, words: str = "政府信息公开年报", worth: float = 4.0) -> Lead:
    return Lead(path if "://" in path else f"{HOME}{path}", words, worth)


def units(*names: str, host: str = "www.baihe.example") -> UnitList:
    return UnitList(tuple(UnitLink(name, f"http://{host}/{name}/") for name in names))


def looked_at(found: Search) -> list[Waiting]:
    return list(iter(found.next, None))  # type: ignore[arg-type]


def left(found: Search) -> list[tuple[str, str]]:
    return [(each.text, each.why) for each in found.ended().left]


def test_pages_that_the_bound_leaves_are_told_best_first() -> None:
    own = search(pages=1)
    own.take_up([lead("gk/", "政务公开", 1.5), lead("nb/"), lead("xxgk/", "信息公开", 1.75)], START, False)
    assert [waiting.lead.text for waiting in looked_at(own)] == ["政府信息公开年报"]
    assert left(own) == [("信息公开", "pages"), ("政务公开", "pages")]


def test_links_beyond_the_clicks_are_told_but_those_that_were_met_nearer() -> None:
    own = search(depth=1)
    own.take_up([lead("far/", "2024年", 3.0), lead("nb/")], (*START, Click("x", f"{HOME}x/")), False)
    own.take_up([lead("nb/")], START, False)
    assert len(looked_at(own)) == 1
    assert left(own) == [("2024年", "clicks")]


def test_links_to_other_hosts_are_told_and_never_followed() -> None:
    own = search()
    own.take_up(
        [lead("http://xxgk.baihe.example/nb/"), lead("http://x.example/", "站长统计", 1.0)], START, False
    )
    assert own.take_up_units(units("区教育局", host="jyj.other.example"), START, False) == []
    assert looked_at(own) == []
    assert left(own) == [("政府信息公开年报", "host"), ("区教育局", "host")]


def test_units_have_pages_of_their_own_and_a_site_of_theirs_may_be_visited() -> None:
    own = search(pages=0)
    assert own.take_up_units(units("区教育局", host="jyj.baihe.example"), START, False) == [
        "http://jyj.baihe.example/区教育局/"
    ]
    first = own.next()
    assert first is not None
    below = [lead(f"http://jyj.baihe.example/{n}/", f"{n}信息公开", 1.75) for n in range(UNIT_PAGES)]
    own.take_up([*below, lead("http://czj.baihe.example/nb/")], first.path, False, "区教育局")
    assert len(looked_at(own)) == UNIT_PAGES - 1
    assert left(own) == [("政府信息公开年报", "host"), (f"{UNIT_PAGES - 1}信息公开", "unit")]


def test_units_beyond_the_bound_are_told() -> None:
    own = search(bound=2)
    own.take_up_units(units("区教育局", "区民政局", "区司法局"), START, False)
    assert [waiting.unit for waiting in looked_at(own)] == ["区教育局", "区民政局"]
    assert left(own) == [("区司法局", "units")]
    assert list(own.ended().units) == ["区教育局", "区民政局"]


def test_a_unit_whose_column_was_seen_is_asked_for_years_only() -> None:
    own = search()
    own.take_up_units(units("区教育局"), START, False)
    first = own.next()
    assert first is not None
    own.take_up(
        [lead("jyj/2024/", "2024年", 3.0), lead("jyj/xx/", "信息公开", 1.75)], first.path, True, "区教育局"
    )
    own.found.add("区教育局")
    assert [waiting.lead.text for waiting in looked_at(own)] == ["2024年"]
    assert left(own) == []


def test_years_of_a_unit_that_its_pages_dont_suffice_for_are_told() -> None:
    own = search()
    own.take_up_units(units("区教育局"), START, False)
    first = own.next()
    assert first is not None
    own.found.add("区教育局")
    years = [lead(f"jyj/{year}/", f"{year}年", 3.0) for year in range(2016, 2026)]
    own.take_up(years, first.path, True, "区教育局")
    assert len(looked_at(own)) == UNIT_PAGES - 1
    assert {why for _, why in left(own)} == {"unit"}
    assert len(left(own)) == 10 - (UNIT_PAGES - 1)


def test_a_unit_with_a_site_elsewhere_and_a_page_here_is_met_here() -> None:
    own = search()
    own.take_up_units(units("区教育局", host="jyj.other.example"), START, False)
    own.take_up_units(units("区教育局"), START, False)
    assert [waiting.lead.url for waiting in looked_at(own)] == ["http://www.baihe.example/区教育局/"]
    assert left(own) == []


def test_a_page_named_after_units_that_lists_none_is_told() -> None:
    own = search()
    own.leave_page(lead("bm/", "区政府部门", 1.5), "no_units")
    assert left(own) == [("区政府部门", "no_units")]


def test_a_link_on_the_pages_of_two_units_is_neithers() -> None:
    own = search()
    own.take_up_units(units("区教育局", "区民政局"), START, False)
    for name in ("区教育局", "区民政局"):
        own.take_up([lead("nb/"), lead(f"{name}/nb/")], START, False, name)
    assert own.ended().shared == ("www.baihe.example/nb/?",)


def test_columns_and_units_that_only_scripts_open_are_told() -> None:
    own = search()
    own.leave_scripts(["政府信息公开年报"])
    own.take_up_units(UnitList((), ("区教育局", "区民政局")), START, False)
    own.take_up_units(units("区民政局"), START, False)
    looked_at(own)
    assert left(own) == [("政府信息公开年报", "script"), ("区教育局", "script")]
