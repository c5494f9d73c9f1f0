"""Archives: the one document in a ZIP. What a container holds is told in `formats`, by `unzip`; this stands above both."""

import zipfile

from crawler.reading.blocks import MAX_BYTES, Document, Handover, UnreadableDocument
from crawler.reading.opening.media_types import ZIP, media_type
from crawler.reading.opening.unzip import MAX_UNPACKED, open_zip, unpack

MAX_DOCUMENTS = 40  # files in an archive that are looked into


def read_zip(document: Document) -> Handover:
    """The one readable document in an archive. Raises UnreadableDocument if there is not just one."""
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
        inner = unpack(archive, info, min(left, MAX_BYTES))
        left -= len(inner)
        try:
            kind = media_type(inner)
        except UnreadableDocument:
            continue
        if kind != ZIP:  # no archives in archives
            readable.append(Handover(kind, inner))
    # Pictures beside a document belong to it; alone they may be a scan.
    readable = [
        inner_file for inner_file in readable if not inner_file.media_type.startswith("image/")
    ] or readable
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
