"""DOC, WPS, RTF and OpenDocument → DOCX or XLSX, by LibreOffice, handed over. MHTML → its page, handed over.

LibreOffice is a program of its own: it gets limits, and a folder with a profile that exist for one document only.
"""

import os
import re
import shutil
import signal
import subprocess
import zipfile
from contextlib import suppress
from email import message_from_bytes
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.reading.blocks import MAX_BYTES, Document, Handover, UnreadableDocument
from crawler.reading.formats import DOCX, HTML, XLSX
from crawler.reading.unzip import member_names, open_zip, read_member, unpack_all

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


def _run(program: str, folder: Path, imported: str, target: str) -> None:
    """Convert the file in `folder`. Raises UnreadableDocument after WALL_SECONDS; what fails leaves no file."""
    limits = f'ulimit -t {SECONDS} -f {MAX_WRITTEN // 512}; ulimit -v {MEMORY // 1024}; exec "$@"'
    process = subprocess.Popen(
        [
            *_without_network(),
            *("sh", "-c", limits, "sh", program, "--headless", "--norestore", "--nolockcheck"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *(f"--infilter={imported}", "--convert-to", target, "--outdir", str(folder / "out")),
            str(folder / "document"),
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
        process.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument("time_limit", f"LibreOffice 转换超过 {WALL_SECONDS} 秒，已停止") from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _convert(document: Document, name: str, imported: str, target: str) -> bytes:
    """The document as DOCX or XLSX. `imported` is the filter that must understand it: no guessing what damage may be."""
    program = soffice()
    if program is None:
        raise UnreadableDocument(
            "unreadable_format", f"内容是{name}文件，需要 LibreOffice 才能读取。{_INSTALL}"
        )
    try:
        with TemporaryDirectory(prefix="nianbao-office-") as made:
            folder = Path(made)
            (folder / "profile" / "user").mkdir(parents=True)
            (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
            (folder / "document").write_bytes(document.body)
            _run(program, folder, imported, target)
            written = folder / "out" / f"document.{target.partition(':')[0]}"
            if written.is_file():
                return written.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            "unreadable_format", f"本机不能运行 LibreOffice（{error}），不是文件的问题"
        ) from error
    if _LOCKED.search(document.body):
        raise UnreadableDocument("unreadable_format", _PASSWORD)
    raise UnreadableDocument(
        "broken", f"LibreOffice 打不开这个{name}文件：可能已损坏、不完整，或超出时间、内存上限"
    )


def read_doc(document: Document) -> Handover:
    """A DOC of Word 97 and later or of WPS, made a DOCX."""
    return Handover(DOCX, _convert(document, "DOC（或 WPS）", "MS Word 97", _TO_DOCX))


def read_rtf(document: Document) -> Handover:
    """An RTF, made a DOCX."""
    return Handover(DOCX, _convert(document, "RTF", "Rich Text Format", _TO_DOCX))


def read_odt(document: Document) -> Handover:
    """An OpenDocument text, made a DOCX."""
    archive = _proved(document)
    if _HIDDEN.search(read_member(archive, "content.xml", MAX_BYTES)):
        raise UnreadableDocument("unreadable_format", "ODT 里有隐藏的段落，转换后不能与显示的区分")
    return Handover(DOCX, _convert(document, "ODT", "writer8", _TO_DOCX))


def read_ods(document: Document) -> Handover:
    """An OpenDocument spreadsheet, made an XLSX."""
    _proved(document)
    return Handover(XLSX, _convert(document, "ODS", "calc8", _TO_XLSX))


def _proved(document: Document) -> zipfile.ZipFile:
    """The package of an OpenDocument, without anything that LibreOffice might repair or unpack without end."""
    archive = open_zip(document.body)
    unpack_all(archive)
    manifest = "META-INF/manifest.xml"
    if manifest.lower() in member_names(archive) and b"encryption-data" in read_member(
        archive, manifest, 1_000_000
    ):
        raise UnreadableDocument("unreadable_format", _PASSWORD)
    return archive


def read_mhtml(document: Document) -> Handover:
    """The page in a page saved with its pictures as one file (Word and browsers do that)."""
    for part in message_from_bytes(document.body).walk():
        if part.get_content_type() == HTML:
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body.strip():
                return Handover(HTML, body)
    raise UnreadableDocument("unreadable_format", "单文件网页（MHTML）里没有网页")
