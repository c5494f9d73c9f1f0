"""OLE containers (DOC, XLS): what streams they hold, and whether all is there that their table of sectors says.

They have no checksum.
"""

import struct
from contextlib import suppress

_HEADER = 76  # bytes before the list of the sectors that the table itself fills
_LISTED = 109  # of these sectors; what they describe is 7 million bytes with sectors of 512
_FREE = 0xFFFFFFFF
_LAST = 0xFFFFFFFA  # numbers from here on are marks, not sectors
_ENTRY = 128  # bytes of an entry of the directory


def is_whole(body: bytes) -> bool:
    """Whether no sector in use lies beyond the end of the file. A table that can't be read says no."""
    with suppress(struct.error):
        size, tables = _sectors(body)
        for number, table in enumerate(tables):
            if table == _FREE:
                continue
            entries = struct.unpack_from(f"<{size // 4}I", body, (table + 1) * size)
            used = max((place for place, entry in enumerate(entries) if entry != _FREE), default=-1)
            if used >= 0 and len(body) < (number * len(entries) + used + 2) * size:
                return False
        return True
    return False


def holds(body: bytes, stream: str) -> bool:
    """Whether the directory lists a stream. Where its sectors go on beyond the list, the name anywhere must do."""
    with suppress(struct.error):
        if struct.unpack_from("<I", body, _HEADER - 8)[0] < _LAST:
            return stream.encode("utf-16-le") in body
    return stream in _names(body)


def _sectors(body: bytes) -> tuple[int, tuple[int, ...]]:
    """The size of a sector, and the sectors that the table of sectors fills. Raises struct.error."""
    # An entry of the directory fits at least.
    size = 1 << max(7, min(struct.unpack_from("<H", body, 30)[0], 20))
    return size, struct.unpack_from(f"<{_LISTED}I", body, _HEADER)


def _names(body: bytes) -> set[str]:
    """The names in the directory, as far as its sectors can be followed."""
    names: set[str] = set()
    followed: set[int] = set()
    with suppress(struct.error, IndexError):
        size, tables = _sectors(body)
        sector = struct.unpack_from("<I", body, 48)[0]
        while sector < _LAST and sector not in followed:
            followed.add(sector)
            part = body[(sector + 1) * size : (sector + 2) * size]
            for start in range(0, len(part) - _ENTRY + 1, _ENTRY):
                length = struct.unpack_from("<H", part, start + 64)[0]
                names.add(part[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"))
            table, place = divmod(sector, size // 4)
            sector = struct.unpack_from("<I", body, (tables[table] + 1) * size + 4 * place)[0]
    return names
