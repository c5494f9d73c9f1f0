"""A year of 300 agencies on 12 portals: when each publishes, withdraws or changes what, and how each night went."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from store.registry import Agency, Deadline, Portal, Registry

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
YEARS = (2024, 2025)  # report years whose duties stand in the whole year
DAY = timedelta(days=1)
DOWN, PARTIAL, FULL = (
    "down",
    "partial",
    "full",
)  # how a portal was read; a night without an entry: not visited
EDIT_DAY = date(2026, 5, 11)  # the user corrects the registry
LOOSE = (date(2026, 3, 9), date(2026, 4, 20))  # a report that can't be assigned stands on portal 5
DOUBLE_FROM = date(2026, 6, 1)  # two different reports of one duty stand on portal 6
COUNT, PORTALS = 300, 12
# What an agency does with its report, and how often.
KINDS = {
    "on_time": 50, "late": 14, "never": 9, "withdrawn": 4, "back": 5, "moved": 4, "changed": 4, "undated": 6,
    "address_dated": 3, "undated_early": 3, "last_week": 8,
}  # fmt: skip


@dataclass(frozen=True)
class Copy:
    """A report at one address. It stands there on the nights of `spans` (the last one exclusive, None: for good)."""

    url: str
    agency_id: str | None
    year: int
    spans: tuple[tuple[date, date | None], ...]
    shown: tuple[tuple[str, date], ...] = ()  # days of publication as its page prints them
    changed_on: date | None = None  # other figures from this night on
    other_year: int | None = None
    wording: str = ""
    portal_id: str = ""

    def stands(self, night: date) -> bool:
        """Whether a visitor at night finds it."""
        return any(start <= night and (end is None or night < end) for start, end in self.spans)


@dataclass
class Country:
    """Registry before and after the user's correction, the reports of each duty, the nights of each portal."""

    before: Registry
    after: Registry
    copies: list[Copy]
    nights: dict[str, dict[date, str]]
    published: dict[tuple[str, int], date] = field(default_factory=dict)  # first published, whatever is shown

    def registry(self, day: date) -> Registry:
        """The registry as the user has it on a day."""
        return self.after if day >= EDIT_DAY else self.before


def days() -> Iterator[date]:
    """Every day of the year."""
    day = FIRST
    while day <= LAST:
        yield day
        day += DAY


def due_on(kind: str, year: int) -> date:
    """The last day of a class of filer, as the regulation says it."""
    return date(year + 1, 3, 31) if kind == "government" else date(year + 1, 1, 31)


def _agencies() -> list[Agency]:
    made = []
    for number in range(COUNT):
        kind = "government" if number % 25 == 0 else "township" if number % 10 == 9 else "department"
        made.append(
            Agency(
                id=f"jg-{number}", name=f"试验县第{number}机关", level="county", kind=kind,
                region_code="990100", portal_id=f"wz-{number % PORTALS}",
            )
        )  # fmt: skip
    for number, body in {
        41: {"valid_from": date(2025, 3, 1)},  # created
        42: {"valid_to": date(2025, 6, 30)},  # abolished
        43: {"valid_to": date(2025, 8, 31)},  # renamed to 44
        44: {"valid_from": date(2025, 9, 1), "succeeds": ("jg-43",)},
        45: {"valid_to": date(2025, 4, 30)},  # merged with 46 into 47
        46: {"valid_to": date(2025, 4, 30)},
        47: {"valid_from": date(2025, 5, 1), "succeeds": ("jg-45", "jg-46")},
        50: {"valid_from": date(2025, 2, 1)},  # its first report names another year in its title
        52: {"status": "unverified"},
    }.items():
        made[number] = made[number].model_copy(update=body)
    return made


def _registries() -> tuple[Registry, Registry]:
    portals = {
        f"wz-{number}": Portal(
            id=f"wz-{number}", name=f"第{number}网站", family="plain", since=YEARS[0],
            url=f"http://wz{number}.example/", columns=(f"http://wz{number}.example/nb/",),
        )
        for number in range(PORTALS)
    }  # fmt: skip
    deadlines = (
        Deadline(jurisdiction="*", filer="department", month_day="01-31", basis="条例第四十九条第一款"),
        Deadline(jurisdiction="*", filer="government", month_day="03-31", basis="条例第四十九条第二款"),
        Deadline(jurisdiction="99", filer="township", month_day="01-31", basis="惯例", customary=True),
    )
    agencies = {agency.id: agency for agency in _agencies()}
    late = agencies.pop("jg-53")  # the user learns of it in May
    corrected = agencies | {
        late.id: late,
        "jg-54": agencies["jg-54"].model_copy(update={"valid_to": date(2025, 10, 31), "status": "abolished"}),
    }
    return Registry(agencies, portals, deadlines), Registry(corrected, portals, deadlines)


def _nights(rng: random.Random) -> dict[str, dict[date, str]]:
    nights: dict[str, dict[date, str]] = {}
    for number in range(PORTALS):
        read = {day: rng.choices((FULL, PARTIAL, DOWN), (95, 3, 2))[0] for day in days()}
        if number % 4 == 1:  # the last week of January, when all publish
            read |= {date(2026, 1, 25) + n * DAY: DOWN for n in range(9 + number // 4)}
        if number in (
            2,
            4,
        ):  # nobody visits it for a week, after the last day, or after an absence was proved
            start = date(2026, 2, 1 if number == 2 else 12)
            read = {day: how for day, how in read.items() if not start <= day < start + 7 * DAY}
            read[start - DAY] = FULL
        if number == 3:
            read |= {date(2026, 3, 28) + n * DAY: PARTIAL for n in range(12)}
        nights[f"wz-{number}"] = read
    return nights


def _copies_of(agency: Agency, kind: str, rng: random.Random) -> list[Copy]:
    """The report on 2025 of one agency, by what the agency is like."""
    due = due_on(agency.kind, 2025)
    day = due - rng.randint(0, 29) * DAY
    if kind == "never":
        return []
    if kind == "last_week":
        day = due - rng.randint(0, 6) * DAY
    if kind in ("late", "undated", "address_dated"):
        day = due + rng.choice((1, 7, 8, 30, 31, 90, 91, rng.randint(1, 200))) * DAY
    shown = {"undated": (), "undated_early": (), "address_dated": (("address", day),)}.get(
        kind, (("page", day),)
    )
    start = day + DAY
    copy = Copy(f"http://{agency.id}.example/2025.html", agency.id, 2025, ((start, None),), shown)
    end = due + rng.randint(10, 120) * DAY
    back = end + rng.randint(1, 60) * DAY
    if kind == "withdrawn":
        return [replace(copy, spans=((start, end),))]
    if kind == "back":
        return [replace(copy, spans=((start, end), (back, None)))]
    if kind == "moved":  # to another address; sometimes both stand for a while
        moved = replace(
            copy, url=f"http://{agency.id}.example/new/2025.html", spans=((back, None),), shown=()
        )
        return [replace(copy, spans=((start, end if rng.random() < 0.6 else back + 5 * DAY),)), moved]
    if kind == "changed":
        return [replace(copy, changed_on=start + rng.randint(1, 150) * DAY)]
    return [copy]


def _last_year(agency: Agency, rng: random.Random) -> list[Copy]:
    """The report on 2024: most stood long before the first night, some never did."""
    due = due_on(agency.kind, 2024)
    silent = agency.kind == "township" and agency.id.endswith("29")
    if rng.random() < 0.06 or silent:
        return []
    day = due + rng.choice((-20, -3, 0, -10, -5, -1, 4)) * DAY
    url = f"http://{agency.id}.example/2024.html"
    return [Copy(url, agency.id, 2024, ((day + DAY, None),), (("page", day),))]


def make_country(seed: int = 7) -> Country:
    """All of it, the same for the same seed."""
    rng = random.Random(seed)
    before, after = _registries()
    country = Country(before, after, [], _nights(rng))
    for agency in after.agencies.values():
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
        found = _last_year(agency, rng) if agency.owes(2024) else []
        if agency.owes(2025) and agency.id not in ("jg-50", "jg-54"):
            found += _copies_of(agency, kind, rng)
        if agency.id == "jg-50":
            url = f"http://{agency.id}.example/2025.html"
            found = [Copy(url, agency.id, 2024, ((date(2026, 1, 20), None),), other_year=2025)]
        if agency.id == "jg-53":
            found = []
        for copy in found:
            key = (agency.id, copy.other_year or copy.year)
            day = copy.spans[0][0] - DAY
            country.published[key] = min(day, country.published.get(key, day))
        country.copies += [replace(copy, portal_id=str(agency.portal_id)) for copy in found]
    loose = Copy("http://wz5.example/loose.html", None, 2025, (LOOSE,), portal_id="wz-5")
    first = next(c for c in country.copies if c.portal_id == "wz-6" and c.year == 2025 and not c.spans[0][1])
    double = replace(
        first, url="http://wz6.example/double.html", spans=((DOUBLE_FROM, None),), shown=(), wording="另一版"
    )
    country.copies += [loose, double]
    return country
