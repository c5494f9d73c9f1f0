"""A folder of evidence that a third party can verify offline with sh, sha256sum and grep alone.

Names in it are hashes and numbers, never text of a portal.
"""

import shutil
import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from store.errors import OperatorError
from store.evidence.selecting import Evidence
from store.evidence.warc import uri_of, write_warc
from store.manifest_lines import head, sha256

_HERE = Path(__file__).parent
_WRITTEN = {"README.txt": "readme.txt", "check.sh": "check.sh"}  # in the bundle, here
_HEADS = "sha256\tfetched_at\tstatus\tkind\tportal\turl\n"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say: the same evidence makes the same file


class Occupied(OperatorError):
    """Raised where something is already at the place that a bundle is to be written to."""


def write_evidence(out: Path, found: Evidence, now: datetime) -> int:
    """Write a WARC file (.warc.gz), a ZIP (.zip) or a folder; returns how many fetches have a record in it.

    It is there whole or not at all. Raises Occupied, and ArchiveError for bytes that are damaged.
    """
    if out.exists():
        raise Occupied(
            f"{out} 已经存在，请换一个名字，或先移走它",
            f"{out} is there already; give another name, or move it away",
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent, prefix=".nianbao-") as place:
        fresh = Path(place) / "evidence"
        if out.name.endswith(".warc.gz"):
            with fresh.open("wb") as file:
                count = write_warc(file, found, now)
        else:
            count = _write_folder(fresh, found, now)
        if out.suffix == ".zip":
            _pack(fresh, fresh.with_suffix(".zip"))
            fresh = fresh.with_suffix(".zip")
        fresh.rename(out)
    return count


def _write_folder(folder: Path, found: Evidence, now: datetime) -> int:
    for name in ("pages", "manifests"):
        (folder / name).mkdir(parents=True)
    for name, source in _WRITTEN.items():
        shutil.copyfile(_HERE / source, folder / name)
    with (folder / "evidence.warc.gz").open("wb") as file:
        count = write_warc(file, found, now)
    _write_pages(folder, found)
    (folder / "manifests" / "chain.txt").write_bytes(b"".join(head(row) for row in found.heads()))
    for row in found.heads():
        if row["id"] in found.manifests:
            lines = found.store.archive.get(row["lines_sha256"])
            (folder / "manifests" / f"{row['id']:06}.jsonl").write_bytes(lines)
    _write_sums(folder)
    return count


def _write_pages(folder: Path, found: Evidence) -> None:
    """The bytes of every fetch under their hash, and a table of what they are."""
    with (folder / "index.tsv").open("w", encoding="utf-8", newline="") as index:
        index.write(_HEADS)
        for row in found.fetch_rows():
            digest = row["sha256"] or ""
            said = (
                row["fetched_at"],
                row["status"] or row["failure"] or "",
                row["kind"],
                row["portal"] or "",
            )
            index.write("\t".join((digest, *map(str, said), uri_of(row))) + "\n")
            page = folder / "pages" / digest
            if digest and not page.exists():
                page.write_bytes(found.store.archive.get(digest))


def _write_sums(folder: Path) -> None:
    """SHA256SUMS in the format of sha256sum."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{sha256(path.read_bytes())}  {path.relative_to(folder).as_posix()}\n" for path in files)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="")


def _pack(folder: Path, out: Path) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, path.read_bytes())
