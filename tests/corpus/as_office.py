"""Drafts as the formats that LibreOffice writes: DOC, WPS (a DOC by another name), RTF, ODT, PDF; and as XLSX."""

import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Border, Side

from tests.corpus.as_docx import packed
from tests.corpus.draft import Draft, Grid, Place, spread

TARGETS = {
    "doc": "doc:MS Word 97",
    "wps": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "odt": "odt:writer8",
    "pdf-office": "pdf:writer_pdf_Export",
}
_AT_ONCE = 100  # files a call; a call takes some seconds to start
_SECONDS = 600
_FIGURE = re.compile(r"(?:0|-?[1-9]\d*)(?:\.\d*[1-9])?")
_CORE = "docProps/core.xml"


def converted(bodies: Mapping[str, bytes], target: str) -> dict[str, bytes]:
    """DOCX files by name, converted to a format of TARGETS. Files that LibreOffice refuses are missing."""
    filter_name = TARGETS[target]
    suffix = filter_name.split(":")[0]
    names = list(bodies)
    found: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for start in range(0, len(names), _AT_ONCE):
            paths = [root / f"{number}.docx" for number in range(start, min(start + _AT_ONCE, len(names)))]
            for path, name in zip(paths, names[start:], strict=False):
                path.write_bytes(bodies[name])
            subprocess.run(
                [
                    "soffice",
                    f"-env:UserInstallation=file://{root}/profile",
                    "--headless",
                    "--convert-to",
                    filter_name,
                    "--outdir",
                    str(root / "out"),
                    *map(str, paths),
                ],
                check=True,
                capture_output=True,
                timeout=_SECONDS,
            )
            for path, name in zip(paths, names[start:], strict=False):
                made = root / "out" / f"{path.stem}.{suffix}"
                if made.exists():
                    found[name] = made.read_bytes()
    return found


def workbook(draft: Draft) -> bytes:
    """The report as an XLSX: all on one sheet, or a sheet a table."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "年度报告"
    thin = Side(style="thin")
    row = 1
    for block in draft.blocks:
        if not isinstance(block, Grid):
            sheet.cell(row, 1, block.text)
            row += 1
            continue
        if "sheet_a_table" in draft.look:
            sheet, row = book.create_sheet(), 1
        for line in spread(block.rows):
            for column, place in enumerate(line, start=1):
                if place is None:
                    continue
                cell = sheet.cell(row, column, _shown(draft, place))
                if "formulas" in draft.look and _is_sum(draft, place, line[column - 7 : column - 1]):
                    span = [sheet.cell(row, column - n).coordinate for n in (6, 1)]
                    cell.value = f"=SUM({':'.join(span)})"
                cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
                if place.colspan > 1 or place.rowspan > 1:
                    sheet.merge_cells(
                        start_row=row,
                        start_column=column,
                        end_row=row + place.rowspan - 1,
                        end_column=column + place.colspan - 1,
                    )
            row += 1
            if "hidden_rows" in draft.look and block.name == "disclosure":
                for column, place in enumerate(line, start=1):
                    if place and place.rowspan == 1:
                        sheet.cell(row, column, "77" if place.key else place.text)
                sheet.row_dimensions[row].hidden = True
                row += 1
    if "hidden_sheet" in draft.look:
        hidden = book.create_sheet("模板")
        hidden.sheet_state = "hidden"
        for number, text in enumerate(("信息内容", "本年制发件数", "规章", "88"), start=1):
            hidden.cell(1 + (number > 2), 1 + (number + 1) % 2, text)
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:  # without the time of writing
        members: dict[str, bytes | str] = {
            name: re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-12T00:00:00Z", archive.read(name))
            if name == _CORE
            else archive.read(name)
            for name in archive.namelist()
        }
    return packed(members)


def _is_sum(draft: Draft, total: Place, parts: Sequence[Place | None]) -> bool:
    """Whether a total of 表三 is the sum of the six cells before it, each printed as a plain figure."""
    if not total.key or total.key[0] != "requests" or total.key[2] != "total":
        return False
    cells = [place for place in parts if place and place.key and place.text.isdigit()]
    return len(cells) == 6 and total.text == str(sum(int(place.text) for place in cells))


def _shown(draft: Draft, place: Place) -> object:
    """Plain figures are numbers unless the sheet holds texts only."""
    if place.key and "text_cells" not in draft.look and _FIGURE.fullmatch(place.text):
        return float(place.text) if "." in place.text else int(place.text)
    return place.text or None
