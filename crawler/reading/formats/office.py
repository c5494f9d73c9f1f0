"""DOC, WPS, RTF and OpenDocument → DOCX or XLSX, by LibreOffice, handed over. MHTML → its page, handed over.

LibreOffice is a program of its own: it gets limits, and a folder with a profile that exist for one call only. A call
costs 0.6 s and each document in it 0.05 s more: `converted_together` is for documents that one person gave together.
"""

import os
import re
import shutil
import signal
import subprocess
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.parsers.expat import ExpatError, ParserCreate

from crawler.reading.blocks import MAX_BYTES, Document, Handover, UnreadableDocument
from crawler.reading.opening.media_types import DOC, DOCX, HTML, ODS, ODT, RTF, XLSX, media_type
from crawler.reading.opening.unzip import member_names, open_zip, read_member, unpack_all

SECONDS = 10  # of CPU time; a report takes one
WALL_SECONDS = 3 * SECONDS  # machines are shared
MEMORY = 1_500_000_000  # bytes of address space; resident are 220 MB
MAX_WRITTEN = 40_000_000  # bytes of a file that LibreOffice writes; the blank form has 12 thousand
_INSTALL = (
    "请安装 LibreOffice（apt-get install libreoffice-writer libreoffice-calc），或提供 DOCX、XLSX、PDF 版本"
)
# No macros, nothing fetched that the document links to, and a proxy that isn't there for what asks all the same.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),  # 0 is never in Writer, 1 in Calc
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    + "</oor:items>"
)
_PASSWORD = "文件有密码，不能读取；请提供没有密码的文件"
# A bit in the first block of a DOC. Asked only where LibreOffice gave up.
_LOCKED = re.compile(rb"\xec\xa5.{9}[\x01\x03\x05\x07\x11\x13\x15\x17\x51\x53]", re.DOTALL)
# Paragraphs of OpenDocument that aren't shown: LibreOffice writes them into a DOCX like any other.
_HIDDEN = re.compile(
    rb'<text:section\b[^<>]*\btext:display="(?:none|condition)"|<text:hidden-paragraph\b[^<>]*is-hidden="true"'
)
_TO_DOCX = "docx:MS Word 2007 XML"
_TO_XLSX = "xlsx:Calc MS Excel 2007 XML"
_CALLED_TOGETHER = 5_000_000  # bytes of a document: with larger ones the limits of a call would be reached


@dataclass(frozen=True)
class _Kind:
    """A format for LibreOffice: `imported` is the filter that must understand it: no guessing what damage may be.

    `parts` of a package must be XML: LibreOffice opens it only then.
    """

    name: str
    imported: str
    target: str
    handed: str
    parts: tuple[str, ...] = ()


_PARTS = ("META-INF/manifest.xml", "content.xml", "styles.xml")
_KINDS = {
    DOC: _Kind("DOC（或 WPS）", "MS Word 97", _TO_DOCX, DOCX),
    RTF: _Kind("RTF", "Rich Text Format", _TO_DOCX, DOCX),
    ODT: _Kind("ODT", "writer8", _TO_DOCX, DOCX, _PARTS),
    ODS: _Kind("ODS", "calc8", _TO_XLSX, XLSX, (*_PARTS, "meta.xml", "settings.xml")),
}
# What opens, closes or only looks like a group of an RTF.
_GROUP = re.compile(rb"\\bin(\d{1,9}) ?|\\[\\{}]|[{}]")


@cache
def soffice() -> str | None:
    """The program of LibreOffice, None if it isn't installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def _without_network() -> tuple[str, ...]:
    """What starts a program without any network, where the system lets us."""
    command = ("unshare", "--map-root-user", "--net")
    able = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0
    return command if able else ()


def _run(program: str, folder: Path, count: int, kind: _Kind) -> bool:
    """Convert `count` files in `folder`; whether LibreOffice came to an end by itself.

    Raises UnreadableDocument after WALL_SECONDS; what fails leaves no file.
    """
    limits = f'ulimit -t {SECONDS} -f {MAX_WRITTEN // 512}; ulimit -v {MEMORY // 1024}; exec "$@"'
    process = subprocess.Popen(
        [
            *_without_network(),
            *("sh", "-c", limits, "sh", program, "--headless", "--norestore", "--nolockcheck"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *(f"--infilter={kind.imported}", "--convert-to", kind.target, "--outdir", str(folder / "out")),
            *(str(folder / f"document{number}") for number in range(count)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
        },
        start_new_session=True,  # the program is several processes, ended together
    )
    try:
        return process.wait(WALL_SECONDS) == 0
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument("time_limit", f"LibreOffice 转换超过 {WALL_SECONDS} 秒，已停止") from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _call(bodies: Sequence[bytes], kind: _Kind) -> list[bytes | None]:
    """Documents as DOCX or XLSX, by one call; None for what it didn't write. Raises UnreadableDocument."""
    program = soffice()
    if program is None:
        raise UnreadableDocument(
            "unreadable_format", f"内容是{kind.name}文件，需要 LibreOffice 才能读取。{_INSTALL}"
        )
    try:
        with TemporaryDirectory(prefix="nianbao-office-") as made:
            folder = Path(made)
            (folder / "profile" / "user").mkdir(parents=True)
            (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
            for number, body in enumerate(bodies):
                (folder / f"document{number}").write_bytes(body)
            if not _run(program, folder, len(bodies), kind) and len(bodies) > 1:
                return [None] * len(bodies)
            suffix = kind.target.partition(":")[0]
            written = [folder / "out" / f"document{number}.{suffix}" for number in range(len(bodies))]
            return [name.read_bytes() if name.is_file() else None for name in written]
    except OSError as error:
        raise UnreadableDocument(
            "unreadable_format", f"本机不能运行 LibreOffice（{error}），不是文件的问题"
        ) from error


def converted_together(bodies: Iterable[bytes]) -> dict[bytes, Handover]:
    """What LibreOffice makes of documents, those of a format by one call, under the limits of one document.

    Missing is whatever must be asked alone: other formats, what is damaged, and all of a call that came to no end.
    """
    kinds: dict[_Kind, list[bytes]] = defaultdict(list)
    for body in bodies:
        with suppress(UnreadableDocument):
            kind = _KINDS.get(media_type(body))
            if kind and len(body) <= _CALLED_TOGETHER:
                _prove(body, kind)
                kinds[kind].append(body)
    converted: dict[bytes, Handover] = {}
    for kind, mine in kinds.items():
        if len(mine) > 1:
            with suppress(UnreadableDocument):
                pairs = zip(mine, _call(mine, kind), strict=True)
                converted |= {body: Handover(kind.handed, written) for body, written in pairs if written}
    return converted


def _converted(document: Document, kind: _Kind) -> Handover:
    """One document, made a DOCX or XLSX. Raises UnreadableDocument."""
    _prove(document.body, kind)
    [written] = _call([document.body], kind)
    if written is not None:
        return Handover(kind.handed, written)
    if _LOCKED.search(document.body):
        raise UnreadableDocument("unreadable_format", _PASSWORD)
    raise UnreadableDocument(
        "broken", f"LibreOffice 打不开这个{kind.name}文件：可能已损坏、不完整，或超出时间、内存上限"
    )


def read_doc(document: Document) -> Handover:
    """A DOC of Word 97 and later or of WPS, made a DOCX."""
    return _converted(document, _KINDS[DOC])


def read_rtf(document: Document) -> Handover:
    """An RTF, made a DOCX."""
    return _converted(document, _KINDS[RTF])


def read_odt(document: Document) -> Handover:
    """An OpenDocument text, made a DOCX."""
    return _converted(document, _KINDS[ODT])


def read_ods(document: Document) -> Handover:
    """An OpenDocument spreadsheet, made an XLSX."""
    return _converted(document, _KINDS[ODS])


def _prove(body: bytes, kind: _Kind) -> None:
    """Raise UnreadableDocument for what LibreOffice would refuse, might repair, or would show otherwise."""
    if kind.parts:
        archive = _proved(body, kind)
        if kind.handed == DOCX and _HIDDEN.search(read_member(archive, "content.xml", MAX_BYTES)):
            raise UnreadableDocument("unreadable_format", "ODT 里有隐藏的段落，转换后不能与显示的区分")
    elif kind is _KINDS[RTF] and not _groups_end(body):
        raise UnreadableDocument("broken", "RTF 文件不完整：有花括号没有闭合，请重新下载")


def _groups_end(rtf: bytes) -> bool:
    """Whether every group of an RTF is closed: else its end was cut off."""
    depth = place = 0
    while brace := _GROUP.search(rtf, place):
        depth += {b"{": 1, b"}": -1}.get(brace[0], 0)
        place = brace.end() + int(brace[1] or 0)
    return depth <= 0


def _proved(body: bytes, kind: _Kind) -> zipfile.ZipFile:
    """The package of an OpenDocument, without anything that LibreOffice might repair or unpack without end."""
    archive = open_zip(body)
    unpack_all(archive)
    for name in kind.parts:
        if name.lower() not in member_names(archive):
            continue
        xml = read_member(archive, name, MAX_BYTES)
        if name.startswith("META-INF") and b"encryption-data" in xml:
            raise UnreadableDocument("unreadable_format", _PASSWORD)
        if not _is_xml(xml):
            raise UnreadableDocument("broken", f"{kind.name} 文件已损坏：{name} 不是完整的 XML")
    return archive


def _is_xml(text: bytes) -> bool:
    """Whether a part is well-formed XML, as far as its encoding is one that can be judged here."""
    with suppress(LookupError, ValueError):
        try:
            ParserCreate().Parse(text, True)
        except ExpatError:
            return False
    return True


def read_mhtml(document: Document) -> Handover:
    """The page in a page saved with its pictures as one file (Word and browsers do that)."""
    for part in message_from_bytes(document.body).walk():
        if part.get_content_type() == HTML:
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body.strip():
                return Handover(HTML, body)
    raise UnreadableDocument("unreadable_format", "单文件网页（MHTML）里没有网页")
