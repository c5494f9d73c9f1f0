"""ZIP containers, which are hostile until read: what one is, and its members one by one within limits.

Told by the members inside, never by a file name given from outside.
"""

import zipfile
from io import BytesIO

from crawler.reading.blocks import MAX_BYTES, UnreadableDocument

MAX_MEMBERS = 2_000  # of a container; a report with many pictures has about a hundred
MAX_UNPACKED = 3 * MAX_BYTES  # of all files of an archive together
_ENTRY = b"PK\x01\x02"  # each entry of the directory starts with it
_BROKEN = "压缩容器（DOCX、XLSX、OFD 或 ZIP）已损坏或不完整，请重新下载"


def open_zip(body: bytes) -> zipfile.ZipFile:
    """The container with its directory read. Raises UnreadableDocument if that can't be done, or isn't safe."""
    if body.count(_ENTRY) > MAX_MEMBERS:  # counted first: the directory makes an object of every entry
        raise UnreadableDocument("too_large", f"压缩容器里的文件超过 {MAX_MEMBERS:,} 个")
    try:
        return zipfile.ZipFile(BytesIO(body))
    except Exception as error:  # whatever zipfile raises on damage (it is many things) is one failure
        raise UnreadableDocument("broken", _BROKEN) from error


def member_names(archive: zipfile.ZipFile) -> set[str]:
    """Names of the members in lower case: Office doesn't distinguish them either."""
    return {info.filename.lower() for info in archive.infolist()}


def read_member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """One member, unpacked and its checksum compared. Raises UnreadableDocument; more than `limit` is too large."""
    members = [info for info in archive.infolist() if info.filename.lower() == name.lower()]
    if len(members) != 1:  # of two with one name programs choose differently
        raise UnreadableDocument("broken", f"压缩容器里应有一个 {name}，实际有 {len(members)} 个")
    return unpack(archive, members[0], limit)


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """One entry, unpacked and its checksum compared. Raises UnreadableDocument; more than `limit` is too large."""
    if info.flag_bits & 1:
        raise UnreadableDocument("unreadable_format", f"压缩容器有密码，不能读取 {info.filename}")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableDocument("broken", f"{info.filename} 的压缩方式 {info.compress_type} 不能读取")
    too_large = UnreadableDocument("too_large", f"{info.filename} 解压后超过 {limit:,} 字节的上限")
    if info.file_size > limit:
        raise too_large
    try:
        with archive.open(info) as packed:
            body = packed.read(limit + 1)  # what the directory declares may be a lie
    except Exception as error:
        raise UnreadableDocument("broken", _BROKEN) from error
    if len(body) > limit:
        raise too_large
    return body


def unpack_all(archive: zipfile.ZipFile) -> None:
    """Prove every member whole by its checksum. Raises UnreadableDocument; all together have a limit too."""
    left = MAX_UNPACKED
    for info in archive.infolist():
        left -= len(unpack(archive, info, left))
