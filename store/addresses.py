"""Addresses: when two of them are one place. Http and https are; so are addresses that differ in a time stamp only."""

import re
from urllib.parse import urlsplit

# What scripts hang on addresses against caches: moments (20260622010611, 1782061571000) and fractions (0.8123456789).
_STAMP = re.compile(
    r"(?:t|_|_t|ts|rnd|rand|random|timestamp)="
    r"(?:20\d{2}(?:0[1-9]|1[0-2])\d{8}|1[5-9]\d{11}|0\.\d{8,})",
    re.I,
)


def canonical(url: str) -> str:
    """The address without scheme, default port and time stamp; anything but an http(s) address stays as it is."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return url
    host = re.sub(r":(?:80|443)$", "", parts.netloc.lower())
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _STAMP.fullmatch(pair))
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"//{host}{parts.path or '/'}{f'?{query}' if query else ''}{fragment}"


def same_place(one: str, other: str) -> bool:
    """Whether two addresses are one page to a visitor: with or without TLS, www., a slash or index.html at its end, a session."""
    return _bare(one) == _bare(other)


def _bare(url: str) -> str:
    parts = urlsplit(url)
    path = re.sub(r";jsessionid=\w+", "", parts.path, flags=re.I)
    path = re.sub(r"/(?:(?:index|default)\.\w{2,5})?$", "", path, flags=re.I)
    return f"{(parts.hostname or '').removeprefix('www.')}{path}?{parts.query}"
