"""Which body of a list a registered one is, where they are called differently: 区教育局, 发改局, 河东街道.

A pair is found only where neither side could be another's. People are told of every one.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from store.names import plain, second_names

_TAILS = tuple(
    (re.compile(f"(?:{pattern})$"), tail)
    for pattern, tail in (
        ("街道办事处|街道办", "街道"),
        ("镇人民政府|镇政府", "镇"),
        ("乡人民政府|乡政府", "乡"),
        ("人民政府办公室|政府办公室", "政府办"),
        ("管理委员会|管委会", "管委"),
        ("委员会", "委"),
    )
)
_PLACE = re.compile(r"[\u4e00-\u9fff]*[省市县区旗州盟]|")
_MIN = 3  # characters of an abbreviation: 发改局


def paired(names: Sequence[str], registered: Mapping[str, str]) -> dict[int, tuple[str, bool]]:
    """The registered body (id → name) that each of `names` means, and whether it is an abbreviation that says so."""
    wanted = {number: _core(name) for number, name in enumerate(names)}
    known = {key: _core(name) for key, name in registered.items()}
    found: dict[int, tuple[str, bool]] = {}
    for means, short in ((_is_end, False), (_is_short, True)):
        for number, key in _unique(wanted, known, means):
            found[number] = (key, short)
            del wanted[number], known[key]
    return found


def _unique(
    wanted: Mapping[int, str], known: Mapping[str, str], means: Callable[[str, str], bool]
) -> list[tuple[int, str]]:
    """The pairs of which neither half stands in another."""
    pairs = [
        (number, key)
        for number, name in wanted.items()
        for key, other in known.items()
        if means(name, other) or means(other, name)
    ]
    numbers, keys = Counter(number for number, _ in pairs), Counter(key for _, key in pairs)
    return [(number, key) for number, key in pairs if numbers[number] == keys[key] == 1]


def _core(name: str) -> str:
    """A name before its brackets, with the short form of its last word."""
    core = plain(second_names(name)[0])
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
    """Whether a name has letters of another in their order, the first after the places and the last among them."""
    return any(
        form[0] == long[start]
        and form[-1] == long[-1]
        and len(form) >= _MIN
        and _PLACE.fullmatch(long[:start]) is not None
        and _in_order(form, long[start:])
        for form in _forms(short)
        for start in range(len(long) - len(form))
    )


def _forms(name: str) -> tuple[str, ...]:
    """A name as it is, and without 区 or its like before it."""
    return (name, name[1:]) if len(name) > _MIN and name[0] in "省市县区旗州盟" else (name,)


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
