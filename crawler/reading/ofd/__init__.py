"""OFD (GB/T 33190) → blocks: what its pages print, read as those of a PDF; pages that are pictures are handed over.

Runs in a worker process. ofdkit opens the package: names, places and XML as producers write them. It gives no lines, and
of its text neither where each character stands nor whether it can be seen: pages are taken apart in ofd_pages.
"""

import io
import posixpath
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import ofdkit
import pypdfium2 as pdfium

from crawler.reading.blocks import Document, Handover, Page, UnreadableDocument
from crawler.reading.ofd.pages import PT, Painting, Resources
from crawler.reading.ofd.words import child, named, numbers
from crawler.reading.opening.media_types import SCAN
from crawler.reading.opening.unzip import member_names, open_zip, unpack_all
from crawler.reading.pdf import MAX_PAGES, SCANNED, Item, holds_form, items_of, join_items
from crawler.reading.pdf.grids import find_grids

_BROKEN = "OFD 已损坏或不完整，请重新下载"
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG"
_CLEAR = (4, 6)  # kinds of PNG with transparency


def read_ofd(document: Document) -> Page | Handover:
    """An OFD as blocks, one whose pages are pictures handed over. Raises UnreadableDocument."""
    archive = open_zip(document.body)
    if "encryptions.xml" in member_names(archive):
        raise UnreadableDocument("unreadable_format", "OFD 已加密，不能读取")
    unpack_all(archive)
    try:
        with ofdkit.open(document.body) as opened:
            return _read(_Package(opened))
    except ofdkit.OFDError as error:
        raise UnreadableDocument("broken", f"{_BROKEN}：{error}") from error


class _Package:
    """The parts of the one document in an OFD. Raises UnreadableDocument if there isn't one, and whole."""

    def __init__(self, opened: ofdkit.OFDDocument) -> None:
        if len(opened._bodies) != 1:  # 0.2.0, which is pinned, has no public names for these
            raise UnreadableDocument(
                "unreadable_format", f"OFD 里有 {len(opened._bodies)} 份文档，不能确定哪一份是报告"
            )
        if len(opened.pages) > MAX_PAGES:
            raise UnreadableDocument("too_large", f"OFD 有 {len(opened.pages)} 页，超过 {MAX_PAGES} 页的上限")
        if opened.warnings:  # a page or a template that isn't there
            raise UnreadableDocument("broken", f"{_BROKEN}：{opened.warnings[0]}")
        self._parts, self._body = opened._package, opened._bodies[0]
        self.pages = [page.location for page in opened.pages]
        self._shared = self._with(Resources(), self._body.resources)

    def painted(self, page: str) -> Painting:
        """A page with its templates."""
        root = self._parts.read_xml(page)
        declared = child(child(root, "Area"), "PhysicalBox")
        box = numbers("" if declared is None else declared.text, 4) or self._body.page_box
        parts = [self._parts.resolve(page, part.text) for part in named(root, "PageRes")]
        x, y, wide, high = (PT * side for side in box)
        painting = Painting((x, -y - high, x + wide, -y), self._with(self._shared, parts))
        under: list[ET.Element] = []
        over: list[ET.Element] = []
        for template in named(root, "Template"):
            where = over if template.get("ZOrder") == "Foreground" else under
            where.append(self._template(template.get("TemplateID", "").strip()))
        for part in (*under, root, *over):
            painting.paint(part)
        return painting

    def picture(self, painting: Painting, number: str) -> bytes:
        """The file of a picture on a page."""
        name = painting.resources.pictures.get(number)
        return self._parts.read(name) if name else b""

    def _template(self, number: str) -> ET.Element:
        if number not in self._body.templates:
            raise UnreadableDocument("broken", f"{_BROKEN}：没有模板页 {number}")
        root: ET.Element = self._parts.read_xml(self._body.templates[number])
        return root

    def _with(self, known: Resources, parts: Sequence[str | None]) -> Resources:
        """What is known together with what resource files declare."""
        resources = known.copy()
        for part in filter(None, parts):
            root = self._parts.read_xml(part)
            for holder in root:
                for one in holder:
                    self._take(resources, one, part, root.get("BaseLoc") or "")
        return resources

    def _take(self, resources: Resources, declared: ET.Element, part: str, folder: str) -> None:
        number = declared.get("ID", "").strip()
        resources.declared[number] = declared
        for file in named(declared, "MediaFile"):
            name = (file.text or "").strip()
            place = self._parts.resolve(part, posixpath.join(folder, name)) or self._parts.resolve(part, name)
            if place:
                resources.pictures[number] = place
                head = self._parts.read(place)[:26]
                if head.startswith(_PNG) and head[-1] in _CLEAR:
                    resources.clear.add(number)


def _read(package: _Package) -> Page | Handover:
    paintings = [package.painted(page) for page in package.pages]
    pages: list[list[Item]] = []
    parts: list[float] = []
    for number, painting in enumerate(paintings):
        glyphs, drawing = painting.result()
        grids = find_grids(drawing.across, drawing.down, number)
        pages.append(items_of(grids, glyphs, drawing, number))
        parts.append(drawing.pictured)
    blocks = join_items(pages)
    pictured = max(parts, default=0.0)
    if blocks and (pictured < SCANNED or holds_form(blocks)):
        return Page(blocks, whole=True)
    beside = any(items and part < SCANNED for items, part in zip(pages, parts, strict=True))
    if beside or pictured < SCANNED:
        raise UnreadableDocument(
            "unreadable_format", "OFD 的文字或表格是图形，不能读取；请提供同一报告的 PDF 或 Word 版本"
        )
    return Handover(SCAN, _scan(package, paintings))


def _scan(package: _Package, paintings: Sequence[Painting]) -> bytes:
    """The pictures of pages as a PDF, each at its place."""
    pdf = pdfium.PdfDocument.new()
    for painting in paintings:
        left, bottom, right, top = painting.box
        page = pdf.new_page(right - left, top - bottom)
        for placed in painting.pictures:
            picture = pdfium.PdfImage.new(pdf)
            body = package.picture(painting, placed.resource)
            if body.startswith(_JPEG):
                picture.load_jpeg(io.BytesIO(body), inline=True)
            else:
                picture.set_bitmap(_bitmap(body))
            x, y, z, w = placed.box
            picture.set_matrix(pdfium.PdfMatrix(z - x, 0, 0, w - y, x - left, y - bottom))
            page.insert_obj(picture)
        page.gen_content()
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


def _bitmap(body: bytes) -> pdfium.PdfBitmap:
    """A picture that is no JPEG. Raises UnreadableDocument where it can't be unpacked."""
    from crawler.reading.ocr.characters import require_extra

    require_extra()
    from PIL import Image

    try:
        with Image.open(io.BytesIO(body)) as picture:
            return pdfium.PdfBitmap.from_pil(picture.convert("RGB"))
    except OSError as error:
        raise UnreadableDocument(
            "unreadable_format", "OFD 的页面是图片，图片的格式不能读取；请提供同一报告的 PDF 版本"
        ) from error
