"""Links of menus beside a list: the column's own name in a menu is no report, and doesn't leave the portal unread."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.clock import Clock
from tests.made.portals.portal import HostilePortal, list_page, report_page, serving, visit, write_registry

AGENCIES = {"jyj": "试验市教育局", "wsj": "试验市卫生健康委员会"}
TITLE = "试验市教育局2025年政府信息公开工作年度报告"
MENU = '<ul><li><a href="/nb/index.html">政府信息公开年报</a></li><li><a href="{}">政府信息公开年报</a></li></ul>'
LIST = "<html><body><ul><li><a href='/nb/2024.html'>2024年</a></li><li>2023年</li></ul><p>请选择年度查看。</p></body></html>"
CASES: dict[str, tuple[str, tuple[Any, ...], str]] = {
    "a list elsewhere": (MENU.format("/xxgk/nb/"), (200, LIST), "missing"),
    # The name of a column in a menu is no row: what it leads to is not asked for.
    "a page that does not come": (MENU.format("/xxgk/nb/"), (503, ""), "missing"),
    "an article that does not come": (MENU.format("/nb/art_20260116.html"), (503, ""), "unverifiable"),
    "a row of this year": (
        '<ul><li><a href="/xxgk/nb/">2025年政府信息公开年报</a></li></ul>',
        (200, LIST),
        "unverifiable",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_only_a_menu_leaves_silence_proved(tmp_path: Path, case: str) -> None:
    menu, answer, silent = CASES[case]
    page = list_page([("./t20260115_1.html", TITLE, "2026-01-15")]).replace("<body>", f"<body>{menu}")
    answers = {
        "/nb/": (200, page),
        "/nb/t20260115_1.html": (200, report_page(AGENCIES["jyj"], 2025)),
        "/xxgk/nb/": answer,
        "/nb/art_20260116.html": answer,
    }
    registry = write_registry(tmp_path / "registry", AGENCIES)
    with serving(HostilePortal(answers)) as portal:
        seen, filings = visit(portal, tmp_path / "nianbao.db", registry, Clock.at(date(2026, 2, 3)))
    assert filings["jyj", 2025].status == "on_time"
    assert filings["wsj", 2025].status == silent
    assert seen.portals[0].complete == (silent == "missing")
    assert "/nb/index.html" not in portal.log
