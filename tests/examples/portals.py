"""How portals were read, and rows that no form has."""

from dataclasses import replace
from datetime import date

from store.checks import judge_country, judge_portal
from store.checks.portals import ColumnRead, PortalNight, UnknownRow
from store.models import Claimed, Length
from tests.examples.common import Example

NIGHT = date(2026, 2, 3)
BEFORE = date(2026, 2, 2)
URL = "http://www.qinghe.example/nb/"
COLUMN = ColumnRead(
    URL, True, 3, 25, Claimed.of(pages=3), answered=URL, had=25, counted=Length(pages=3, rows=25)
)
READ = PortalNight(
    "qinghe", NIGHT, NIGHT, date(2026, 1, 1), True, 3, 20, read_on=NIGHT, most=(BEFORE, 20), columns=(COLUMN,)
)
# The whole site answers 503: no page came.
DOWN = replace(
    READ,
    complete=False,
    pages=0,
    listed=0,
    failure="http_503",
    message="robots.txt 返回 503",
    read_on=BEFORE,
    columns=(ColumnRead(URL, False, 0, 0, problem="robots.txt 返回 503", failure="http_503", had=25),),
)


def with_column(**changes: object) -> PortalNight:
    """The night on which the column was read so."""
    return replace(READ, columns=(replace(COLUMN, **changes),))  # type: ignore[arg-type]


CUT = with_column(
    complete=False,
    claimed=Claimed.of(rows=40),
    problem="没有新的条目，只读到 25 条，而网站称共有 40 条",
    trouble="contradicted",
)
GONE = replace(
    DOWN,
    failure="http_404",
    columns=(ColumnRead(URL, False, 0, 0, problem="返回 HTTP 404", failure="http_404", had=25),),
)

EXAMPLES = {
    "portal-failed": Example(lambda: judge_portal(DOWN), lambda: judge_portal(GONE)),
    "portal-stale": Example(
        lambda: judge_portal(replace(DOWN, read_on=date(2026, 1, 31))),
        lambda: judge_portal(replace(DOWN, read_on=date(2026, 2, 1))),
    ),
    "thin-night": Example(
        lambda: judge_portal(replace(READ, listed=16)), lambda: judge_portal(replace(READ, listed=17))
    ),
    "pager-lies": Example(lambda: judge_portal(CUT), lambda: judge_portal(READ)),
    "column-moved": Example(lambda: judge_portal(GONE), lambda: judge_portal(DOWN)),
    "unknown-row": Example(
        lambda: judge_country([UnknownRow("工作秘密", "2021", 2025, 30)]),
        lambda: judge_country([UnknownRow("工作秘密", "2021", 2025, 29)]),
    ),
}
