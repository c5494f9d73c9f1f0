"""Documents made for tests by LibreOffice itself, many in one call."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.reading.office import soffice

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


def rendered(folder: Path, bodies: Sequence[bytes], source: str, imported: str, target: str) -> list[bytes]:
    """Each document, given in the format with suffix `source`, as LibreOffice writes it in the format `target`."""
    needs_libreoffice()
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
