"""How fast PDFs are read, against pdfplumber on every page in the same run: `python -m bench.pdf [FILE...]`.

Without files: five pages drawn for the purpose. Both run in this process; best of a few rounds.
"""

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from crawler.reading.blocks import Document
from crawler.reading.pdf import read_pdf
from demo.press.figures import sound_figures
from store.form import FORMS
from tests.made.papers.drawn import Pen, drawn

ROUNDS = 5


def by_pdfplumber(document: Document) -> int:
    """The alternative: the cells of every ruled table and the text of every page, nothing understood."""
    with pdfplumber.open(io.BytesIO(document.body)) as pdf:
        return sum(len(page.extract_tables()) + len(page.extract_text()) for page in pdf.pages)


def rate(work: Callable[[Document], object], document: Document) -> float:
    """Documents a second."""
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        work(document)
        best = max(best, 1 / (time.process_time() - start))
    return best


def main() -> None:
    """Print a line a file."""
    documents = [Document(name, Path(name).read_bytes()) for name in sys.argv[1:]]
    form = FORMS["2021"]
    pen = Pen(foot=480, embedded=True)
    for document in documents or [Document("drawn", drawn(form, sound_figures(form, 1), pen))]:
        plain, own = rate(by_pdfplumber, document), rate(read_pdf, document)
        print(f"{own:6.1f} /s  {own / plain:5.2f} ×  pdfplumber {plain:.1f} /s  {Path(document.url).name}")


if __name__ == "__main__":
    main()
