"""What `nianbao discover` prints to paste: entries of portals.toml and lines of agencies.csv, from scraped text.

Scraped words lose everything that isn't a visible character, so that they can't leave their place.
"""

import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from urllib.parse import urlsplit

from crawler.reading.around.front import FIRST_YEAR, Title, names_an_agency
from crawler.reading.words.labels import squeeze
from scheduler.discovery.candidates import Read
from spiders.families import family_named
from store.registry import FIELDS, Agency, Portal
from store.registry.bodies import doubtful, kind_of_name, standing_of_name
from store.registry.regions import COUNTRY, is_known, level_of, region_of

_MAX = 200
_MAX_NAME = 60
_ROWS = 15  # of a page of a list, as most have
_SUFFIXES = re.compile(r"^www\.|\.(?:gov|com|org|net|edu|ac)(?:\.cn)?$|\.cn$|\.example$")


def clean(text: str, limit: int | None = _MAX) -> str:
    """Scraped words on one line, without control, format and other invisible characters."""
    shown = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join(shown.split())[:limit]


def portal_toml(portal: Portal) -> str:
    """A [[portal]] table as it stands in portals.toml. JSON's strings are TOML's, but for signs that clean() removes."""
    said = portal.model_dump(mode="json", exclude_defaults=True)
    lines = [f"{name} = {_value(value)}" for name, value in said.items()]
    return "\n".join(["[[portal]]", *lines]) + "\n"


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[\n" + "".join(f"    {_value(each)},\n" for each in value) + "]"
    return json.dumps(clean(value, None) if isinstance(value, str) else value, ensure_ascii=False)


def portal_id(url: str, taken: Iterable[str] = ()) -> str:
    """An id from the host, other than those taken: www.baihe.gov.cn → baihe."""
    name = str(urlsplit(url).hostname).lower()
    while (shorter := _SUFFIXES.sub("", name)) != name:
        name = shorter
    name = re.sub(r"[^a-z0-9]+", "-", name).strip("-") or "portal"
    used, number, own = set(taken), 1, name
    while own in used:
        number += 1
        own = f"{name}-{number}"
    return own


def portals_of(
    url: str, name: str, columns: Sequence[Read], taken: Iterable[str], delay: float
) -> list[Portal]:
    """A portal for the columns of each family, that of most columns first: most sites have one."""
    used, found = list(taken), []
    families = Counter(column.candidate.family for column in columns)
    for family in sorted(families, key=lambda name: -families[name]):
        own = [column for column in columns if column.candidate.family == family]
        years = [year for column in own for year in column.years]
        portal = Portal(
            id=portal_id(url, used),
            name=clean(name) or str(urlsplit(url).hostname),
            family=family,
            url=url,
            columns=tuple(column.candidate.url for column in own),
            since=max(FIRST_YEAR, min(years)),
            delay=delay,
            budget=_budget(own),
            notes=clean(_notes(own)),
        )
        used.append(portal.id)
        found.append(portal)
    return found


def _notes(columns: Sequence[Read]) -> str:
    words = [f"nianbao discover 提出，待核对：{columns[0].candidate.sign}"]
    if not all(family_named(column.candidate.family).captured for column in columns):
        words.append("这种系统未在真实页面上试过，请对照栏目核对条目")
    if any(column.candidate.year for column in columns):
        words.append("各年度的目录分别登记，出现新年度的目录时须补登")
    if partial := sum(not column.complete for column in columns):
        words.append(f"{partial}个栏目未能读到末尾")
    if _budget(columns) > Portal.model_fields["budget"].default:
        words.append(f"第一晚约需向同一主机发出{_requests(columns)}次请求，budget据此放宽")
    return "；".join(words)


def _requests(columns: Sequence[Read]) -> int:
    """How many requests a first night needs of the host that has most: the lists, a page beyond each, every report."""
    needed: Counter[str] = Counter()
    for column in columns:
        host = str(urlsplit(column.candidate.url).hostname)
        needed[host] += 2 + column.rows // _ROWS + len(column.reports)
    return max(needed.values())


def _budget(columns: Sequence[Read]) -> int:
    """The requests a night that a portal needs, with some to spare; the usual ones where they are enough."""
    usual = int(Portal.model_fields["budget"].default)
    needed = _requests(columns) * 5 // 4
    return usual if needed <= usual else -(-needed // 50) * 50


@dataclass
class _Found:
    """A name that titles or lists of units give a body: its last report, what lists call it, what is doubtful of it."""

    name: str
    last: int = 0
    listed: str = ""
    renamed: bool = False


def agencies_of(
    portal: Portal, columns: Sequence[Read], code: str, known: Iterable[str] = ()
) -> list[Agency]:
    """The bodies that titles name, or lists of units where titles don't, numbered in the order of their names.

    They are unverified, each with its doubts. Names that the registry has already (`known`) are left out.
    """
    found: dict[str, _Found] = {}
    for column in columns:
        if column.candidate.url in portal.columns:
            _take_names(column, found)
    newest = max((each.last for each in found.values()), default=0)
    had = {squeeze(name) for name in known}
    new = sorted(
        (each for key, each in found.items() if key not in had and 2 <= len(each.name) <= _MAX_NAME),
        key=lambda each: each.name,
    )
    return [
        _agency(f"{portal.id}-{number:03}", each, portal.id, code, newest)
        for number, each in enumerate(new, 1)
    ]


def _take_names(column: Read, found: dict[str, _Found]) -> None:
    """The names in a column's titles; the newest is that of the unit whose column it is, which lists may call otherwise."""
    years: dict[str, int] = {}
    for title in column.titles:
        if name := clean(_as_printed(title)):
            years[name] = max(years.get(name, 0), title.year or 0)
    unit = clean(column.candidate.unit)
    if unit and not years:
        years[unit] = max(column.years, default=0)
    for name, year in years.items():
        each = found.setdefault(squeeze(name), _Found(name))
        each.last = max(each.last, year)
        if unit:
            each.renamed = year < max(years.values())
            each.listed = "" if each.renamed or squeeze(name).endswith(squeeze(unit)) else unit


def _as_printed(title: Title) -> str:
    """The agency in a title as it is printed there: with its own brackets, and the one at its end."""
    agency, raw = title.agency or "", "".join(title.text.split())
    folded = "".join(unicodedata.normalize("NFKC", sign)[:1] for sign in raw)
    start = folded.find(agency) if agency else -1
    if start < 0:
        return agency
    end = start + len(agency)
    return raw[start : end + (agency.count("(") > agency.count(")") and folded[end : end + 1] == ")")]


def _agency(number: str, found: _Found, portal: str, code: str, newest: int) -> Agency:
    """A body by its name; what neither its name nor the site's code proves is the most common and said to be doubtful."""
    name = found.name
    doubts = [] if names_an_agency(name) else ["名称没有地名"]
    named, doubt = region_of(name), doubtful(name)
    stated = code[:6] if re.match(r"\d{6}", code) and is_known(code) else ""
    region, central = named.code if named else stated, code.lower().startswith("bm")
    if not region and not central:
        doubts.append(f"行政区划代码不明，写作{COUNTRY}")
    kind = kind_of_name(name) or (doubt.kind if doubt else "")
    doubts += [f"名称像{doubt.words}"] if doubt else [] if kind else ["类别不明，写作department"]
    level = standing_of_name(name).level or (
        "township" if kind == "township" else "central" if central else level_of(region) if region else ""
    )
    if not level:
        doubts.append("层级不明，写作county")
    if found.renamed or (found.last and found.last < newest - 1):
        doubts.append(f"最近一份年报是{found.last}年度的，可能已更名或撤销")
    return Agency.model_validate(
        {
            "id": number,
            "name": name,
            "short_names": found.listed,
            "level": level or "county",
            "kind": kind or "department",
            "region_code": region or COUNTRY,
            "portal_id": portal,
            "status": "unverified",
            "doubts": doubts,
        }
    )


def agencies_csv(agencies: Sequence[Agency], head: bool = True) -> str:
    """Lines of agencies.csv, with its first one or without. A name loses signs at its beginning that spreadsheets take for
    formulas.
    """
    out = StringIO()
    writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
    if head:
        writer.writeheader()
    for agency in agencies:
        said = agency.model_dump(mode="json", exclude_defaults=True)
        row = {name: ";".join(value) if isinstance(value, list) else value for name, value in said.items()}
        row["name"] = re.sub(r"^[=+\-@]+", "", row["name"])
        writer.writerow({name: row.get(name, "") for name in FIELDS})
    return out.getvalue()
