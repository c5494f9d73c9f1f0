"""Documents made for tests by LibreOffice itself, many in one call."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.reading.formats.office import soffice
from tests.reading.formats.test_docx import NAMESPACES, OFFICE, W, packed

# suffix → the filter that writes it
FILTERS = {
    "doc": "MS Word 97",
    "docx": "MS Word 2007 XML",
    "rtf": "Rich Text Format",
    "odt": "writer8",
    "xls": "MS Excel 97",
    "xlsx": "Calc MS Excel 2007 XML",
    "ods": "calc8",
}


def needs_libreoffice() -> None:
    """End a test that can't run here, by name and reason."""
    if soffice() is None:
        pytest.skip(
            "not run: LibreOffice makes its documents, and is not installed (libreoffice-writer, libreoffice-calc)"
        )


def word_package(body: str) -> bytes:
    """A DOCX that LibreOffice itself opens, with one numbered list."""
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {"document": "document.main", "numbering": "numbering"}
    types = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/word/{part}.xml" ContentType="{content}.{kind}+xml"/>'
            for part, kind in parts.items()
        )
    )

    def relation(kind: str, target: str) -> str:
        link = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}/relationships">{link}</Relationships>'

    level = '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>'
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">{types}</Types>',
            "_rels/.rels": relation("officeDocument", "word/document.xml"),
            "word/_rels/document.xml.rels": relation("numbering", "numbering.xml"),
            "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/numbering.xml": f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{level}'
            '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        }
    )


def rendered(folder: Path, bodies: Sequence[bytes], source: str, imported: str, target: str) -> list[bytes]:
    """Each document, given in the format with suffix `source`, as LibreOffice writes it in the format `target`."""
    needs_libreoffice()
    folder.mkdir(exist_ok=True)
    written = folder / target
    names = [f"made{number}" for number in range(len(bodies))]
    for name, body in zip(names, bodies, strict=True):
        (folder / f"{name}.{source}").write_bytes(body)
    subprocess.run(
        [
            str(soffice()),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            f"--infilter={imported}",
            "--convert-to",
            f"{target}:{FILTERS[target]}",
            "--outdir",
            str(written),
            *(str(folder / f"{name}.{source}") for name in names),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return [(written / f"{name}.{target}").read_bytes() for name in names]
