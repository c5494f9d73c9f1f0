"""What `nianbao discover` prints to paste: entries of portals.toml and lines of agencies.csv, from scraped text.

Scraped words lose everything that isn't a visible character, so that they can't leave their place.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from urllib.parse import urlsplit

from crawler.reading.front import FIRST_YEAR, names_an_agency
from crawler.reading.labels import squeeze
from scheduler.candidates import Read
from store.checks.bodies import standing_of_name
from store.regions import COUNTRY, is_known, level_of, region_of
from store.registry import Agency, Portal

_MAX = 200
_SUFFIXES = re.compile(r"^www\.|\.(?:gov|com|org|net|edu|ac)(?:\.cn)?$|\.cn$|\.example$")
_DEPARTMENT = re.compile(r"(?:局|厅|办公厅|办公室|办|(?<!管理)委员会|(?<!管)委)$")


@dataclass(frozen=True)
class Guess:
    """An agency to be confirmed, and what of it is not proved by its name or the site's code."""

    agency: Agency
    doubts: tuple[str, ...] = ()


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
    """A portal for the columns of each family: most sites have one."""
    used, found = list(taken), []
    for family in dict.fromkeys(column.candidate.family for column in columns):
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
            notes=clean(_notes(own)),
        )
        used.append(portal.id)
        found.append(portal)
    return found


def _notes(columns: Sequence[Read]) -> str:
    words = [f"nianbao discover 提出，待核对：{columns[0].candidate.sign}"]
    if any(column.candidate.year for column in columns):
        words.append("各年度的目录分别登记，出现新年度的目录时须补登")
    if partial := sum(not column.complete for column in columns):
        words.append(f"{partial}个栏目未能读到末尾")
    return "；".join(words)


def agencies_of(portal: Portal, columns: Sequence[Read], code: str, known: Iterable[str] = ()) -> list[Guess]:
    """The bodies that titles name, or lists of units where titles don't, numbered in the order of their names.

    Names that the registry has already (`known`) are left out.
    """
    names: dict[str, str] = {}
    for column in columns:
        if column.candidate.url not in portal.columns:
            continue
        told = [title.agency for title in column.titles if title.agency] or [column.candidate.unit]
        for name in filter(None, map(clean, told)):
            names.setdefault(squeeze(name), name)
    had = {squeeze(name) for name in known}
    new = sorted(name for key, name in names.items() if key not in had and 2 <= len(name) <= 60)
    return [_guess(f"{portal.id}-{number:03}", name, portal.id, code) for number, name in enumerate(new, 1)]


def _guess(number: str, name: str, portal: str, code: str) -> Guess:
    """An agency by its name; what neither its name nor the site's code proves is the most common and said to be doubtful."""
    doubts = [] if names_an_agency(name) else ["名称没有地名"]
    named, standing = region_of(name), standing_of_name(name)
    stated = code[:6] if re.match(r"\d{6}", code) and is_known(code) else ""
    region, central = named.code if named else stated, code.lower().startswith("bm")
    if not region and not central:
        doubts.append(f"行政区划代码不明，写作{COUNTRY}")
    government = standing.body is not None and standing.body.name == "government"
    kind = standing.kind or ("government" if government else "department" if _DEPARTMENT.search(name) else "")
    if not kind:
        doubts.append("类别不明，写作department")
    level = standing.level or ("central" if central else level_of(region) if region else "")
    if not level:
        doubts.append("层级不明，写作county")
    agency = Agency.model_validate(
        {
            "id": number,
            "name": name,
            "level": level or "county",
            "kind": kind or "department",
            "region_code": region or COUNTRY,
            "portal_id": portal,
            "status": "unverified",
        }
    )
    return Guess(agency, tuple(doubts))


def agencies_csv(guesses: Sequence[Guess], head: bool = True) -> str:
    """Lines of agencies.csv. A name loses the signs at its beginning that a spreadsheet takes for a formula."""
    out = StringIO()
    writer = csv.DictWriter(out, list(Agency.model_fields), lineterminator="\n")
    if head:
        writer.writeheader()
    for guess in guesses:
        row = guess.agency.model_dump(mode="json", exclude_defaults=True) | {"status": "unverified"}
        row["name"] = re.sub(r"^[=+\-@]+", "", row["name"])
        writer.writerow({name: row.get(name, "") for name in Agency.model_fields})
    return out.getvalue()
