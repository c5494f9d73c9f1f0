"""Classes of bodies by words in their names, and what their place in the state lets them do."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from store.models import Report
from store.registry import Agency

# 区 and 旗 that name no county: 自治区, 开发区, 园区 …. Of a 新区 it can't be told at which level it stands.
_NO_COUNTY = re.compile(
    r"(?:自治|经济特|[地新园景社小校片灌牧辖]|开发|经开|高新|保护|功能|合作|示范|试验|管理|度假)区|区域|区划"
)
_COUNTY = re.compile(r"[\u4e00-\u9fff](?:县|区|旗)(?=[\u4e00-\u9fff])")
_ORGAN = re.compile(r"(?:政府|局|委员会|办公室|委|办|所|队|中心|分局)$")
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


def _declared() -> tuple[Body, ...]:
    text = (Path(__file__).parent / "bodies.toml").read_text(encoding="utf-8")
    return tuple(
        Body(
            row["class"],
            row["words"],
            re.compile(row["name"]),
            re.compile(row["without"]) if "without" in row else None,
            tuple(row.get("some_of", ())),
        )
        for row in tomllib.loads(text)["body"]
    )


BODIES = _declared()


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
    """What a name alone says of a body."""
    name = _WHITE.sub("", name)
    body = next((body for body in BODIES if body.fits(name)), None)
    if body and body.name == "township":
        return Standing(body, "township", "township")
    if _COUNTY.search(_NO_COUNTY.sub("", name)) and _ORGAN.search(name):
        government = body is not None and body.name == "government"
        return Standing(body, "county", "government" if government else "department")
    return Standing(body, None, None)


def standing(report: Report, agency: Agency | None = None) -> Standing:
    """What is known of the body that files a report: from the registry, else from the name the report prints."""
    if agency is not None:
        return Standing(standing_of_name(agency.name).body, agency.level, agency.kind)
    return standing_of_name(report.agency or report.title_agency or "")
