"""What `nianbao discover` is asked for, and the bounds of a search."""

from dataclasses import dataclass

MAX_PAGES = 40  # looked at
MAX_DEPTH = 4  # clicks
MAX_COLUMNS = 80  # read, and units gone on to; a county has some 60


@dataclass(frozen=True)
class Wanted:
    """What is to be explored: an address, hosts of the same site beside its own, and the bounds."""

    url: str
    hosts: tuple[str, ...] = ()
    pages: int = MAX_PAGES
    depth: int = MAX_DEPTH
    columns: int = MAX_COLUMNS
    delay: float = 3.0
