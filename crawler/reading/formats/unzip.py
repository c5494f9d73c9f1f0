"""ZIP containers, which are hostile until read: what one is, and its members one by one within limits.

Told by the members inside, never by a file name given from outside.
"""

import zipfile
from io import BytesIO

from crawler.reading.blocks import MAX_BYTES, Document, Handover, UnreadableDocument

MAX_MEMBERS = 2_000  # of a container; a report with many pictures has about a hundred
MAX_DOCUMENTS = 40  # files in an archive that are looked into
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
    found = [info for info in archive.infolist() if info.filename.lower() == name.lower()]
    if len(found) != 1:  # of two with one name programs choose differently
        raise UnreadableDocument("broken", f"压缩容器里应有一个 {name}，实际有 {len(found)} 个")
    return _unpack(archive, found[0], limit)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
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
        left -= len(_unpack(archive, info, left))


def read_zip(document: Document) -> Handover:
    """The one readable document in an archive. Raises UnreadableDocument if there is not just one."""
    from crawler.reading.formats import ZIP, media_type  # which itself asks what a container holds

    archive = open_zip(document.body)
    files = [info for info in archive.infolist() if not info.is_dir() and not _is_litter(info.filename)]
    names = "、".join(_shown(info) for info in files[:10]) or "没有文件"
    if len(files) > MAX_DOCUMENTS:
        raise UnreadableDocument(
            "too_large", f"ZIP 压缩包里有 {len(files)} 个文件，请解压后分别提供：{names}"
        )
    readable: list[Handover] = []
    left = MAX_UNPACKED
    for info in files:
        inner = _unpack(archive, info, min(left, MAX_BYTES))
        left -= len(inner)
        try:
            kind = media_type(inner)
        except UnreadableDocument:
            continue
        if kind != ZIP:  # no archives in archives
            readable.append(Handover(kind, inner))
    # Pictures beside a document belong to it; alone they may be a scan.
    readable = [found for found in readable if not found.media_type.startswith("image/")] or readable
    if len(readable) != 1:
        raise UnreadableDocument(
            "unreadable_format",
            f"ZIP 压缩包里应只有一个能读取的文件，实际有 {len(readable)} 个，请解压后分别提供：{names}",
        )
    return readable[0]


def _is_litter(name: str) -> bool:
    """What systems put into archives beside the files of people."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
    )


def _shown(info: zipfile.ZipInfo) -> str:
    """The name as its maker saw it: Chinese systems write GB18030 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename
