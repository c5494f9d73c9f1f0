"""The table of ways in which a portal may answer, and what is right of each: transport × coding × status × content × robots."""

from tests.ways import charsets, cuts, documents, encodings, errors, robots, statuses, strangers, transport
from tests.ways.way import unique

_DIMENSIONS = (transport, encodings, statuses, charsets, cuts, errors, strangers, documents, robots)

WAYS = unique(tuple(way for dimension in _DIMENSIONS for way in dimension.WAYS))
