"""When a page must be asked for in full, and when what was seen of it before may stand. Pure rules over nights.

Nobody is accused on an old reading: 3 nights after a due day the columns of a portal that doesn't show all reports yet
are read in full, in the weeks after it at least every 7 nights, always at least every `recheck_days`.
"""

import hashlib
from collections.abc import Iterable
from datetime import date

from store.addresses import canonical

DUE_NIGHTS = 3  # after a due day: read in full every night while a report due then is not seen
HELD_AGAINST = 60  # nights after a due day in which late reports still come
HELD_NIGHTS = 7  # how old a reading may be meanwhile
DOUBTFUL_NIGHTS = 7  # how long a report whose content could not be read is left alone


def is_due(address: str, night: date, days: int) -> bool:
    """Whether `night` is the one of `days` nights on which this address is asked for in full.

    The nights are spread by a hash: about as many addresses fall on each.
    """
    slot = int.from_bytes(hashlib.sha256(canonical(address).encode()).digest()[:8], "big") % days
    return slot == night.toordinal() % days


def may_stand(read_on: date, night: date, unseen_dues: Iterable[date], days: int) -> bool:
    """Whether a column's reading of the night `read_on` may stand for it, if its first page is unchanged on `night`.

    `unseen_dues` are the due days of reports that its portal doesn't show.
    """
    age, oldest = (night - read_on).days, days
    for due in unseen_dues:
        over = (night - due).days
        if 0 < over <= DUE_NIGHTS or (over > 0 and read_on <= due):
            return False
        if 0 < over <= HELD_AGAINST:
            oldest = min(oldest, HELD_NIGHTS)
    return 0 <= age < oldest


def must_fetch(address: str, fetched_on: date, night: date, days: int) -> bool:
    """Whether a report that was last fetched in full on `fetched_on` is to be fetched again on `night`."""
    return is_due(address, night, days) or not 0 <= (night - fetched_on).days < days
