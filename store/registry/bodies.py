"""Classes of bodies by words in their names, and what their place in the state lets them do."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from store.models import Report
from store.registry import Agency
from store.registry.names import second_names

# 区 and 旗 that name no county: 自治区, 开发区, 园区 …. Of a 新区 it can't be told at which level it stands.
_NO_COUNTY = re.compile(
    r"(?:自治|经济特|[地新园景社小校片灌牧辖]|开发|经开|高新|保护|功能|合作|示范|试验|管理|度假)区|区域|区划"
)
_COUNTY = re.compile(r"[\u4e00-\u9fff](?:县|区|旗)(?=[\u4e00-\u9fff])")
_ORGAN = re.compile(r"(?:政府|局|委员会|办公室|委|办|所|队|中心)$")
_DEPARTMENT = re.compile(r"(?:局|厅|办公厅|办公室|办|委员会|委)$")
_WHITE = re.compile(r"\s+")


@dataclass(frozen=True)
class Body:
    """A class of bodies. `some_of` are items of 表二 of which one at least is above zero in a normal year."""

    name: str
    words: str
    pattern: re.Pattern[str]
    without: re.Pattern[str] | None = None
    some_of: tuple[str, ...] = ()

    def fits(self, name: str) -> bool:
        """Whether a body of that name belongs to this class."""
        return bool(self.pattern.search(name)) and not (self.without and self.without.search(name))


@dataclass(frozen=True)
class Doubtful:
    """A class of bodies that a name alone never makes filers: why not (`words`), and the kind they'd have if they file."""

    words: str
    pattern: re.Pattern[str]
    kind: str


_DECLARED = tomllib.loads((Path(__file__).parent / "bodies.toml").read_text(encoding="utf-8"))
BODIES = tuple(
    Body(
        row["class"],
        row["words"],
        re.compile(row["name"]),
        re.compile(row["without"]) if "without" in row else None,
        tuple(row.get("some_of", ())),
    )
    for row in _DECLARED["body"]
)
DOUBTFUL = tuple(
    Doubtful(row["words"], re.compile(row["name"]), row["kind"]) for row in _DECLARED["doubtful"]
)


@dataclass(frozen=True)
class Standing:
    """What is known of a body: its class, and its level and kind as in the registry, None where it can't be told."""

    body: Body | None
    level: str | None
    kind: str | None

    @property
    def makes_rules(self) -> bool | None:
        """Whether it may issue 规章 (立法法: State Council departments, governments of provinces and 设区的市).

        None if it can't be told.
        """
        if self.level is None or self.level == "central":
            return None if self.level is None else True
        return self.kind == "government" and self.level in ("province", "city")


@lru_cache(maxsize=200_000)
def standing_of_name(name: str) -> Standing:
    """What a name alone says of a body; of two names the one before the brackets."""
    name, _ = second_names(_WHITE.sub("", name))
    body = next((body for body in BODIES if body.fits(name)), None)
    if body and body.name == "township":
        return Standing(body, "township", "township")
    if _COUNTY.search(_NO_COUNTY.sub("", name)):
        if body is not None and body.name == "government":
            return Standing(body, "county", "government")
        if _ORGAN.search(name):
            return Standing(body, "county", kind_of_name(name))
    return Standing(body, None, None)


def doubtful(name: str) -> Doubtful | None:
    """The class of a body that its name alone doesn't make a filer; None for others."""
    outer, _ = second_names(_WHITE.sub("", name))
    return next((kind for kind in DOUBTFUL if kind.pattern.search(outer)), None)


def kind_of_name(name: str) -> str | None:
    """The kind that a name alone proves, as in the registry; None where it can't be told or is doubtful."""
    outer, _ = second_names(_WHITE.sub("", name))
    body = next((body.name for body in BODIES if body.fits(outer)), "")
    if body in ("township", "government"):
        return body
    if doubtful(outer):
        return None
    if outer.endswith("分局"):
        return "branch"
    return "department" if _DEPARTMENT.search(outer) else None


def standing(report: Report, agency: Agency | None = None) -> Standing:
    """What is known of the body that files a report: from the registry, else from the name the report prints."""
    if agency is not None:
        return Standing(standing_of_name(agency.name).body, agency.level, agency.kind)
    return standing_of_name(report.agency or report.title_agency or "")
