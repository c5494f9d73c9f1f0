"""Whose report it is: by the names it prints, among the agencies of its portal, never by its host."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from crawler.reading.words.labels import squeeze
from store.registry import Agency
from store.registry.regions import Region, regions

_MIN_SUFFIX = 3  # 公安局 may stand for 白河市公安局 if no other agency of the portal ends so


def match_agency(names: Iterable[str | None], agencies: Iterable[Agency]) -> Agency | None:
    """The one agency that a printed name means; `names` are tried in order, most trustworthy first.

    A name means an agency if it is its name or short name, also with the names of the divisions that it lies in before
    it, or if only this agency's name ends with it.
    """
    known = list(agencies)
    for name in names:
        printed = squeeze(name or "")
        if not printed:
            continue
        exact = [agency for agency in known if _is_called(agency, printed)]
        if len(exact) == 1:
            return exact[0]
        ending = [a for a in known if len(printed) >= _MIN_SUFFIX and squeeze(a.name).endswith(printed)]
        if not exact and len(ending) == 1:
            return ending[0]
    return None


def _is_called(agency: Agency, printed: str) -> bool:
    for name in map(squeeze, (agency.name, *agency.short_names)):
        if not printed.endswith(name):
            continue
        place = printed[: len(printed) - len(name)]
        if not place or place in _places(agency.region_code[:6], name):
            return True
    return False


def _places(region_code: str, name: str) -> set[str]:
    """What may stand before a name: down to its division (武汉市江岸区 before 教育局), above it if it begins with it.

    公安局 of a district is not what 武汉市公安局 means.
    """
    region = regions().get(region_code)
    if region is None:
        return set()
    path = region.path[:-1] if name.startswith(region.name) else region.path
    return {"".join(path[start:]) for start in range(len(path))}


def body_elsewhere(names: Iterable[str | None], agency: Agency) -> str:
    """The name of a body of another place than an agency's, where all `names` that are printed are of such; else "".

    A place is a division of today. What is called as the agency's was before it became a city or a district is none.
    """
    printed = [squeeze(name) for name in names if name and squeeze(name)]
    return printed[0] if printed and all(_is_elsewhere(name, agency) for name in printed) else ""


def _is_elsewhere(printed: str, agency: Agency) -> bool:
    region = regions().get(agency.region_code[:6])
    path = region.path if region else ()
    own = squeeze("".join([*path, agency.name, *agency.short_names]))
    begun = _begun_with(printed)
    if not begun or any(found.name in own for found in begun):
        return False
    inside = any(set(found.path) & set(path[1:]) for found in begun)
    return inside or not any(len(found.name) > 2 and found.name[:-1] in own for found in begun)


@lru_cache(10_000)
def _begun_with(printed: str) -> tuple[Region, ...]:
    """The divisions that a name begins with, spelled from any level down; those of its longest spelling."""
    spelled: dict[int, list[Region]] = {}
    for region in regions().values():
        for start in range(len(region.path)):
            words = "".join(region.path[start:])
            if printed.startswith(words):
                spelled.setdefault(len(words), []).append(region)
    return tuple(spelled[max(spelled)]) if spelled else ()


def as_of(agency: Agency, year: int | None, agencies: Mapping[str, Agency]) -> Agency:
    """The body that owes the report on `year` where an old name is printed: the one that the agency went on as.

    Names outlive bodies: pages are copied from last year. The agency itself where none, or several, succeed it.
    """
    for _ in agencies:
        if not year or agency.last_year is None or agency.last_year >= year:
            break
        heirs = [heir for heir in agencies.values() if agency.id in heir.succeeds]
        if len(heirs) != 1:
            break
        agency = heirs[0]
    return agency
