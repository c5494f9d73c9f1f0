"""The user's own data: who must file (agencies.csv), where (portals.toml), by when (deadlines.toml)."""

import csv
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from store.errors import OperatorError
from store.registry import regions
from store.registry.names import comparable, second_names

Entry = TypeVar("Entry", bound=BaseModel)
# The place before the name of a body: 试验市教育局, 白河县城关镇人民政府. What is left has three characters at least.
_BEFORE = re.compile(
    r"^[\u4e00-\u9fff]{2,12}?(?:自治区|自治州|自治县|省|市|州|盟|地区|县|区|旗|镇|乡|街道)(?=[\u4e00-\u9fff]{3})"
)


class RegistryError(OperatorError):
    """Raised when the registry can't be used; the message names file, line or entry, and the remedy."""


class Agency(BaseModel):
    """A body that files reports. `kind` decides its deadline; the duty exists from `valid_from` to `valid_to`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str = Field(min_length=2)
    short_names: tuple[str, ...] = ()
    level: Literal["central", "province", "city", "county", "township"]
    kind: Literal["government", "department", "township", "branch", "authorised"]
    region_code: str = Field(pattern=r"^\d{6,9}$")
    parent_id: str | None = None
    portal_id: str | None = None
    status: Literal["active", "abolished", "unverified"] = "active"
    valid_from: date | None = None
    valid_to: date | None = None
    succeeds: tuple[str, ...] = ()  # ids of the bodies it was renamed or merged from
    doubts: tuple[str, ...] = ()  # what a person is to look at before an unverified body is made active

    @field_validator("short_names", "succeeds", "doubts", mode="before")
    @classmethod
    def _split(cls, value: str | Iterable[str]) -> tuple[str, ...]:
        names = value.split(";") if isinstance(value, str) else value
        return tuple(name.strip() for name in names if name.strip())

    @field_validator("parent_id", "portal_id", "valid_from", "valid_to", mode="before")
    @classmethod
    def _blank_is_none(cls, value: Any) -> Any:
        return value or None

    @model_validator(mode="after")
    def _has_a_region(self) -> Self:
        """Codes of the table only; a body that is no more may keep the code of its time."""
        if self.valid_to is None and self.status != "abolished" and not regions.is_known(self.region_code):
            raise ValueError(
                f"region_code {self.region_code} is no division's: {regions.advice(self.region_code)}"
            )
        return self

    @property
    def called(self) -> tuple[str, ...]:
        """What it may be called: its name, its short names, its name without the place before it."""
        bare = _BEFORE.sub("", self.name)
        return tuple(dict.fromkeys((self.name, *self.short_names, bare)))

    @property
    def last_year(self) -> int | None:
        """The last year it owes a report on; None while it exists."""
        if self.valid_to is None:
            return None
        return self.valid_to.year - (self.valid_to < date(self.valid_to.year, 12, 31))

    def owes(self, year: int) -> bool:
        """Whether the agency existed in `year`, so that a report on it is due the year after."""
        born = self.valid_from is None or self.valid_from <= date(year, 12, 31)
        return born and (self.last_year is None or self.last_year >= year) and self.status != "unverified"


FIELDS = tuple(Agency.model_fields)  # of agencies.csv, in their order


class Portal(BaseModel):
    """A site with columns of annual reports. `since` is the first report year its columns are known to hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    family: str
    url: str
    columns: tuple[str, ...] = Field(min_length=1)
    since: int = Field(ge=2008)
    delay: float = Field(default=3.0, ge=0)  # seconds between two requests to its host
    budget: int = Field(default=200, ge=1)  # requests a night to its host
    # Every list page and report is asked for in full at least every so many nights; 1: every night.
    recheck_days: int = Field(default=30, ge=1, le=366)
    # A person has looked: every column is one page that shows all it has. For sites of no known family.
    single_page: bool = False
    notes: str = ""

    @field_validator("url", "columns")
    @classmethod
    def _web_address(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for url in (value,) if isinstance(value, str) else value:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError(f"{url!r} is not an http(s) address")
        return value

    @property
    def hosts(self) -> set[str]:
        """The hosts that may be visited for this portal: those of its address and columns, no others."""
        return {str(urlsplit(url).hostname) for url in (self.url, *self.columns)}


class Deadline(BaseModel):
    """The last day for one class of filer. `jurisdiction` is a prefix of region codes, or * for all."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    jurisdiction: str = Field(pattern=r"^(\*|\d{1,9})$")
    filer: str
    month_day: str = Field(pattern=r"^\d\d-\d\d$")
    basis: str
    year: int | None = None  # report year it holds for; all years if absent
    customary: bool = (
        False  # no law names these bodies: expected of those that have filed before, a warning at most
    )

    def due(self, year: int) -> date:
        """The last day for the report on `year`: it falls in the year after."""
        return date.fromisoformat(f"{year + 1}-{self.month_day}")

    def covers(self, agency: Agency, year: int) -> bool:
        """Whether this deadline is one that applies to `agency` for the report on `year`."""
        area = self.jurisdiction == "*" or agency.region_code.startswith(self.jurisdiction)
        return area and self.filer == agency.kind and self.year in (None, year)


class Enforcement(BaseModel):
    """What a body's yearly return on law enforcement (行政执法统计年报) counts: decisions, None where it counts none.

    `source` says where it stands. A row of enforcement.csv, a file that a registry may have.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    agency_id: str
    year: int = Field(ge=2008)
    licensing: int | None = Field(default=None, ge=0)
    not_licensed: int | None = Field(default=None, ge=0)  # refusals; 表二 may count them with the licences
    penalty: int | None = Field(default=None, ge=0)
    compulsion: int | None = Field(default=None, ge=0)
    source: str = Field(min_length=1)

    @field_validator("licensing", "not_licensed", "penalty", "compulsion", mode="before")
    @classmethod
    def _blank_is_none(cls, value: Any) -> Any:
        return None if value == "" else value


@dataclass(frozen=True)
class Registry:
    """Agencies and portals by id, the deadlines, and figures of returns on law enforcement."""

    agencies: dict[str, Agency]
    portals: dict[str, Portal]
    deadlines: tuple[Deadline, ...]
    enforcement: tuple[Enforcement, ...] = ()

    def due(self, agency: Agency, year: int) -> Deadline | None:
        """The deadline of one duty; the narrowest jurisdiction and a named year come first."""
        fitting = [deadline for deadline in self.deadlines if deadline.covers(agency, year)]
        if not fitting:
            return None
        return max(fitting, key=lambda item: (item.year is not None, len(item.jurisdiction.strip("*"))))

    def of_portal(self, portal_id: str) -> list[Agency]:
        """The agencies whose reports a portal publishes, each by every name that titles may print.

        One whose name has a second one in brackets is called by either, or by both; titles lose a bracket at their end.
        """
        own = [agency for agency in self.agencies.values() if agency.portal_id == portal_id]
        if not any(agency.name.endswith((")", "）")) for agency in own):
            return own
        uses = Counter(comparable(name) for agency in own for name in _names(agency))
        return [_by_all_names(agency, uses) for agency in own]


def _names(agency: Agency) -> tuple[str, ...]:
    """The names that a body goes by, those in brackets apart."""
    outer, inside = second_names(agency.name)
    return tuple(dict.fromkeys((outer, *inside, *agency.short_names)))


def _by_all_names(agency: Agency, uses: Mapping[str, int]) -> Agency:
    """The body called by its first name, its others as short names; a second name that another body has too is none."""
    outer, *others = _names(agency)
    if outer == agency.name or uses[comparable(outer)] > 1:
        return agency
    _, inside = second_names(agency.name)
    told = [name for name in others if name not in inside or uses[comparable(name)] == 1]
    return agency.model_copy(update={"name": outer, "short_names": (*told, agency.name)})


def _wrong(error: ValidationError) -> RegistryError:
    """Which values of an entry are wrong: their names, and in English what is wrong with them."""
    told = [
        (".".join(map(str, item["loc"])), item["msg"].removeprefix("Value error, "))
        for item in error.errors()
    ]
    places = "、".join(dict.fromkeys(place for place, _ in told if place))
    return RegistryError(
        f"{places or '内容'}填写有误",
        "; ".join(f"{place}: {message}" if place else message for place, message in told),
    )


def checked_agency(row: Mapping[str, str]) -> Agency:
    """The agency that a row of agencies.csv describes. Raises RegistryError that says which value is wrong."""
    try:
        return Agency.model_validate(row)
    except ValidationError as error:
        raise _wrong(error) from error


def agency_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of agencies.csv, each with its number and its fields, what it lacks blank.

    Where the first line is an older one of ours, the fields that it doesn't name yet follow in our order.
    """
    reader = _csv(path)
    head = list(reader.fieldnames or ())
    later = FIELDS[len(head) :] if tuple(head) == FIELDS[: len(head)] else ()
    for row in reader:
        more = row.pop(None, [])
        if len(more) > len(later):
            raise RegistryError(
                f"{path.name} 第{reader.line_num}行：字段比首行多，请在首行补上字段名",
                f"{path.name} line {reader.line_num}: more fields than the first line names; add their names to it",
            )
        fields = row | dict(zip(later, more, strict=False))
        yield reader.line_num, {name: value or "" for name, value in fields.items()}


def _csv(path: Path) -> "csv.DictReader[str]":
    """The lines of a CSV file by the names in its first one. Raises RegistryError where it isn't UTF-8, as sheets save it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegistryError(
            f"{path.name} 不是 UTF-8，请另存为 CSV UTF-8",
            f"{path.name} is not UTF-8: {error}; save it as CSV UTF-8",
        ) from error
    return csv.DictReader(io.StringIO(text))


def _load_agencies(path: Path) -> dict[str, Agency]:
    agencies: dict[str, Agency] = {}
    for line, row in agency_rows(path):
        try:
            agency = checked_agency(row)
        except RegistryError as error:
            raise RegistryError(
                f"{path.name} 第{line}行：{error.chinese}，请更正这一行",
                f"{path.name} line {line}: {error.english}; correct this line",
            ) from error
        if agency.id in agencies:
            raise RegistryError(
                f"{path.name} 第{line}行：编号 {agency.id!r} 用了两次，请改一个",
                f"{path.name} line {line}: id {agency.id!r} is used twice; rename one",
            )
        agencies[agency.id] = agency
    return agencies


def _load_toml(path: Path, key: str, model: type[Entry]) -> list[Entry]:
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8")).get(key, [])
    except tomllib.TOMLDecodeError as error:
        raise RegistryError(
            f"{path.name}：不合 TOML 语法，请更正", f"{path.name}: {error}; correct the TOML"
        ) from error
    entries: list[Entry] = []
    for number, row in enumerate(declared, start=1):
        try:
            entries.append(model.model_validate(row))
        except ValidationError as error:
            name = row.get("id", f"number {number}")
            wrong = _wrong(error)
            raise RegistryError(
                f"{path.name} [[{key}]] {name}：{wrong.chinese}，请更正这一项",
                f"{path.name} [[{key}]] {name}: {wrong.english}; correct this entry",
            ) from error
    return entries


def load_registry(folder: Path) -> Registry:
    """Read and check a registry folder. Raises RegistryError naming file, place and remedy."""
    for name in ("agencies.csv", "portals.toml", "deadlines.toml"):
        if not (folder / name).is_file():
            raise RegistryError(
                f"{folder} 里没有 {name}，请用 --registry 给出登记资料目录",
                f"{name} is not in {folder}; give the registry folder with --registry",
            )
    agencies = _load_agencies(folder / "agencies.csv")
    portals = {portal.id: portal for portal in _load_toml(folder / "portals.toml", "portal", Portal)}
    deadlines = _load_toml(folder / "deadlines.toml", "deadline", Deadline)
    for agency in agencies.values():
        if agency.portal_id and agency.portal_id not in portals:
            raise RegistryError(
                f"agencies.csv {agency.id}：portals.toml 里没有门户 {agency.portal_id!r}，请补登",
                f"agencies.csv {agency.id}: portal {agency.portal_id!r} is not in portals.toml; add it",
            )
        if unknown := {name for name in agency.succeeds if name not in agencies}:
            raise RegistryError(
                f"agencies.csv {agency.id}：前身编号 {'、'.join(sorted(unknown))} 没有登记，请补登或改正",
                f"agencies.csv {agency.id}: succeeds {', '.join(sorted(unknown))}, not in the file; add the line or correct it",
            )
    return Registry(
        agencies, portals, tuple(deadlines), _load_enforcement(folder / "enforcement.csv", agencies)
    )


def _load_enforcement(path: Path, agencies: Mapping[str, Agency]) -> tuple[Enforcement, ...]:
    """The rows of a file that need not be there; two for one body and year are one too many."""
    if not path.is_file():
        return ()
    found: dict[tuple[str, int], Enforcement] = {}
    reader, names = _csv(path), tuple(Enforcement.model_fields)
    if tuple(reader.fieldnames or ()) != names:
        raise RegistryError(
            f"{path.name} 第1行：应写字段名 {','.join(names)}",
            f"{path.name} line 1: it must name the fields {','.join(names)}; write them there",
        )
    for row in reader:
        place, where = f"{path.name} 第{reader.line_num}行", f"{path.name} line {reader.line_num}"
        if None in row:
            raise RegistryError(
                f"{place}：字段比首行多，请更正这一行",
                f"{where}: more fields than the first line names; correct this line",
            )
        try:
            twin = Enforcement.model_validate(row)
        except ValidationError as error:
            wrong = _wrong(error)
            raise RegistryError(
                f"{place}：{wrong.chinese}，请更正这一行", f"{where}: {wrong.english}; correct this line"
            ) from error
        if twin.agency_id not in agencies:
            raise RegistryError(
                f"{place}：agencies.csv 里没有机关 {twin.agency_id!r}，请更正",
                f"{where}: agency {twin.agency_id!r} is not in agencies.csv; correct it",
            )
        if (key := (twin.agency_id, twin.year)) in found:
            raise RegistryError(
                f"{place}：{twin.agency_id} {twin.year}年度已有一行，请删去一行",
                f"{where}: {twin.agency_id} has a line on {twin.year} already; delete one",
            )
        found[key] = twin
    return tuple(found.values())
