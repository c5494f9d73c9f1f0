"""Drafts as scans: pages as images at 150 to 300 dpi, with what scanners, stamps and JPEG do to them."""

import io
import random
import time

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.corpus import as_pdf
from tests.corpus.draft import Draft

_DPI = 150
_FINER = {"fine": 200, "finer": 300}
_TIME = time.gmtime(0)


def _dpi(look: set[str]) -> int:
    return max([_DPI, *(dpi for name, dpi in _FINER.items() if name in look)])


def _pages(body: bytes, dpi: int) -> list[Image.Image]:
    pdf = pypdfium2.PdfDocument(body)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in pdf]
    finally:
        pdf.close()


def _scanned(image: Image.Image, look: set[str], rng: random.Random) -> Image.Image:
    """One page as it comes from the scanner."""
    if "stamp" in look:
        image = _stamped(image, rng)
    if "turned" in look:
        angle = rng.choice((-0.8, -0.5, 0.5, 0.8))
        image = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")
    if "blurred" in look:
        image = image.filter(ImageFilter.GaussianBlur(0.8))
    if "noisy" in look:
        image = _noisy(image, rng)
    if "faint" in look:
        image = image.point(lambda level: 110 + level * 145 // 255)
    return image.convert("L") if "grey" in look else image


def _stamped(image: Image.Image, rng: random.Random) -> Image.Image:
    """A red round stamp over what is printed."""
    layer = Image.new("RGB", image.size, "white")
    size = 240
    x = rng.randint(image.width // 3, image.width - size - 60)
    y = rng.randint(image.height // 4, image.height - size - 60)
    draw = ImageDraw.Draw(layer)
    draw.ellipse((x, y, x + size, y + size), outline=(225, 60, 60), width=8)
    draw.regular_polygon((x + size // 2, y + size // 2, 40), 5, fill=(225, 60, 60))
    return ImageChops.multiply(image, layer)


def _noisy(image: Image.Image, rng: random.Random) -> Image.Image:
    """Grain from a seeded generator: the same for the same recipe."""
    grain = Image.frombytes("L", image.size, rng.randbytes(image.width * image.height))
    grain = grain.point(lambda level: 255 if level > 2 else 90)
    return ImageChops.multiply(image, Image.merge("RGB", (grain, grain, grain)))


def _saved(image: Image.Image, kind: str, look: set[str]) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **({"quality": 60 if "jpeg60" in look else 88} if kind == "JPEG" else {}))
    return buffer.getvalue()


def pdf(draft: Draft) -> bytes:
    """A PDF whose pages are images."""
    pages = [
        _scanned(page, draft.look, draft.rng) for page in _pages(as_pdf.document(draft), _dpi(draft.look))
    ]
    if "jpeg60" in draft.look:
        pages = [Image.open(io.BytesIO(_saved(page, "JPEG", draft.look))) for page in pages]
    buffer = io.BytesIO()
    first, *others = pages
    first.save(
        buffer,
        "PDF",
        resolution=_dpi(draft.look),
        save_all=True,
        append_images=others,
        quality=60 if "jpeg60" in draft.look else 88,
        creationDate=_TIME,
        modDate=_TIME,
    )
    return buffer.getvalue()


def _single(draft: Draft, kind: str) -> bytes:
    image = _pages(as_pdf.long_page(draft), _DPI)[0]
    return _saved(_scanned(image, draft.look, draft.rng), kind, draft.look)


def png(draft: Draft) -> bytes:
    """The whole report as one long PNG."""
    return _single(draft, "PNG")


def jpeg(draft: Draft) -> bytes:
    """The whole report as one long JPEG."""
    return _single(draft, "JPEG")
