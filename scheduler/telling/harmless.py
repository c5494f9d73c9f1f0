"""Scraped text made harmless, wherever it is told: terminals, chat, mail, Markdown."""

import re
import unicodedata

# Signs that chat services, Markdown or HTML act on; scraped text keeps its look without them.
_ACTIVE = str.maketrans("<>[]*`@#|\\", "＜＞［］＊｀＠＃｜＼")


def plain(text: str, limit: int = 300) -> str:
    """Scraped text made harmless for terminals, chat and Markdown: no control signs, no mentions, no markup."""
    shown = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    shown = re.sub(r"\s+", " ", shown).strip().translate(_ACTIVE)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def link(url: str) -> str:
    """An address as it is if it is a plain http(s) one, else harmless text."""
    return url if re.fullmatch(r"https?://[!#-;=?-Z^_a-z~%]{1,400}", url) else plain(url, 200)
