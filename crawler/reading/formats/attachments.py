"""Which file a page hands its report on to: the one its body links or shows in a viewer.

By link text, title and file name; of copies of one report in several formats the one that is read best. Where two
different reports could be meant none is taken.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler.reading.around.front import Title, may_be_report, parse_title
from crawler.reading.words.labels import squeeze

# Best read first: cells before ruled pages before pages that have to be converted.
FORMATS = ("docx", "odt", "pdf", "ofd", "rtf", "doc", "wps", "zip", "xlsx", "xls", "et", "rar")
MAX_LINKS = 2_000  # of a page that are looked at; the longest list page has some hundreds
MAX_TAGS, MAX_WORDS = 300, 1_000  # tags and characters of a link that are looked at; titles have 80

SUFFIX = re.compile(rf"\.({'|'.join(FORMATS)})(?![a-z0-9])", re.I)
# Programs that hand out files: /downfile.jsp?classid=0, /system/_content/download.jsp?wbfileid=, /download/?mod=site_attach.
_DOWNLOAD = re.compile(r"/(?:downfile|download|downloadfile|filedownload)(?:\.\w{2,6})?/?$", re.I)
_FURNITURE_TAGS = frozenset({"nav", "header", "footer", "aside"})
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|header|footer|foot|menu|sidebar|crumbs?|links|copyright)(?:$|[\s_-])", re.I
)
_VIEWERS = {"iframe": "src", "embed": "src", "object": "data", "frame": "src"}
_PREFIX = re.compile(r"^(?:附件|附)?[\d一二三]{0,2}[:：、.．【\[]+|^附件\d?")
_COUNT = re.compile(
    r"[(（【\[]?(?:已)?(?:下载|浏览|点击)(?:次数)?[:：]?\d*次?[)）】\]]?$|[(（][\d.]+[KM]B?[)）]$", re.I
)
# Words that say nothing of what a file is.
_GENERIC = re.compile(
    r"附件|点击|这里|此处|下载|查看|浏览|阅读|全文|原文|原件|正文|内容|文件|文档|报告|年报|年度|详见|详情|详细|电子|在线|预览|格式|"
    r"扫描|图片|版|链接|打开|公开|年|次|已|请|为|的|如下|见"
)
_SCANNED = re.compile(r"扫描|图片|影印")


@dataclass(frozen=True)
class Attachment:
    """A file that a page links or shows: absolute address, its name (link text, title or file name), its format."""

    url: str
    name: str
    kind: str  # "" where a program hands it out and nothing says what it is

    @property
    def title(self) -> Title | None:
        """The name as the title of a report."""
        return parse_title(self.name)

    @property
    def rank(self) -> tuple[bool, int]:
        """How well it is likely to be read; smaller is better."""
        kind = FORMATS.index(self.kind) if self.kind else len(FORMATS)
        return bool(_SCANNED.search(self.name)), kind


def _is_furniture(element: HtmlElement, judged: dict[HtmlElement, bool]) -> bool:
    """Whether an element stands in a part of the page that every page of the site has.

    Elements around it that were `judged` before are not judged again.
    """
    path: list[HtmlElement] = []
    furniture = False
    for node in (element, *element.iterancestors()):
        if node in judged:
            furniture = judged[node]
            break
        path.append(node)
        if node.tag not in ("html", "body") and isinstance(node.tag, str):
            names = f"{node.get('class') or ''} {node.get('id') or ''}"
            if furniture := node.tag in _FURNITURE_TAGS or bool(_FURNITURE.search(names)):
                break
    judged.update(dict.fromkeys(path, furniture))
    return furniture


def _words(link: HtmlElement) -> str:
    """The text of a link; of one that was never closed, and so holds the rest of the page, its beginning."""
    parts = [link.text or ""]
    walk = etree.iterwalk(link, events=("start", "end", "comment", "pi"))
    for event, node in islice(walk, 1, MAX_TAGS):
        if node is not link:
            parts.append((node.text if event == "start" else node.tail) or "")
    return "".join(parts)[:MAX_WORDS]


def _kind(*texts: str) -> str:
    suffixes = [match[1] for text in texts for match in SUFFIX.finditer(text)]
    return suffixes[0].lower() if suffixes else ""


def _viewed(url: str) -> str:
    """The file that a viewer page (viewer.html?file=…) shows; "" if `url` is none."""
    parts = urlsplit(url)
    if not re.search(r"\.html?$|viewer", parts.path, re.I):
        return ""
    files = [value for name, value in parse_qsl(parts.query) if name.lower() in ("file", "url", "src", "pdf")]
    return next((urljoin(url, value) for value in files if _kind(urlsplit(value).path)), "")


def _attachment(address: str, base: str, name: str) -> Attachment | None:
    """The file at `address`, None if it is a page, of another format, or no web address."""
    try:
        url = urljoin(base, address.strip())
        url = _viewed(url) or url
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https", "") or (parts.scheme and not parts.hostname):
        return None
    path, query = unquote(parts.path), unquote(parts.query)
    kind = _kind(path.rpartition("/")[2], query, name)
    if not kind and query and _named(name) and _DOWNLOAD.search(path):
        return Attachment(url, _named(name), "")
    if not kind or (SUFFIX.search(name) is None and re.search(r"\.s?html?$", path, re.I)):
        return None
    stem = path.rpartition("/")[2] if _kind(path) else ""
    return Attachment(url, _named(name) or _named(stem), kind)


def _named(text: str) -> str:
    """A name without its suffix, number, count of downloads and size."""
    words = squeeze(SUFFIX.sub("", text[:300]))
    name = _PREFIX.sub("", _COUNT.sub("", words))
    return name if "【" in name else name.removesuffix("】")


def attachments_in(root: HtmlElement, url: str) -> Iterator[tuple[HtmlElement, Attachment]]:
    """The files that the page at `url` links or shows outside its menus, each with the element that does."""
    base = base_of(root, url)
    links = 0
    judged: dict[HtmlElement, bool] = {}
    for element in root.iter("a", *_VIEWERS):
        links += 1
        if links > MAX_LINKS:
            return
        address = element.get(_VIEWERS.get(element.tag, "href")) or ""
        if not address or address.lower().lstrip().startswith(("javascript:", "mailto:", "#", "data:")):
            continue
        texts = (
            _words(element) if element.tag == "a" else "",
            element.get("title"),
            element.get("download"),
        )
        names = [text.strip() for text in texts if text and text.strip()]
        # The title may be cut in the link's text; a name in words tells more than one in figures.
        name = max(
            names, key=lambda text: (bool(re.search("[\u4e00-\u9fff]", _named(text))), len(text)), default=""
        )
        kinds = next((text for text in names if _kind(text)), "")
        if kinds and not _kind(name):
            name = f"{name}.{_kind(kinds)}"
        attachment = _attachment(address, base, name)
        if attachment and not _is_furniture(element, judged):
            yield element, attachment


def base_of(root: HtmlElement, url: str) -> str:
    """The address that relative links of a page start from."""
    declared = next((tag.get("href") or "" for tag in root.iter("base") if tag.get("href")), "")
    try:
        return str(urljoin(url, declared.strip()))
    except ValueError:
        return url


def _sorts(files: Iterable[Attachment]) -> tuple[list[Attachment], list[Attachment]]:
    """Files named as a report, and files whose name says nothing. Those named as something else are left out."""
    reports: list[Attachment] = []
    unnamed: list[Attachment] = []
    for item in files:
        if item.title or may_be_report(item.name):
            reports.append(item)
        elif item.kind and not re.search("[\u4e00-\u9fff]", _GENERIC.sub("", item.name)):
            unnamed.append(item)
    return reports, unnamed


def _titled(files: Sequence[Attachment], title: Title | None) -> Sequence[Attachment]:
    """Of `files` those that name the year and the agency of a title, where any does."""
    if title and title.year:
        files = [item for item in files if f"{title.year}年" in item.name] or files
    if title and title.agency:
        files = [item for item in files if item.title and item.title.agency == title.agency] or files
    return files


def _are_several(files: Sequence[Attachment], title: Title | None) -> bool:
    """Whether files, the best read first, may be different reports: of several years or agencies, or none better than another."""
    years = {year for item in files for year in re.findall(r"20\d\d(?=年)", item.name)}
    if title and title.year:
        years.add(str(title.year))
    agencies = {squeeze(item.title.agency) for item in files if item.title and item.title.agency}
    rivals = [item for item in files if item.rank == files[0].rank and item.url != files[0].url]
    return bool(rivals) or len(years) > 1 or len(agencies) > 1


def choose(files: Sequence[Attachment], title: Title | None) -> tuple[Attachment | None, str]:
    """The file that holds the report titled `title`, and what is to be noted about the choice."""
    reports, unnamed = _sorts(dict.fromkeys(files))
    best = sorted(_titled(reports or unnamed, title), key=lambda item: item.rank)
    if not best:
        return None, ""
    if _are_several(best, title):
        names = "、".join(dict.fromkeys(item.name or item.url for item in best[:5]))
        return None, f"网页没有规定格式的表格，而有{len(best)}个附件，不能确定哪一个是本年度的报告：{names}"
    twins = "、".join(dict.fromkeys(item.kind.upper() for item in best[1:] if item.kind))
    kind = best[0].kind.upper() or "格式未注明"
    note = f"报告在附件中：{best[0].name or '（未命名）'}（{kind}，{best[0].url}）"
    return best[0], note + (f"；同一报告另有 {twins} 格式" if twins else "")


def find_attachment(root: HtmlElement, url: str, title: Title | None) -> tuple[str, str]:
    """Address of the file that a page without tables hands its report on to, and a note; empty where there is none."""
    files = [item for _, item in attachments_in(root, url)]
    if not files and (shown := _viewed(url)):  # the page is the viewer itself
        files = [Attachment(shown, "", _kind(urlsplit(shown).path))]
    chosen, note = choose(files, title)
    return (chosen.url if chosen else ""), note
