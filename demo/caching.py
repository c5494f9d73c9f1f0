"""How portals answer a client that already has a page: four ways that real servers have, by name."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from demo.families import Answer, Asked

# strong: ETag and Last-Modified, 304 where either is met · now: Last-Modified is the time of the visit, misspelt as
# some systems do · changing: an ETag of its own for every visit · none: nothing.
MODES = ("none", "strong", "now", "changing")


def revalidated(
    mode: str, asked: Asked, reply: Answer, changed: datetime, now: datetime, visit: int
) -> Answer:
    """The answer as a server of this mode sends it. `changed`: when what the page shows last changed."""
    if reply.status != 200 or asked.method not in ("GET", "HEAD"):
        return reply
    validators = _validators(mode, reply, changed, now, visit)
    reply = replace(reply, headers={**reply.headers, **validators})
    if mode in ("strong", "changing") and _is_known(asked.headers, validators, changed):
        return replace(reply, status=304, body=b"")
    return reply


def _validators(mode: str, reply: Answer, changed: datetime, now: datetime, visit: int) -> Mapping[str, str]:
    if mode == "strong":
        return {"ETag": f'"{sha256(reply.body).hexdigest()[:16]}"', "Last-Modified": _http_date(changed)}
    if mode == "now":
        return {"Last-Modified": _http_date(now).replace(" GMT", "GMT"), "Cache-Control": "no-cache"}
    if mode == "changing":
        return {"ETag": f'"node-{visit:x}"'}
    return {}


def _is_known(headers: Mapping[str, str], validators: Mapping[str, str], changed: datetime) -> bool:
    """Whether the client has this very page (RFC 9110, 13.2.2: If-None-Match counts before If-Modified-Since)."""
    if tags := headers.get("if-none-match"):
        named = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return bool(named & {"*", validators.get("ETag", "")})
    since = headers.get("if-modified-since")
    if not since or "Last-Modified" not in validators:
        return False
    try:
        return changed.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
