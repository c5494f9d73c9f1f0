"""Damaged documents: `python -m tests.made.papers.mutations COUNT FILE…` reads the files and COUNT mutants.

It prints what became of each.

It runs in a process of its own, so that its memory is theirs. A mutant may be read or refused by name; whatever else
happens is listed under `faults`, with the number from which `mutant` makes it again.
"""

import json
import os
import random
import resource
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

from PIL import Image

from crawler.reading import Document, UnreadableDocument, media_type, read
from crawler.reading.apart.server import _in_fork
from crawler.reading.apart.worker import from_json
from crawler.reading.blocks import Page
from crawler.reading.opening.media_types import FORMATS, PDF
from tests.made.papers.scans import MISSING

MUTANTS = int(os.environ.get("NIANBAO_MUTANTS", "1000"))  # a format; 10,000 before a release
MAX_SECONDS = 10
MAX_MEGABYTES = 512
FAILURES = {"empty", "unreadable_format", "broken", "too_large", "time_limit", "no_body", "hijacked"}


def mutant(body: bytes, seed: int) -> bytes:
    """`body` with one to eight faults: bytes changed, cut, lost, doubled, moved or put in."""
    rng = random.Random(seed)
    damaged = bytearray(body)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        if not damaged:
            break
        start = rng.randrange(len(damaged))
        end = min(len(damaged), start + rng.choice((1, 2, 8, 64, 1024, 16_384)))
        part = bytes(damaged[start:end])
        match rng.randrange(8):
            case 0:
                damaged[start] ^= 1 << rng.randrange(8)
            case 1:
                del damaged[start:end]
            case 2:
                damaged[start:start] = part * rng.choice((1, 2, 50))
            case 3:
                damaged[start:end] = rng.randbytes(end - start)
            case 4:
                place = rng.randrange(len(damaged))
                damaged[place:place] = part
            case 5:
                del damaged[start:]
            case 6:
                damaged[start:end] = bytes(end - start)
            case 7:
                damaged[start:start] = rng.choice(
                    (b"<", b">", b"9" * 40, b"\xff\xfe", b"<table>", b"</table>", b"</td>", b"-1", b"&#0;")
                )
    return bytes(damaged)


def mapped() -> int:
    """Bytes of address space that this process has."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()


def outcome(body: bytes) -> str:
    """What became of a document: read, or the name of the failure; anything else is raised."""
    try:
        kind = media_type(body)
        while (form := FORMATS[kind]).apart:
            # As the worker does it, with this process as its server: the forks' memory can be asked for then.
            # What it has mapped, which a server has not, is no part of the document's.
            memory = form.memory + mapped()
            job = {"name": form.name, "reader": form.reader, "seconds": form.seconds, "memory": memory}
            status, payload, _ = _in_fork(job, body)
            if status != "page":
                return payload.decode("utf-8").partition(" ")[0]
            found = from_json(payload)
            if isinstance(found, Page):
                return "read"
            kind, body = found.media_type, body if found.body is None else found.body
        read(Document("mutant", body))
    except UnreadableDocument as error:
        return error.failure
    return "read"


def _load_for_pictures(bodies: list[bytes]) -> None:
    """What readers of pictures import in each fork, here once. It starts no threads."""
    kinds = {media_type(body) for body in bodies}
    if not MISSING and any(kind.startswith("image/") or kind == PDF for kind in kinds):
        for name in ("cv2", "PIL.ImageOps", "PIL.ImageSequence"):
            import_module(name)
        Image.init()


def processor_seconds() -> float:
    """Processor time so far, that of ended forks included: the machine may be busy with others."""
    return sum(os.times()[:4])


def own_peak() -> int:
    """The most memory that this program held, in KiB. `getrusage` would count what the process that started it held then."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0])


def main() -> None:
    """Read the mutants and print a JSON object."""
    count, bodies = int(sys.argv[1]), [Path(name).read_bytes() for name in sys.argv[2:]]
    _load_for_pictures(bodies)
    # Whatever has no end is ended: by processor time, for the machine may be busy with others.
    resource.setrlimit(resource.RLIMIT_CPU, (60 + count * 2, 60 + count * 2))
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    slowest = 0.0
    for seed in range(-len(bodies), count):
        body = bodies[seed % len(bodies)]
        start = processor_seconds()
        try:
            found = outcome(mutant(body, seed) if seed >= 0 else body)
        except Exception as error:  # what this program is there to find
            found = f"{type(error).__name__}: {error}"[:200]
        outcomes[found] += 1
        if found not in FAILURES | {"read"}:
            faults.append(f"{seed}: {found}")
        slowest = max(slowest, processor_seconds() - start)
    peak = max(own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    said = {"outcomes": outcomes, "faults": faults, "slowest": slowest, "megabytes": peak // 1024}
    print(json.dumps(said, ensure_ascii=False))


if __name__ == "__main__":
    main()
