"""Which body of a list a registered one is, where they are called differently: 区教育局, 发改局, 河东街道.

A pair is found only where neither side could be another's. People are told of every one.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from store.registry.names import comparable, second_names

_TAILS = tuple(
    (re.compile(f"(?:{pattern})$"), tail)
    for pattern, tail in (
        ("街道办事处|街道办", "街道"),
        ("镇人民政府|镇政府", "镇"),
        ("乡人民政府|乡政府", "乡"),
        ("人民政府办公室|政府办公室", "政府办"),
        ("办公室", "办"),
        ("管理委员会|管委会", "管委"),
        ("委员会", "委"),
    )
)
_PLACE = re.compile(r"[\u4e00-\u9fff]*[省市县区旗州盟]|")
_MIN = 3  # characters of an abbreviation: 发改局


@dataclass(frozen=True)
class Pair:
    """The id of the registered body that is meant, and by what: end (its name without places), short, loose."""

    id: str
    by: str


def paired(names: Sequence[Sequence[str]], registered: Mapping[str, str]) -> dict[int, Pair]:
    """The registered body (id → name) that each of `names` means: a body's name and its short names."""
    wanted = {number: tuple(map(_core, own)) for number, own in enumerate(names)}
    known = {key: _core(name) for key, name in registered.items()}
    found: dict[int, Pair] = {}
    for number, key in _single(_pairs(wanted, known, _is_end)):
        found[number] = Pair(key, "end")
        del wanted[number], known[key]
    short = set(_pairs(wanted, known, _is_short))
    for number, key in _single(_pairs(wanted, known, _is_loose)):
        found[number] = Pair(key, "short" if (number, key) in short else "loose")
    return found


def _pairs(
    wanted: Mapping[int, Sequence[str]], known: Mapping[str, str], means: Callable[[str, str], bool]
) -> list[tuple[int, str]]:
    return [
        (number, key)
        for number, own in wanted.items()
        for key, other in known.items()
        if any(means(name, other) or means(other, name) for name in own)
    ]


def _single(pairs: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The pairs of which neither half stands in another."""
    numbers, keys = Counter(number for number, _ in pairs), Counter(key for _, key in pairs)
    return [(number, key) for number, key in pairs if numbers[number] == keys[key] == 1]


def _core(name: str) -> str:
    """A name before its brackets, with the short form of its last word."""
    core = comparable(second_names(name)[0])
    for pattern, tail in _TAILS:
        if pattern.search(core):
            return pattern.sub(tail, core)
    return core


def _is_end(long: str, short: str) -> bool:
    """Whether a name is another without the places before it: 教育局, 区教育局 and 白河区教育局."""
    return any(
        long.endswith(form) and _PLACE.fullmatch(long.removesuffix(form)) is not None
        for form in _forms(short)
    )


def _is_short(long: str, short: str) -> bool:
    """Whether a name has letters of another in their order, the first after the places: 发改局 and 白河区发展和改革局."""
    return any(
        form[0] == long[start]
        and _PLACE.fullmatch(long[:start]) is not None
        and _in_order(form, long[start:])
        for form in _forms(short)
        for start in range(len(long) - len(form))
    )


def _is_loose(long: str, short: str) -> bool:
    """Whether a name has letters of another in their order, wherever: 审批局 and 白河区行政审批服务局."""
    return any(_in_order(form, long) for form in _forms(short))


def _forms(name: str) -> tuple[str, ...]:
    """A name as it is, and without 区 or its like before it."""
    return (name, name[1:]) if len(name) > _MIN and name[0] in "省市县区旗州盟" else (name,)


def _in_order(letters: str, text: str) -> bool:
    """Whether enough letters stand in a text in their order, and both end alike."""
    rest = iter(text)
    return len(letters) >= _MIN and letters[-1] == text[-1] and all(letter in rest for letter in letters)
