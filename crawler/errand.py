"""What a request carries with it: its errand, written by the spider that sends it, and its arrival, noted on the way back.

Both are frozen records in `meta`, which outlives redirects and repeated requests. Nothing else of ours is in there, and nobody
asks a request which function of a spider waits for its answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from scrapy import Request

from crawler.items import Transfer
from crawler.reading import Opened
from store.tables.memory import RememberedPage

_ERRAND, _ARRIVAL = "errand", "arrival"


@dataclass(frozen=True)
class Errand:
    """What a request is for: a page of a list, a report or a part of one, a page to be looked at, or robots.txt.

    `column` is the registered address of the column being read. A `revisit` may be asked for on a condition: `held` is then
    what the archive has of the page, which the answer leaves there if that is still the same. `beyond`: nobody claims that
    there is such a page. A `shell` holds next to nothing, its text comes by a call.
    """

    asks_for: Literal["page", "list", "report", "robots"] = "page"
    portal: str = ""
    column: str = ""
    revisit: bool = False
    beyond: bool = False
    shell: bool = False
    held: RememberedPage | None = None

    @property
    def meta(self) -> dict[str, Any]:
        """What a request on this errand has as its `meta`."""
        return {_ERRAND: self}

    @classmethod
    def of(cls, request: Request | None) -> "Errand":
        """The errand of a request; that of one which has none is a page of nobody's."""
        found = request.meta.get(_ERRAND) if request else None
        return found if isinstance(found, cls) else cls()


def conduct(request: Request, **changes: Any) -> None:
    """Change the errand of a request on its way."""
    request.meta.update(replace(Errand.of(request), **changes).meta)


@dataclass(frozen=True)
class Arrival:
    """When an answer had arrived, its headers by their names in lower case, and how its transfer ended.

    `transport` says how it came where not as it should, as store.tables.runs.Exchange has it. It is `opened` once.
    """

    at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    transfer: Transfer = "ended"
    transport: str = ""
    opened: Opened | None = field(default=None, repr=False)

    @classmethod
    def of(cls, request: Request | None) -> "Arrival | None":
        """What was noted of the arrival of a request's answer so far; None if nothing was."""
        found = request.meta.get(_ARRIVAL) if request else None
        return found if isinstance(found, cls) else None

    def note(self, request: Request) -> None:
        """Note it with the request that was answered."""
        request.meta[_ARRIVAL] = self
