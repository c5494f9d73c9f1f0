"""Lists of units are told on pages as portals print them; headlines, menus and friends' links are none."""

import pytest
from parsel import Selector

from demo.families import Asked
from spiders.discovery.units import UnitList, blind_columns, names_units, unit_leads, unit_name, units_on
from tests.made.portals.district import ELSEWHERE, LAYOUTS, UNITS, District, address_of, path_of

PAGE = "http://www.baihe.example/bmxxgk/"


def listed(body: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The units of a page (name → address), and those without one."""
    found = units_on(Selector(text=f"<html><body>{body}</body></html>", type="html"), PAGE)
    return {unit.name: unit.url for unit in found.units}, found.blind


def folded(name: str) -> str:
    return name.replace("（", "(").replace("）", ")")


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "kinds"])
def test_every_unit_of_a_list_is_met_with_its_address(layout: str) -> None:
    answer = District("baihe.example", layout).answer("www.baihe.example", Asked("/bmxxgk/"))
    assert answer is not None
    found = units_on(Selector(text=answer[1], type="html"), PAGE)
    below = "nb/" if layout == "columns" else ""
    expected = {
        folded(unit.listed): f"http://{unit.own}.baihe.example/"
        if unit.own
        else f"http://www.baihe.example{path_of(unit)}{below}"
        for unit in UNITS
    } | {ELSEWHERE.listed: address_of(ELSEWHERE, "baihe.example")}
    assert {unit.name: unit.url for unit in found.units} == expected
    assert {unit.column for unit in found.units if below and below in unit.url} == (
        {"公开年报"} if below else set()
    )
    assert found.blind == ()


def test_pages_that_list_a_kind_of_units_are_told_by_their_names() -> None:
    answer = District("baihe.example", "kinds").answer("www.baihe.example", Asked("/bmxxgk/"))
    assert answer is not None
    leads = unit_leads(Selector(text=answer[1], type="html"), PAGE, False)
    assert [lead.text for lead in leads] == ["区政府部门", "街道", "镇(乡)", "其他单位"]


def test_a_column_is_met_under_its_head_where_its_link_says_nothing() -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td><a href='/zn/{n}/'>查看</a></td><td><a href='/nb/{n}/'>查看</a></td></tr>"
        for n, name in enumerate(("区教育局", "区民政局", "柳林镇"))
    )
    found = units_on(
        Selector(
            text=f"<table><tr><th>单位</th><th>公开指南</th><th>公开年报</th></tr>{rows}</table>", type="html"
        ),
        PAGE,
    )
    assert [(unit.name, unit.url, unit.column) for unit in found.units] == [
        ("区教育局", "http://www.baihe.example/nb/0/", "公开年报"),
        ("区民政局", "http://www.baihe.example/nb/1/", "公开年报"),
        ("柳林镇", "http://www.baihe.example/nb/2/", "公开年报"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<ul><li><a href='/1'>区领导到区教育局</a></li><li><a href='/2'>走访慰问区公安局</a></li>"
        "<li><a href='/3'>关于调整区财政局</a></li></ul>",
        "<div><a href='/a/'>区教育局</a><a href='/b/'>区民政局</a></div>",  # two are no list
        "<div>"
        + "".join(f"<a href='http://x{n}.example/'>白河{n}市人民政府</a>" for n in "一二三四五")
        + "</div>",
        "<ul><li><a href='/a/'>办公室</a></li><li><a href='/b/'>委员会</a></li><li><a href='/c/'>办事处</a></li></ul>",
        "<ul><li><a href='/a/'>区教育局</a></li><li><a href='/b/'>区民政局</a></li><li><a href='/c/'>区司法局</a></li>"
        + "".join(f"<li><a href='/{n}.html'>第{n}条工作简报</a></li>" for n in range(9))
        + "</ul>",
    ],
)
def test_headlines_friends_and_menus_are_no_list_of_units(body: str) -> None:
    assert listed(body) == ({}, ())


def test_units_that_only_a_script_opens_are_told_by_name() -> None:
    menu = "".join(
        f"<option value='{n}'>{name}</option>" for n, name in enumerate(("区教育局", "区民政局", "柳林镇"), 1)
    )
    assert listed(f"<select><option value=''>请选择</option>{menu}</select>") == (
        {},
        ("区教育局", "区民政局", "柳林镇"),
    )
    links = "".join(
        f"<li><a href='javascript:void(0)' onclick='open({n})'>{name}</a></li>"
        for n, name in enumerate(("区教育局", "区民政局", "柳林镇"))
    )
    known = "".join(f"<li><a href='/{n}/'>{n}街道</a></li>" for n in ("河东", "河西", "城关"))
    found, blind = listed(f"<ul>{links}</ul><ul>{known}</ul>")
    assert (list(found), blind) == (["河东街道", "河西街道", "城关街道"], ("区教育局", "区民政局", "柳林镇"))


NAMES = ("区教育局", "区民政局", "柳林镇")


@pytest.mark.parametrize(
    "link",
    [
        "<a href='javascript:void(0)' onclick=\"window.open('/gszbm/{}/')\">{}</a>",
        "<a href=\"javascript:openUrl('/gszbm/{}/')\">{}</a>",
        "<a href='#' onclick='location.href=\"../gszbm/{}/\"'>{}</a>",
        "<span data-url='/gszbm/{}/'>{}</span>",
        "<div onclick=\"go('http://www.baihe.example/gszbm/{}/')\">{}</div>",
        "<a title='点击进入' href='/gszbm/{}/'>{}</a>",
        "<a href='/gszbm/{}/'><img alt='' src='/i.png'><p>{}</p></a>",
    ],
)
def test_an_address_is_taken_from_where_scripts_have_it(link: str) -> None:
    body = "".join(f"<li>{link.format(n, name)}</li>" for n, name in enumerate(NAMES))
    assert listed(f"<ul>{body}</ul>") == (
        {name: f"http://www.baihe.example/gszbm/{n}/" for n, name in enumerate(NAMES)},
        (),
    )


@pytest.mark.parametrize(
    "record",
    [
        '{{"id":{},"name":"{}","url":"\\/gszbm\\/{}\\/"}}',
        "{{id:{}, deptName:'{}', link:'/gszbm/{}/', icon:'/i/1.png'}}",
    ],
)
def test_units_in_the_data_of_a_script_are_met(record: str) -> None:
    text = (
        "<script>var depts=["
        + ",".join(record.format(n, name, n) for n, name in enumerate(NAMES))
        + "];</script>"
    )
    found = units_on(Selector(text=text, type="html"), PAGE, text)
    assert {unit.name: unit.url for unit in found.units} == {
        name: f"http://www.baihe.example/gszbm/{n}/" for n, name in enumerate(NAMES)
    }


def test_units_in_data_without_addresses_are_told_and_articles_are_no_units() -> None:
    numbers = (
        "<script>var d=["
        + ",".join(f'{{"id":"{n}","name":"{name}"}}' for n, name in enumerate(NAMES))
        + "]</script>"
    )
    assert units_on(Selector(text=numbers, type="html"), PAGE, numbers).blind == NAMES
    news = (
        "<script>var d=["
        + ",".join(
            f'{{"title":"第{n}期简报","source":"{name}","url":"/x/{n}/"}}' for n, name in enumerate(NAMES)
        )
        + "]</script>"
    )
    assert units_on(Selector(text=news, type="html"), PAGE, news) == UnitList()


def test_a_list_of_units_leads_to_its_next_page() -> None:
    page = Selector(text="<a href='index_1.html'>下一页</a><a href='/jgsz/'>机构设置</a>", type="html")
    assert [lead.text for lead in unit_leads(page, PAGE, True)] == ["下一页", "机构设置"]
    assert [lead.text for lead in unit_leads(page, PAGE, False)] == ["机构设置"]


def test_a_column_that_only_a_script_opens_is_told() -> None:
    page = Selector(
        text="<a href='javascript:;' onclick='go()'>政府信息公开年报</a><a href='#'>返回</a>", type="html"
    )
    assert blind_columns(page, PAGE) == ["政府信息公开年报"]


def test_bodies_beside_units_are_units_too_whatever_their_last_word() -> None:
    names = ("区教育局", "区民政局", "柳林镇", "区供销社", "区疾控中心", "区融媒体中心")
    found, _ = listed(
        "<ul>" + "".join(f"<li><a href='/{n}/'>{name}</a></li>" for n, name in enumerate(names))
    )
    assert tuple(found) == names


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("·区教育局 ", "区教育局"),
        ("区教育局信息公开目录", "区教育局"),
        ("白河区文化广电和旅游局（白河区文物局）", "白河区文化广电和旅游局(白河区文物局)"),
        ("区综合执法局(区城管局)", "区综合执法局(区城管局)"),
        ("柳林镇人民政府网站", "柳林镇人民政府"),
        ("国家税务总局", ""),
        ("部门和街镇信息公开", ""),
        ("下载中心", ""),
        ("2025年1月区教育局", ""),
        ("区教育局" * 80, ""),
    ],
)
def test_the_name_of_a_unit_is_told_from_other_words(words: str, name: str) -> None:
    assert unit_name(words) == name


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("区政府部门", True),
        ("镇街信息公开", True),
        ("部门（单位）", True),
        ("机构设置", True),
        ("部门动态", False),
        ("部门预算", False),
        ("兄弟单位", False),
        ("政府信息公开指南", False),
    ],
)
def test_the_name_of_a_page_of_units_is_told_from_other_words(words: str, expected: bool) -> None:
    assert names_units(words) is expected
