"""A district's portal: sixty units, listed as real portals list them, each with a column of annual reports of its own.

Most have a page below the portal, some a site of their own beside it, one on a host that is nobody's here. The same
units as a district's office would write them into a sheet stand in tests/made/portals/district_sheet.py.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from demo.families import Asked, Entry, Site, vsb
from tests.made.portals.portal import list_page, report_page

REGION = "990103"
YEARS = (2025, 2024)
FOREIGN = "http://baihe.shuiwu.example/"


@dataclass(frozen=True)
class Unit:
    """A body of the district: its name, what lists call it, what the office says of it, and where it publishes.

    `own` is the name of its site beside the portal, "" for a page below the portal.
    """

    name: str
    listed: str
    nature: str
    own: str = ""

    @property
    def named_in_titles(self) -> bool:
        """Whether the titles in its column name it: half of all columns leave that to the page."""
        return len(self.name) % 2 == 0


def _units() -> Iterator[Unit]:
    yield Unit("白河区人民政府办公室（白河区外事办公室）", "区政府办", "行政机关")
    for name, listed, own in (
        ("发展和改革局", "区发改局", ""),
        ("教育局", "区教育局", "jyj"),
        ("科学技术和工业信息化局", "区科工信局", ""),
        ("民族宗教事务局", "区民宗局", ""),
        ("民政局", "区民政局", ""),
        ("司法局", "区司法局", ""),
        ("财政局", "区财政局", "czj"),
        ("人力资源和社会保障局", "区人社局", ""),
        ("住房和城乡建设局（白河区人民防空办公室）", "区住建局(区人防办)", ""),
        ("交通运输局", "区交通运输局", ""),
        ("水务局", "区水务局", ""),
        ("农业农村局", "区农业农村局", ""),
        ("商务局", "区商务局", ""),
        ("文化广电和旅游局（白河区文物局）", "区文化广电和旅游局（区文物局）", ""),
        ("卫生健康局", "区卫健局", "wsjkj"),
        ("退役军人事务局", "区退役军人局", ""),
        ("应急管理局", "区应急局", ""),
        ("审计局", "区审计局", ""),
        ("市场监督管理局(白河区知识产权局)", "区市场监管局", ""),
        ("统计局", "区统计局", ""),
        ("医疗保障局", "区医保局", ""),
        ("城市管理和综合执法局", "区城管局", "cgj"),
        ("行政审批服务局", "区审批局", ""),
        ("信访局", "区信访局", ""),
        ("数据局", "区数据局", ""),
        ("林业和园林局", "区林园局", ""),
        ("机关事务管理局", "区机关事务局", ""),
    ):
        yield Unit(f"白河区{name}", listed, "行政机关", own)
    yield Unit("试验市公安局白河分局", "市公安局白河分局", "派出机构", "gafj")
    yield Unit("试验市生态环境局白河分局", "市生态环境局白河分局", "派出机构")
    yield Unit("试验市自然资源和规划局白河分局", "市自然资源和规划局白河分局", "派出机构")
    yield Unit("白河区气象局", "区气象局", "垂直管理")
    yield Unit("白河区消防救援大队", "区消防救援大队", "垂直管理")
    for name in ("河东", "河西", "城关", "北门", "南湖", "新华", "工农", "火车站"):
        yield Unit(f"白河区{name}街道办事处", f"{name}街道", "街道办事处")
    for name in ("青石", "柳林", "桥头", "大王", "石门", "双河", "马集", "沙岭", "永安", "三里"):
        yield Unit(f"白河区{name}镇人民政府", f"{name}镇", "乡镇政府")
    for name in ("云台", "白庙"):
        yield Unit(f"白河区{name}乡人民政府", f"{name}乡", "乡镇政府")
    yield Unit("白河经济开发区管理委员会", "白河经济开发区管委会", "派出机构")
    yield Unit("白河区疾病预防控制中心", "区疾控中心", "事业单位")
    yield Unit("白河区供销合作社联合社", "区供销社", "事业单位")
    yield Unit("白河区政务服务中心", "区政务服务中心", "法律法规授权组织")
    yield Unit("白河区住房公积金管理中心", "区公积金中心", "法律、法规授权的组织")
    yield Unit("白河区城乡居民社会养老保险局", "区养老保险局", "参公事业单位")
    yield Unit("白河区地方志编纂委员会办公室", "区地方志办", "政府部门")


UNITS = tuple(_units())
ELSEWHERE = Unit("国家税务总局白河区税务局", "区税务局", "垂直管理")  # in the lists, on a host of its own
GROUPS = (
    ("区政府部门", (*UNITS[:33], ELSEWHERE)),
    ("街道", UNITS[33:41]),
    ("镇（乡）", UNITS[41:53]),
    ("其他单位", UNITS[53:]),
)


def path_of(unit: Unit) -> str:
    """Where a unit's page is on the portal."""
    return f"/gszbm/auto{23692 + UNITS.index(unit)}/"


def address_of(unit: Unit, site: str) -> str:
    """What the lists of units link: a page below the portal, or a site of the unit's own."""
    if unit is ELSEWHERE:
        return FOREIGN
    return f"http://{unit.own}.{site}/" if unit.own else path_of(unit)


def entries(unit: Unit, path: str, years: Sequence[int] = YEARS) -> list[Entry]:
    """The rows of a unit's column."""
    number = UNITS.index(unit) if unit in UNITS else 99
    name = unit.name if unit.named_in_titles else ""
    return [
        Entry(
            path.format(year * 100 + number, year + 1),
            f"{name}{year}年政府信息公开工作年度报告",
            date(year + 1, 1, 20),
        )
        for year in years
    ]


def _link(unit: Unit, site: str) -> str:
    return f'<a href="{address_of(unit, site)}" class="c-font1" target="_blank">{escape(unit.listed)}</a>'


def _table(site: str) -> str:
    """Cells of a table of layout, four in a row, a picture before each name."""
    parts = []
    for words, units in GROUPS:
        cells = [f'<td width="25%"><img src="/i/66.jpg" /> {_link(unit, site)} </td>' for unit in units]
        lines = "".join(f"<tr>{''.join(cells[start : start + 4])}</tr>" for start in range(0, len(cells), 4))
        parts.append(
            f'<table width="100%"><tr><td class="xxgk_H14c">{words}信息公开目录</td>'
            f'<td><a href="#">更多&gt;&gt;</a></td></tr></table><table cellpadding="7">{lines}</table>'
        )
    return "".join(parts)


def _menus(site: str) -> str:
    """A menu a group, which opens what is chosen."""
    opens = 'onchange="javascript:window.open(this.options[this.selectedIndex].value)"'
    return "".join(
        f'<select name="s" {opens}><option selected="selected">{words}网站</option>'
        + "".join(f'<option value="{address_of(unit, site)}">{unit.listed}</option>' for unit in units)
        + "</select>"
        for words, units in GROUPS
    )


def _tabs(site: str) -> str:
    """A tab a group; what isn't chosen is hidden."""
    heads = "".join(
        f'<li><a id="one{n}" onclick="setTab(\'one\',{n},4)">{words}</a></li>'
        for n, (words, _) in enumerate(GROUPS, 1)
    )
    lists = "".join(
        f'<ul id="tab_one_{n}" style="display:{"block" if n == 1 else "none"}">'
        + "".join(f"<li>{_link(unit, site)}</li>" for unit in units)
        + "</ul>"
        for n, (_, units) in enumerate(GROUPS, 1)
    )
    return f'<div class="tabcon"><ul class="tati">{heads}</ul><div class="tabonebox">{lists}</div></div>'


def _kinds(site: str) -> str:
    """A page a group."""
    return "".join(f'<h3><a href="/bm/{n}/">{words}</a></h3>' for n, (words, _) in enumerate(GROUPS))


def _columns(site: str) -> str:
    """A row a unit, with links to its guide, its rules and its annual reports."""
    lines = []
    for _, units in GROUPS:
        for unit in units:
            if unit.own or unit is ELSEWHERE:
                cells = f'<td colspan="4">{_link(unit, site)}</td>'
            else:
                at = path_of(unit)
                cells = f"<td>{unit.listed}</td>" + "".join(
                    f'<td><a href="{at}{slug}/">{words}</a></td>'
                    for slug, words in (("zn", "公开指南"), ("zd", "公开制度"), ("nb", "公开年报"))
                )
            lines.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(lines)}</table>"


LAYOUTS: dict[str, Callable[[str], str]] = {
    "table": _table,
    "menus": _menus,
    "tabs": _tabs,
    "kinds": _kinds,
    "columns": _columns,
}
_NAV = (
    '<div class="nav"><a href="/">首页</a> <a href="/xw/">新闻中心</a> <a href="/zwgk/">政务公开</a>'
    ' <a href="/zwgk/zfxxgknb/">政府信息公开年报</a></div>'
)
_HEAD = (
    '<meta name="SiteName" content="试验市白河区人民政府"><meta name="SiteIDCode" content="9901030001">'
    "<title>{}_试验市白河区人民政府</title>"
)


def _page(title: str, body: str) -> tuple[int, str]:
    return (
        200,
        f"<html><head>{_HEAD.format(title)}</head><body>{_NAV}<div>{body}</div><p>主办单位</p></body></html>",
    )


@dataclass(frozen=True)
class District:
    """The portal on the host www.`site` and the units' own sites; `answer` is for HostilePortal's `beside`.

    `silent` is the name of a unit that has published nothing on the last year.
    """

    site: str
    layout: str
    silent: str = ""

    def answer(self, host: str, asked: Asked) -> tuple[Any, ...] | None:
        """What one of its hosts answers."""
        if host == f"www.{self.site}":
            return self._portal(asked.path)
        for unit in UNITS:
            if unit.own and host == f"{unit.own}.{self.site}":
                return _own_site(unit, asked)
        return None

    def _portal(self, path: str) -> tuple[Any, ...] | None:
        if path == "/":
            friends = '<a href="http://www.shiyan.example/">试验市人民政府</a>'
            return _page("首页", f'<a href="/xw/1.html">区领导到区教育局调研</a>{friends}')
        if path == "/zwgk/":
            return _page(
                "政务公开", '<a href="/bmxxgk/">部门和街镇信息公开</a><a href="/zn/">政府信息公开指南</a>'
            )
        if path == "/bmxxgk/":
            return _page("部门和街镇信息公开", LAYOUTS[self.layout](self.site))
        if path == "/zwgk/zfxxgknb/":
            rows = [
                (
                    f"./t{year + 1}0315_9.html",
                    f"试验市白河区{year}年政府信息公开工作年度报告",
                    f"{year + 1}-03-15",
                )
                for year in YEARS
            ]
            return 200, list_page(rows)
        if path.startswith("/zwgk/zfxxgknb/t"):
            year = int(path.split("/t")[-1][:4]) - 1
            return 200, report_page("试验市白河区人民政府", year, f"{year + 1}-03-15")
        kind = path.removeprefix("/bm/").rstrip("/")
        if path.startswith("/bm/") and kind in "0123":
            words, units = GROUPS[int(kind)]
            body = "".join(f"<li><span>·</span>{_link(unit, self.site)}</li>" for unit in units)
            return _page(words, f'<div class="scroll_tit">{words}</div><ul>{body}</ul>')
        return next(
            (
                found
                for unit in UNITS
                if path.startswith(path_of(unit)) and (found := self._below(unit, path))
            ),
            None,
        )

    def _below(self, unit: Unit, path: str) -> tuple[Any, ...] | None:
        """The page of a unit below the portal, its column, its reports."""
        rest = path.removeprefix(path_of(unit))
        if not rest:
            menu = "".join(
                f'<h3><a href="{slug}/">{words}</a></h3>'
                for slug, words in (
                    ("zn", "政府信息公开<br>指南"),
                    ("zd", "政府信息公开制度"),
                    ("nb", "政府信息<br>公开年报"),
                )
            )
            return _page(unit.listed, f'<div class="dl_nav">{menu}</div>')
        if rest == "nb/":
            years = YEARS[1:] if unit.name == self.silent else YEARS
            rows = entries(unit, "./t{1}0120_{0}.html", years)
            return 200, list_page([(row.path, row.title, str(row.listed)) for row in rows])
        if rest.startswith("nb/t"):
            year = int(rest[4:8]) - 1
            return 200, report_page(unit.name, year, f"{year + 1}-01-20")
        return None


def _own_site(unit: Unit, asked: Asked) -> tuple[Any, ...] | None:
    """A unit's own site, of another family than the portal."""
    site = Site(entries(unit, "/info/1010/{}.htm"), 20)
    if asked.path == "/":
        return (
            200,
            f'<html><head><title>{unit.name}</title></head><body><a href="/zfxxgk/">政府信息公开</a></body></html>',
        )
    if asked.path == "/zfxxgk/":
        return 200, f'<html><body><a href="{vsb.COLUMN}">政府信息公开年报</a></body></html>'
    for entry in site.entries:
        if asked.path == entry.path:
            year = entry.listed.year - 1
            return 200, report_page(unit.name, year, f"{year + 1}-01-20")
    found = vsb.answer(site, asked)
    return (found.status, found.body, {"Content-Type": found.kind}) if found else None
