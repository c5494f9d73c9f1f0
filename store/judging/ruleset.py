"""What the rules are now, as a hash: with another, everything is judged anew."""

import hashlib
from functools import cache
from pathlib import Path

_STORE = Path(__file__).parents[1]


@cache
def rule_set() -> str:
    """What the rules are now: sha256 over their contract, thresholds and code, and the forms they know."""
    files = sorted(
        path
        for folder in ("checks", "form")
        for path in (_STORE / folder).rglob("*")
        if path.suffix in (".py", ".toml")
    )
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
