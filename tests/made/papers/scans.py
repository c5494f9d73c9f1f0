"""Reports as scans, for tests: printed by LibreOffice, drawn as pictures, spoiled as scanners and stamps do."""

import io
import random
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from store.form import Form
from store.models import CellKey
from tests.made.papers.printed import plain_page

DPI = 150
MISSING = [name for name in ("cv2", "onnxruntime", "rapidocr") if find_spec(name) is None]

needs_ocr = pytest.mark.skipif(
    bool(MISSING), reason=f"not run: reading scans needs {', '.join(MISSING)}, added by: make ocr"
)
needs_print = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="not run: scans are printed by LibreOffice, which is not installed",
)
_STYLE = "@page{size:A4;margin:2cm 1.8cm} body{font-family:'Noto Serif CJK SC'} td{text-align:center}"


def printed_pages(form: Form, figures: Mapping[CellKey, object]) -> list[Image.Image]:
    """The pages of a report as a printer gives them, in grey at 150 dpi."""
    page = plain_page(form, figures).replace(
        "<table>", "<table border=1 cellspacing=0 cellpadding=3 width=100%>"
    )
    page = page.replace("<head></head>", f"<head><meta charset=utf-8><style>{_STYLE}</style></head>")
    return list(_drawn(page))


@cache
def _drawn(page: str) -> Sequence[Image.Image]:
    with TemporaryDirectory() as place:
        source = Path(place) / "report.html"
        source.write_text(page, encoding="utf-8")
        command = ["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless"]
        subprocess.run(
            [*command, "--infilter=HTML (StarWriter)", "--convert-to", "pdf", "--outdir", place, str(source)],
            check=True,
            capture_output=True,
            timeout=120,
        )
        pdf = pypdfium2.PdfDocument((Path(place) / "report.pdf").read_bytes())
        return [sheet.render(scale=DPI / 72).to_pil().convert("RGB") for sheet in pdf]


def scan(pages: Sequence[Image.Image], quality: int = 88) -> bytes:
    """A PDF whose pages are pictures."""
    buffer = io.BytesIO()
    pages[0].save(
        buffer, "PDF", save_all=True, append_images=list(pages[1:]), resolution=DPI, quality=quality
    )
    return buffer.getvalue()


def spoiled(page: Image.Image, seed: int) -> Image.Image:
    """A page stamped in red, turned by 0.8 degrees, blurred and noisy."""
    rng = random.Random(seed)
    stamp = Image.new("RGB", page.size, "white")
    left, top = page.width // 3 + rng.randint(0, 300), page.height // 3 + rng.randint(0, 300)
    draw = ImageDraw.Draw(stamp)
    draw.ellipse((left, top, left + 240, top + 240), outline=(215, 45, 45), width=8)
    draw.regular_polygon((left + 120, top + 120, 40), 5, fill=(215, 45, 45))
    page = ImageChops.multiply(page, stamp).rotate(0.8, Image.Resampling.BICUBIC, fillcolor="white")
    noise = Image.effect_noise(page.size, 20).convert("RGB")
    return Image.blend(page.filter(ImageFilter.GaussianBlur(0.8)), noise, 0.12)
