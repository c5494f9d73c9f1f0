"""Whose report it is: by the names it prints, among the agencies of its portal, never by its host."""

from collections.abc import Iterable

from crawler.reading.labels import squeeze
from store.registry import Agency

_MIN_SUFFIX = 3  # 公安局 may stand for 白河市公安局 if no other agency of the portal ends so


def match_agency(names: Iterable[str | None], agencies: Iterable[Agency]) -> Agency | None:
    """The one agency that a printed name means; `names` are tried in order, most trustworthy first.

    A name means an agency if it is its name or short name, or if only this agency's name ends with it.
    """
    known = list(agencies)
    for name in names:
        printed = squeeze(name or "")
        if not printed:
            continue
        exact = [a for a in known if printed in {squeeze(own) for own in (a.name, *a.short_names)}]
        if len(exact) == 1:
            return exact[0]
        ending = [a for a in known if len(printed) >= _MIN_SUFFIX and squeeze(a.name).endswith(printed)]
        if not exact and len(ending) == 1:
            return ending[0]
    return None
