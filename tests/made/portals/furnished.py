"""Columns of every family of demo/families printed through furniture, and what a crawl read of each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from demo.families import (
    Asked,
    Replica,
    Site,
    eportal,
    ewb,
    generic,
    gkmlpt,
    ilist,
    inline,
    jcms,
    jpaas,
    lonsun,
    openness,
    querylist,
    sasac,
    shanghai,
    trs,
    trs_rows,
    truecms,
    ucap,
    vsb,
    xxgk,
)
from demo.families.days import DAYS
from demo.families.furniture import Furniture
from demo.families.records import RECORDS
from spiders.column import Column
from store.checks.filings import Duty, Seen, Watch, filing_status
from tests.made.portals.replicas import PUBLISHED, SILENT, Row, entries
from tests.made.portals.walks import NAMES, walked

DUE, NIGHT = date(2026, 1, 31), date(2026, 2, 3)
ROWS, SIZE = 9, 6  # two pages, the report on the second


@dataclass(frozen=True)
class Printed:
    """A family's replica: its spider, its columns, of which variants take turns, its articles, its largest window."""

    spider: str
    replica: Replica
    columns: tuple[str, ...]
    article: str
    size: int = SIZE

    def site(self, column: str, furniture: Furniture) -> Site:
        """A column of nine entries, its report last."""
        folder, size = column.partition("?")[0].rpartition("/")[0], ROWS if column in WHOLE else self.size
        return Site(entries(ROWS, self.article.replace("FOLDER", folder)), size, furniture=furniture)

    def asked(self, column: str) -> list[Asked]:
        """What has to be asked for to be shown all entries of a column."""
        return [asked if isinstance(asked, Asked) else get(asked) for asked in (column, *MORE[column])]


def get(target: str) -> Asked:
    """A request for a path with its query."""
    path, _, query = target.partition("#")[0].partition("?")
    return Asked(path, dict(parse_qsl(query)), headers={"host": "www.shiyan.example", "referer": "/"})


def post(path: str, body: object = None, **fields: str) -> Asked:
    """A request with a form or JSON."""
    return Asked(path, fields, "POST", json.dumps(body).encode())


WHOLE = frozenset({xxgk.REPORTS})  # columns without a second page
_API = f"{gkmlpt.FOLDER}/gkmlpt/api/all/{gkmlpt.CATEGORY}?sid={gkmlpt.SID}&page="
_FILES = {"channelId": ucap.CHANNEL, "relateSubChannels": "true"}
_UNIT = urlencode(jpaas.QUERY | {"paramJson": json.dumps({"pageNo": 2})})
_SEARCH = f"{xxgk.SEARCH}?area={xxgk.AREA}&infotypeId={xxgk.KIND}&currpage="
_WINDOW = f"?columnId={truecms.ID}&startrecord=1&endrecord=9"
_NEWER = {"siteGuid": ewb.GUID, "categorynum": "003002"}
_OLDER = {"siteGuid": ewb.GUID, "categorynum": "001001003"}
# What else is asked for, by column.
MORE: dict[str, tuple[str | Asked, ...]] = {
    trs.COLUMN: (f"{trs.COLUMN}index_1.html",),
    trs_rows.COUNTED: (f"{trs_rows.COUNTED}index_1.shtml",),
    trs_rows.WRITTEN: (f"{trs_rows.WRITTEN}index_1.shtml",),
    ucap.COLUMN: ("/xxgk/nb_2.shtml",),
    ucap.SHELL: tuple(f"/common/search/{ucap.CHANNEL}?page={page}" for page in (1, 2)),
    ucap.FILES: tuple(post("/getFileListByCodeId", **_FILES, page=page) for page in "12"),
    jpaas.COLUMN: (f"{jpaas.UNIT}?{_UNIT}",),
    jcms.COLUMN: (f"{jcms.DATAPROXY}?{urlencode(jcms.NAMES)}&startrecord=7&endrecord=9",),
    xxgk.COLUMN: (f"{_SEARCH}1", f"{_SEARCH}2"),
    xxgk.OF_KIND: (f"{_SEARCH}1", f"{_SEARCH}2"),
    xxgk.DIRECT: (f"{_SEARCH}2",),
    xxgk.REPORTS: (),
    truecms.COLUMN: (f"{truecms.LIST}{_WINDOW}",),
    truecms.STRICT: (f"{truecms.STRICT_LIST}{_WINDOW}",),
    lonsun.COLUMN: (f"{lonsun.COLUMN}&pageIndex=2",),
    openness.COLUMN: (f"{openness.COLUMN}&page=2",),
    openness.REWRITTEN: (f"{openness.REWRITTEN}page-2/",),
    vsb.COLUMN: ("/xxgk/nb/1.htm",),
    vsb.DYNAMIC: (f"{vsb.DYNAMIC}&currentnum=2",),
    shanghai.COLUMN: (f"{shanghai.FOLDER}/index_2.html",),
    eportal.COLUMN: ("/xxgk/nb/cfb8b2f1-2.html",),
    eportal.PROGRAM: (f"{eportal.PROGRAM}&currentPage=2&moduleId={eportal.MODULE}",),
    eportal.SCRIPTED: (f"{eportal.SCRIPTED}index_2.html",),
    sasac.COLUMN: (sasac.COLUMN.replace("index", "index_2603340_1"),),
    ilist.COLUMN: (f"{ilist.COLUMN}&cur_page=2",),
    generic.COLUMN: (f"{generic.COLUMN}list_2.html",),
    inline.MARKUP: (),
    inline.COLUMN: (),
    gkmlpt.COLUMN: (f"{_API}1", f"{_API}2"),
    querylist.COLUMN: tuple(
        post(
            querylist.CALL,
            **{"webSiteCode[]": querylist.SITE, "channelCode[]": querylist.CHANNEL},
            current=page,
        )
        for page in "12"
    ),
    ewb.COLUMN: tuple(post(ewb.NEWER_LIST, _NEWER | {"pageIndex": page}) for page in (0, 1)),
    ewb.OLDER: tuple(post(ewb.OLDER_LIST, {"params": _OLDER | {"pageIndex": page}}) for page in (1, 2)),
}
FAMILIES = {
    "trs": Printed("trs", trs.answer, (trs.COLUMN,), "FOLDER/202601/t20260115_{}.html"),
    "trs_rows": Printed(
        "trs",
        trs_rows.answer,
        (trs_rows.COUNTED, trs_rows.WRITTEN),
        "FOLDER/202601/t20260115_{}.shtml",
    ),
    "ucap": Printed(
        "ucap",
        ucap.answer,
        (ucap.COLUMN, ucap.SHELL, ucap.FILES),
        "/xxgk/c106256/202601/c01_{}/content.shtml",
    ),
    "jpaas": Printed("jpaas", jpaas.answer, (jpaas.COLUMN,), "/art/2026/art_{}.html"),
    "jcms": Printed("jcms", jcms.answer, (jcms.COLUMN,), "/art/2026/1/15/art_8801_{}.html", size=3),
    "xxgk": Printed(
        "xxgk",
        xxgk.answer,
        (xxgk.COLUMN, xxgk.OF_KIND, xxgk.DIRECT, xxgk.REPORTS),
        "/art/2026/1/15/art_30067_{}.html",
    ),
    "truecms": Printed(
        "truecms", truecms.answer, (truecms.COLUMN, truecms.STRICT), "FOLDER/content/{}.html", size=10
    ),
    "lonsun": Printed("lonsun", lonsun.answer, (lonsun.COLUMN,), "/public/6597221/{}.html"),
    "openness": Printed(
        "openness",
        openness.answer,
        (openness.COLUMN, openness.REWRITTEN),
        "/openness/detail/annual_report/54d2c1a09a05c2d83a7b{:04x}.html",
    ),
    "vsb": Printed("vsb", vsb.answer, (vsb.COLUMN, vsb.DYNAMIC), "/info/1010/{}.htm"),
    "shanghai": Printed("shanghai", shanghai.answer, (shanghai.COLUMN,), "/nw12344/20260118/{:032x}.html"),
    "eportal": Printed(
        "eportal",
        eportal.answer,
        (eportal.COLUMN, eportal.PROGRAM, eportal.SCRIPTED),
        "/xxgk/nb/202601221431635{}/index.html",
    ),
    "sasac": Printed("sasac", sasac.answer, (sasac.COLUMN,), "FOLDER/c{:08}/content.html"),
    "ilist": Printed("ilist", ilist.answer, (ilist.COLUMN,), "/info/1597{}.htm"),
    "generic": Printed("generic", generic.answer, (generic.COLUMN,), "/zwgk/nb/2026-01-20/{}.html"),
    "inline": Printed("inline", inline.answer, (inline.MARKUP, inline.COLUMN), "/art/2026/{}.html"),
    "gkmlpt": Printed("gkmlpt", gkmlpt.answer, (gkmlpt.COLUMN,), "/syjyj/gkmlpt/content/9/9103/post_{}.html"),
    "querylist": Printed(
        "querylist", querylist.answer, (querylist.COLUMN,), "/shsy/col/col52150/content/content_{}.html"
    ),
    "ewb": Printed(
        "ewb",
        ewb.answer,
        (ewb.COLUMN, ewb.OLDER),
        "/003/003002/20260115/8f0e1c52-7c0e-4d7e-9a55-{:012d}.html",
    ),
}
DATA_ONLY = frozenset({"gkmlpt", "ewb", "querylist"})  # whose lists are no markup at all
PLAIN = Furniture("li-a", "iso", "root", "twice", "none", inside=False, around=("trail",), turn=0)


@dataclass(frozen=True)
class Reading:
    """What was read of a column: its rows, whether to its end, and the states of the body that filed and of the silent one."""

    rows: frozenset[Row]
    complete: bool
    published: str
    silent: str


def readings(spider: str, replica: Replica, columns: Mapping[str, tuple[str, Site]]) -> dict[str, Reading]:
    """What is read of columns of a family: by name the path of each and its site."""
    return {
        name: reading(
            walked(spider, f"http://www.shiyan.example{column}", lambda asked, s=site: replica(s, asked))
        )
        for name, (column, site) in columns.items()
    }


def reading(column: Column) -> Reading:
    """A column as it was read, and what may be said of the two bodies after it."""
    rows = column.all_rows.values()
    doubts = tuple(column.doubts)
    found = {urlsplit(row.url).path: row for row in rows}
    listed = next((row for row in found.values() if PUBLISHED in row.title), None)
    seen = (
        Seen(1, NIGHT, {"list": frozenset({listed.listed_on})} if listed.listed_on else {})
        if listed
        else None
    )
    watch = Watch(NIGHT, not column.problem, column.problem, doubts=doubts)
    states = [
        filing_status(Duty(name, 2025, DUE, "", False, called, others), kept, watch, NIGHT).status
        for name, called, others, kept in (
            (PUBLISHED, NAMES[:2], NAMES[2:], seen),
            (SILENT, NAMES[2:], NAMES[:2], None),
        )
    ]
    shown = frozenset((path, row.title, row.listed_on) for path, row in found.items())
    return Reading(shown, states[1] == "missing", *states)


def furnitures(family: str) -> dict[tuple[str, str], Furniture]:
    """Every kind of record, each with six of the twelve kinds of day; all others follow in the next family."""
    place, days = list(FAMILIES).index(family), list(DAYS)
    records = [PLAIN.record] if family in DATA_ONLY else sorted(RECORDS)
    return {
        (record, day): Furniture.named(record, day, 10_000 * place + 100 * order + days.index(day))
        for order, record in enumerate(records)
        for day in (days if family in DATA_ONLY else days[(place + order) % 2 :: 2])
    }


@cache
def columns_of(family: str) -> dict[str, tuple[str, Site]]:
    """The columns of a family by record and day, and one without anything unusual."""
    printed = FAMILIES[family]
    found = {"plain": (printed.columns[0], printed.site(printed.columns[0], PLAIN))}
    for order, ((record, day), furniture) in enumerate(furnitures(family).items()):
        column = printed.columns[order // 2 % len(printed.columns)]
        found[f"{record}--{day}"] = (column, printed.site(column, furniture))
    return found
