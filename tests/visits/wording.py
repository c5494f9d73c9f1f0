"""Kinds of wording: titles that are short, years behind links, and other characters."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

from demo.families import Asked
from tests.made.portals.raw_server import Wire, sized
from tests.made.portals.small_portals import JYJ, WSJ
from tests.visits.case import KIND, OLD, ONE, TWO, Case, page, plain

SHORT = (
    ("教育局", "卫生健康委员会"),
    ("试验市教育局", "试验市卫生健康委员会"),
    ("市教育局", "市卫生健康委"),
    ("教育局2025年", "卫生健康委员会2025年"),
    ("试验市教育局2025年度", "试验市卫生健康委员会2025年度"),
    ("试验市教育局2025年年报", "试验市卫生健康委员会2025年年报"),
    ("2025年度教育局年报", "2025年度卫生健康委员会年报"),
    ("教育局信息公开年报（2025）", "卫生健康委员会信息公开年报（2025）"),
    ("教育局2025年度政务公开工作总结", "卫生健康委员会2025年度政务公开工作总结"),
    ("2025年度报告——教育局", "2025年度报告——卫生健康委员会"),
    ("教育局：2025年工作报告", "卫生健康委员会：2025年工作报告"),
    ("2025", "2025年"),
    ("试验市教育局二〇二五年政府信息公开年度报告", "试验市卫生健康委员会二○二五年政府信息公开年度报告"),
    ("教育局政府信息公开2025年报告", "卫健委政府信息公开2025年报告"),
    ("试验市教育局 2025 年 政 府 信 息 公 开 年 报", "试验市卫生健康委员会 2025 年 政 府 信 息 公 开 年 报"),
    ("关于教育局2025年信息公开情况的报告", "关于卫生健康委员会2025年信息公开情况的报告"),
    ("教育局２０２５年年度报告", "卫生健康委员会２０２５年年度报告"),
    ("jyj2025nb", "wsj2025nb"),
)
YEARS = {
    "year": '<a href="./2025/">2025年</a>',
    "bare": '<a href="./2025/">2025</a>',
    "year-report": '<a href="./2025/">2025年度报告</a>',
    "brackets": '<a href="./2025/">【2025年度】</a>',
    "query": '<a href="./?year=2025">2025年</a>',
    "all-years": '<a href="./2025/">历年年报</a>',
    "before": '<a href="./2025/">查看往期</a>',
    "more": '<a href="./2025/">更多年报&gt;&gt;</a>',
    "option": '<select onchange="location=this.value"><option>2024<option value="./2025/">2025年</select>',
    "click": '<li onclick="showYear(2025)">2025年</li>',
    "data": '<span data-year="2025" class="tab">2025年度</span>',
    "attribute": '<a href="./2025/" title="2025年">○</a>',
    "spaced": '<a href="./2025/">2 0 2 5 年</a>',
    "years": '<a href="./2025/">2024-2025年</a>',
    "count": '<a href="./2025/">2025年(2)</a>',
    "picture": '<a href="./2025/"><img src="2025.png" alt="2025年"></a>',
    "menu-elsewhere": '<div><div><div><div><a href="/nb2025/">2025</a> <a href="/nb2024/">2024</a></div></div></div></div>',
    "argument": """<div onclick="load('nb', '2025')"><img src=y.png></div>""",
    "numerals": '<a href="./2025/">二〇二五年</a>',
    "tab": "<ul class=tab><li class=on>2024</li><li>2025</li></ul>",
    "script": "<script>var tabs=['2025','2024'];</script>",
    "button": "<button>2025年度</button>",
    "input": "<input type=button value=2025年>",
    "commented": '<!--<a href="./2025/">2025年</a>-->',
    "iframe": '<iframe src="./2025/"></iframe>',
}
TRADITIONAL = {
    "kind": ("政府信息公開工作年度報告", "教育局", "衛生健康委員會"),
    "agency": (KIND, "教育局", "衞生健康委員會"),
    "short": ("年報", "教育局", "衛生健康委員會"),
    "mixed": ("政府資訊公開年度报告", "教育局", "卫生健康委员会"),
    "all": ("政府信息公開年報", "教育局", "衛生健康委員會"),
}


def _listed(one: str, two: str) -> str:
    return plain((ONE[0], one, ONE[2]), (TWO[0], two, TWO[2]), *OLD)


def _both(asked: Asked) -> Wire:
    return sized(page(plain(("../t20260115_1.html", *ONE[1:]), ("../t20260116_2.html", *TWO[1:]))).encode())


def _by_query(own: str) -> Callable[[Asked], Wire]:
    return lambda asked: sized((page(plain()) if asked.fields.get("year") else own).encode())


def cases() -> Iterator[Case]:
    """All of them."""
    for number, (one, two) in enumerate(SHORT):
        yield Case("a12", f"title-{number}", "trs", page(_listed(one, two)), "open")
    for name, link in YEARS.items():
        listed = page(f"<div>{link}</div>{plain(*OLD)}")
        more = {"/nb/": _by_query(listed)} if name == "query" else {"/nb/2025/": _both}
        yield Case("a13", name, "trs", listed, "open", more=more)
        yield Case("a13", f"{name}-gone", "trs", listed, "open")
    for name, (kind, one, two) in TRADITIONAL.items():
        body = _listed(f"試驗市{one}2025年{kind}", f"試驗市{two}2025年{kind}")
        yield Case("a25", name, "trs", page(body), "open")
        if name != "mixed":
            whole = page(body).replace("utf-8", "big5").encode("big5", "xmlcharrefreplace")
            yield Case("a25", f"{name}-big5", "trs", sized(whole, Content_Type="text/html"), "open")
    unnamed = [(f"./{quote(agency)}_2025.html", "查看", ONE[2]) for agency in (JYJ, WSJ)]
    addressed = plain(*unnamed, *OLD)
    yield Case("a12", "in-the-address", "trs", page(addressed), "open")
