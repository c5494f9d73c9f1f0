"""OLE containers (DOC, XLS): whether all is there that their table of sectors says. They have no checksum."""

import struct
from contextlib import suppress

_HEADER = 76  # bytes before the list of the sectors that the table itself fills
_LISTED = 109  # of these sectors; what they describe is 7 million bytes with sectors of 512
_FREE = 0xFFFFFFFF


def is_whole(body: bytes) -> bool:
    """Whether no sector in use lies beyond the end of the file. A table that can't be read says no."""
    with suppress(struct.error):
        size = 1 << min(struct.unpack_from("<H", body, 30)[0], 20)
        tables = struct.unpack_from(f"<{_LISTED}I", body, _HEADER)
        for number, table in enumerate(tables):
            if table == _FREE:
                continue
            entries = struct.unpack_from(f"<{size // 4}I", body, (table + 1) * size)
            used = max((place for place, entry in enumerate(entries) if entry != _FREE), default=-1)
            if used >= 0 and len(body) < (number * len(entries) + used + 2) * size:
                return False
        return True
    return False
