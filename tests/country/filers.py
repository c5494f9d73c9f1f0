"""The bodies of the virtual country: two cities, 32 counties, their bureaus and townships; the figures of each."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from crawler.reading import Document
from demo.press.figures import FORM, add_up_requests
from store.models import CellKey, Value
from store.registry import Agency, Deadline, Portal, Registry
from tests.made.papers.printed import Figures

if TYPE_CHECKING:
    from tests.country.papers import Paper

YEARS = (2023, 2024, 2025)
CITIES = {"9901": "白河市", "9902": "青石市"}
COUNTIES = (
    "东湾县", "上坪县", "云溪县", "长岭县", "柳泉县", "石桥县", "金滩县", "望江县", "清水县", "双河县", "安定县",
    "南岗县", "平原县", "松林县", "龙潭县", "新集县", "永丰县", "北川县", "红岩县", "西塘县", "梅溪县", "大青县",
    "临湖县", "古塔县", "银山县", "宁水县", "竹园县", "顺河县", "高原县", "沙洲县", "明湖县", "丰乐县",
)  # fmt: skip
TOWNSHIP_NAMES = ("河口镇", "大塘镇", "梨园镇", "柏木镇")
OF_CITIES_ONLY = ("财政局", "民政局", "住房和城乡建设局", "司法局", "统计局")
# Bureau: theme; licences, penalties, compulsion, fees (万元), documents in force, requests a year, for a county.
BUREAUS: dict[str, tuple[str, tuple[int, int, int, int, int, int]]] = {
    "公安局": ("户籍和出入境办理", (900, 600, 120, 80, 4, 9)),
    "行政审批局": ("审批事项精简", (2500, 0, 0, 0, 3, 4)),
    "教育局": ("义务教育招生", (40, 3, 0, 60, 6, 7)),
    "财政局": ("预算和决算", (6, 2, 0, 0, 8, 5)),
    "市场监督管理局": ("食品安全抽检", (1500, 180, 30, 0, 4, 10)),
    "自然资源局": ("征地补偿", (120, 25, 6, 300, 9, 24)),
    "城市管理局": ("占道经营治理", (60, 400, 40, 12, 5, 9)),
    "交通运输局": ("客运线路调整", (200, 150, 20, 0, 4, 6)),
    "卫生健康局": ("医疗机构校验", (180, 40, 4, 8, 6, 5)),
    "民政局": ("社会救助标准", (15, 2, 0, 0, 7, 6)),
    "住房和城乡建设局": ("保障性住房分配", (90, 15, 0, 0, 8, 14)),
    "司法局": ("公共法律服务", (30, 4, 0, 0, 3, 3)),
    "统计局": ("统计数据发布", (0, 2, 0, 0, 1, 0)),
}
TOWNSHIP = ("惠农补贴发放", (10, 2, 0, 0, 3, 2))
GOVERNMENT = ("重大民生项目", (0, 0, 0, 0, 20, 30))
# How requests are answered, and how often.
OUTCOMES = {
    "granted": 46, "granted_part": 10, "denied_third_party": 4, "denied_internal_affairs": 3, "denied_deliberative": 3,
    "denied_enforcement_file": 2, "unable_not_held": 21, "unable_must_create": 3, "unable_unclear": 2,
    "unprocessed_petition": 2, "unprocessed_duplicate": 2, "closed_no_correction": 1, "closed_other": 1,
}  # fmt: skip
APPLICANTS = {
    "natural_person": 80, "business": 9, "research": 2, "public_interest": 2, "legal_service": 5, "other": 2,
}  # fmt: skip
REVIEWS = {"upheld": 6, "corrected": 1, "other": 2, "pending": 1}


class Dress(Protocol):
    """How a body writes and prints its reports, where it does so otherwise than the bodies of the country."""

    def paper(self, filer: "Filer", year: int, figures: Mapping[CellKey, object], day: date) -> "Paper":
        """The sound report of a year, published on a day."""
        ...

    def narrative(
        self, filer: "Filer", year: int, figures: Mapping[CellKey, object], wording: int | None
    ) -> dict[str, tuple[str, ...]]:
        """The paragraphs of each section about these figures."""
        ...

    def document(self, paper: "Paper") -> Document:
        """A paper printed."""
        ...


@dataclass(frozen=True)
class Filer:
    """One body. `parts` are the bodies whose figures its own report includes: governments report on their area."""

    agency: Agency
    theme: str
    usual: tuple[int, int, int, int, int, int]
    scale: int
    place: str
    parts: tuple["Filer", ...] = ()
    dress: Dress | None = None

    @property
    def of_city(self) -> bool:
        """Whether it is a government that may make rules."""
        return self.agency.level == "city" and self.agency.kind == "government"


def _filer(identity: str, name: str, code: str, body: tuple[str, tuple[int, ...]], **fields: object) -> Filer:
    city = len(code) == 4
    kind = str(fields.get("kind", "department"))
    agency = Agency.model_validate(
        {"id": identity, "name": name, "level": "township" if kind == "township" else "city" if city else "county",
         "kind": kind, "region_code": code.ljust(6, "0"), "portal_id": f"wz-{code[:4]}",
         "parent_id": fields.get("parent")}
    )  # fmt: skip
    place = name.removesuffix("人民政府") if kind == "government" else str(fields["place"])
    parts: tuple[Filer, ...] = fields.get("parts", ())  # type: ignore[assignment]
    return Filer(agency, body[0], body[1], 3 if city else 1, place, parts)  # type: ignore[arg-type]


def _area(code: str, place: str, below: tuple[Filer, ...]) -> Iterator[Filer]:
    bodies = [
        _filer(f"b{code}-{number}", place + name, code, body, place=place, parent=f"g{code}")
        for number, (name, body) in enumerate(BUREAUS.items())
        if len(code) == 4 or name not in OF_CITIES_ONLY
    ]
    if len(code) > 4:
        name, number = TOWNSHIP_NAMES[int(code) % len(TOWNSHIP_NAMES)], 0
        bodies.append(
            _filer(
                f"t{code}-{number}",
                f"{place}{name}人民政府",
                code,
                TOWNSHIP,
                place=place,
                kind="township",
                parent=f"g{code}",
            )
        )
    yield _filer(
        f"g{code}",
        f"{place}人民政府",
        code,
        GOVERNMENT,
        kind="government",
        parts=(*bodies, *below),
        place=place,
        parent=f"g{code[:4]}" if len(code) > 4 else None,
    )
    yield from bodies


def filers() -> list[Filer]:
    """Every body that files."""
    made: list[Filer] = []
    for at, (code, city) in enumerate(CITIES.items()):
        governments: list[Filer] = []
        for number, county in enumerate(COUNTIES[at * 16 : at * 16 + 16], start=21):
            area = list(_area(f"{code}{number}", county, ()))
            governments.append(area[0])
            made += area
        made += _area(code, city, tuple(governments))
    return made


def registry(bodies: list[Filer]) -> Registry:
    """The registry of the country."""
    portals = {
        f"wz-{code}": Portal(
            id=f"wz-{code}", name=f"{city}人民政府网站", family="plain", since=YEARS[0],
            url=f"http://wz{code}.example/", columns=(f"http://wz{code}.example/nb/",),
        )
        for code, city in CITIES.items()
    }  # fmt: skip
    deadlines = (
        Deadline(jurisdiction="*", filer="department", month_day="01-31", basis="条例第四十九条第一款"),
        Deadline(jurisdiction="*", filer="government", month_day="03-31", basis="条例第四十九条第二款"),
        Deadline(jurisdiction="99", filer="township", month_day="01-31", basis="惯例", customary=True),
    )
    return Registry({filer.agency.id: filer.agency for filer in bodies}, portals, deadlines)


class Accounts:
    """The figures of every body and year: all sums of the form hold, and what one year leaves the next takes over."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Figures] = {}

    def of(self, filer: Filer, year: int) -> Figures:
        """All cells of one report."""
        key = (filer.agency.id, year)
        if key not in self._known:
            before = self.own(filer, year - 1) if year > YEARS[0] else None
            figures = self.own(filer, year, before)
            for part in filer.parts:
                for cell, value in self.of(part, year).items():
                    figures[cell] = _plus(figures[cell], value)
            self._known[key] = figures
        return self._known[key]

    def own(self, filer: Filer, year: int, before: Figures | None = None) -> Figures:
        """What a body did itself."""
        if before is None and year > YEARS[0]:
            before = self.own(filer, year - 1)
        return _own_figures(filer, year, before)


def _plus(left: Value, right: Value) -> Value:
    assert left is not None
    assert right is not None
    return left + right  # type: ignore[operator]


def _own_figures(filer: Filer, year: int, before: Figures | None) -> Figures:
    habit = random.Random(filer.agency.id).uniform(0.75, 1.35) * filer.scale
    rng = random.Random(f"{filer.agency.id} {year}")
    licences, penalties, compulsion, fees, documents, requests = (
        round(usual * habit * rng.uniform(0.88, 1.12)) for usual in filer.usual
    )
    figures: Figures = {}
    for row, count in (("licensing", licences), ("penalty", penalties), ("compulsion", compulsion)):
        figures["disclosure", row, "decisions"] = count
    figures["disclosure", "fees", "amount_wan_yuan"] = Decimal(fees * 100 + (7 if fees else 0)) / 100
    first = {"rules": 6 if filer.of_city else 0, "normative_documents": max(documents, 1)}
    for row, start in first.items():
        _documents(figures, row, start, before, rng)
    _requests(figures, requests, before, rng)
    cases = requests // 12
    for row in FORM.procedures:
        _split(figures, "reviews", row, REVIEWS, rng.randint(0, cases), rng)
    return figures


def _documents(figures: Figures, row: str, start: int, before: Figures | None, rng: random.Random) -> None:
    last = start if before is None else int(before["disclosure", row, "in_force"] or 0)
    issued = rng.randint(0, 1 + last // 8) if last else 0
    repealed = rng.randint(0, max(0, min(last - 1, 1 + last // 10))) if last else 0
    figures["disclosure", row, "issued"] = issued
    figures["disclosure", row, "repealed"] = repealed
    figures["disclosure", row, "in_force"] = last if before is None else last + issued - repealed
    if before is None:
        figures["disclosure", row, "in_force"] = max(last, issued)


def _split(
    figures: Figures, table: str, row: str, weights: dict[str, int], count: int, rng: random.Random
) -> None:
    drawn = rng.choices(list(weights), list(weights.values()), k=count)
    for column in weights:
        figures[table, row, column] = drawn.count(column)
    figures[table, row, "total"] = count


def _requests(figures: Figures, received: int, before: Figures | None, rng: random.Random) -> None:
    for row in FORM.requests:
        for column in FORM.columns:
            figures["requests", row, column] = 0
    _split(figures, "requests", "received", APPLICANTS, received, rng)
    for column in APPLICANTS:
        over = (
            int(before["requests", "carried_forward", column] or 0)
            if before
            else rng.randint(0, received // 12)
        )
        pending = int(figures["requests", "received", column] or 0) + over
        forward = rng.randint(0, pending // 6)
        figures["requests", "carried_over", column] = over
        figures["requests", "carried_forward", column] = forward
        for row in rng.choices(list(OUTCOMES), list(OUTCOMES.values()), k=pending - forward):
            figures["requests", row, column] = int(figures["requests", row, column] or 0) + 1
    add_up_requests(FORM, figures)
