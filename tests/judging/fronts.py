"""What stands above the first heading, printed otherwise: 03, 07, 15 and 16."""

from datetime import date

from tests.judging.pages import Case, Right, Shown

REST = "政府信息公开工作年度报告"
TOWN = "青川县松木塘镇人民政府"


def cases() -> list[Case]:
    """All of this module."""
    return [*_below(), *_fields(), *_periods(), *_bodies()]


def _p(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def _below() -> list[Case]:
    """03: the page's own title names nobody; the body's first lines do."""
    short = f"2025年{REST}"
    day = date(2026, 1, 10)
    info = "<div class='info'>来源：松木塘镇 发布时间：2026-01-10 09:00</div>"
    right = Right(agency=TOWN, title=short)
    above = {
        "two lines": f"<h1>{short}</h1>" + _p(TOWN, short),
        "name and day below the title": f"<h1>{short}</h1>" + _p(TOWN, "（2026年1月12日）"),
        "name only below": f"<h1>{short}</h1>" + _p(TOWN),
        "whole title below": f"<h1>{short}</h1>" + _p(f"{TOWN}{short}"),
        "three lines": f"<h1>{short}</h1>" + _p("青川县松木", "塘镇人民政府", short),
        "introduction": f"<h1>{short}</h1>" + _p(f"根据条例，现公布{TOWN}{short}。"),
        "list of the site": f"<h1>政府信息公开</h1><h2>{short}</h2>" + _p("松木塘镇频道", TOWN, short),
    }
    found = [
        Case("03", name, Shown(above=html, window=f"{short}_青川县人民政府"), right)
        for name, html in above.items()
    ]
    dated = Shown(above=f"<h1>{short}</h1>{info}" + _p(TOWN, short), window=short)
    return [*found, Case("03", "with a line of fields", dated, Right(agency=TOWN, title=short, day=day))]


def _fields() -> list[Case]:
    """07: fields, values and the site's furniture above the title."""
    title = "青川市林业局2025年政府信息公开工作年度报告"
    right = Right(day=date(2026, 1, 26))
    fields = [
        ("索引号", "qclyj/2026-00000"),
        ("发布机构", "青川市林业局"),
        ("文号", ""),
        ("发布日期", "2026-01-26"),
        ("有效性", "有效"),
    ]
    glued = "".join(f"<li><b>{label}</b><span>{value}</span></li>" for label, value in fields)
    pairs = "".join(f"<dt>{label}</dt><dd><p>{value}</p></dd>" for label, value in fields)
    colons = "".join(f"<li>{label}：{value}</li>" for label, value in fields)
    blanks = "".join(f"<li>{label} {value}</li>" for label, value in fields)
    cells = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in fields)
    order = [fields[3], fields[0], fields[4]]
    shown = {
        "list without colons": f"<ul>{glued}</ul><h2>{title}</h2>",
        "pairs": f"<dl>{pairs}</dl><h2>{title}</h2>",
        "list with colons": f"<ul>{colons}</ul><p>{title}</p>",
        "list with blanks": f"<ul>{blanks}</ul><p>{title}</p>",
        "table": f"<table>{cells}</table><p>{title}</p>",
        "in another order": "<ul>" + "".join(f"<li>{a}{b}</li>" for a, b in order) + f"</ul><p>{title}</p>",
        "menu": _p("首页", "机构", "有效", "发布日期：2026-01-26", "青川市人民政府", title),
    }
    found = [Case("07", name, Shown(above=html), right) for name, html in shown.items()]
    short = Shown(above=_p("螅镇", f"2025年{REST}"), window="")
    found.append(Case("03", "a place of one character", short, Right(agency="螅镇", title=f"2025年{REST}")))
    bare = _p("014178686/2026-00003", "政府信息公开年报", "青川市林业局", "有效", title)
    return [*found, Case("07", "values without labels", Shown(above=bare), Right())]


PERIODS = {
    "起 至 止": "自2025年1月1日起至12月31日止",
    "hyphen": "2025年1月1日-12月31日",
    "dashes": "2025年1月1日——12月31日",
    "从 到": "从2025年1月1日到12月31日止",
    "comma": "自2025年1月1日起，至2025年12月31日止",
    "leading zeros": "2025年01月01日至12月31日",
    "months": "2025年1月至12月",
    "Chinese numerals": "二〇二五年一月一日至十二月三十一日",
    "wave": "2025年1月1日～12月31日",
    "dots": "2025.1.1—2025.12.31",
    "hours": "2025年1月1日0时至12月31日24时",
}


def _periods() -> list[Case]:
    """15: no title at all, the year only in the period."""
    right = Right(agency=None, title="")
    return [
        Case(
            "15",
            name,
            Shown(above=_p(f"现公布本报告。本报告中所列数据的统计期限为{said}。"), window=""),
            right,
        )
        for name, said in PERIODS.items()
    ]


BODIES = (
    "蠡县审计局", "螅镇", "道县文广新局", "锡盟商务局", "佳荣里街", "新塘街道", "云上乡", "松木塘镇", "敖林苏木", "芳草滩农场",
    "青山林场", "东风场", "甘梅工业园区", "江北新区管委会", "青川经济技术开发区", "浪河街道办事处",
    "扎河旗花甸子苏木", "海津港保税区", "镇河县财政局", "乡安县水利局", "市中区教育局", "街子镇人民政府",
)  # fmt: skip


def _bodies() -> list[Case]:
    """16: names of every kind of body."""
    return [
        Case(
            "16",
            name,
            Shown(above=f"<h1>{name}2025年{REST}</h1>", window=""),
            Right(agency=name, title=f"{name}2025年{REST}"),
        )
        for name in BODIES
    ]
