"""Where a digest goes: the console, a file, and any service that apprise knows (企业微信, 钉钉, 飞书, mail …)."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from scheduler.telling.digest import MAX_CHAT_LINES, Digest
from store.errors import OperatorError


class ChannelError(OperatorError):
    """Raised when a digest could not be sent; the message names the service, never its credentials."""


def write_file(digest: Digest, folder: Path) -> Path:
    """Write the whole digest to `folder`/YYYY-MM-DD.txt; one of the same night is continued. Returns the path."""
    path = folder / f"{digest.night}.txt"
    before = path.read_text(encoding="utf-8") + "\n" if path.exists() else ""
    write_atomically(path, before + digest.text())
    return path


def write_atomically(path: Path, text: str) -> None:
    """Write a text file so that readers see the old or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def send(digest: Digest, urls: Sequence[str]) -> int:
    """Send a digest to addresses, each by the channel of its scheme. Returns how many took it.

    Raises ChannelError if any didn't; it is tried with all of them first.
    """
    failed = [scheme_of(url) for url in urls if not CHANNELS.get(scheme_of(url), by_apprise)(url, digest)]
    if failed:
        raise ChannelError(
            f"没有送达 {'、'.join(failed)}，不算已通报，下次再发",
            f"not delivered to {', '.join(failed)}; the digest stays untold and is sent again next time",
        )
    return len(urls)


def by_apprise(url: str, digest: Digest) -> bool:
    """Send a digest to a service that apprise knows; whether it was taken. Raises ChannelError for one that it doesn't."""
    import apprise  # 0.3 s to import; most commands don't send

    service = apprise.Apprise()
    if not service.add(url):
        raise ChannelError(
            f"{scheme_of(url)}：apprise 不认识这种地址，请查它的文档",
            f"{scheme_of(url)}: apprise doesn't know this address; see the list in its documentation",
        )
    body = digest.text(MAX_CHAT_LINES)
    return bool(service.notify(title=digest.title, body=body, body_format=apprise.NotifyFormat.TEXT))


# A channel takes an address and a digest, and says whether it was delivered.
Channel = Callable[[str, Digest], bool]
# Channels of our own by the scheme of their addresses; all other schemes are apprise's.
CHANNELS: Mapping[str, Channel] = {}


def scheme_of(url: str) -> str:
    """The service part of an apprise URL: all of it that may be shown."""
    found = re.match(r"[\w+.-]+", url)
    return found[0] if found else "?"


def notify_urls(text: str) -> list[str]:
    """Apprise URLs from a setting: separated by white space."""
    return text.split()
