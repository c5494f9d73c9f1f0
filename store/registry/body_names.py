"""Names of bodies by what they end with, from one list (body_names.toml): government, office, township, farm, zone, region."""

import re
import tomllib
from pathlib import Path
from typing import Any

from store.registry.names import second_names

KINDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("body_names.toml").read_text(encoding="utf-8"))
ZONES = tuple(KINDS["zones"]["ends"])
_MAX_NAME = 40  # characters; the longest real one has 33
_FARM_CLASSES = frozenset(KINDS["farms"]["classes"])


def _any(*kinds: str) -> str:
    words = {word for kind in kinds for word in KINDS[kind]["ends"]}
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_NO_FARM = "".join(f"(?<!{word})" for word in KINDS["farms"]["not"])
_FARM = rf"(?:{_any('farms')}){_NO_FARM}"
_BODY = re.compile(rf"(?:(?:{_any('organs', 'townships', 'zones')})|{_FARM})$")
_REGION = re.compile(rf"(?:{_any('regions', 'townships', 'zones')})$")
_CHARACTERS = re.compile(r"[\u4e00-\u9fff（）()]+")
_PLACE = re.compile(
    rf"[\u4e00-\u9fff]{{2}}(?:(?:{_any('regions', 'townships', 'zones')})|{_FARM}$)|^国家|^中国|^国务院|部$"
)
# Places of one character, which stand first: 蠡县审计局, 螅镇, 锡盟商务局; but 乡镇, 城乡, 联盟 are none.
_SHORT_PLACE = re.compile(
    rf"(?![{''.join(KINDS['generic']['before'])}省市州县区旗镇乡街城村集古小家外联同][县镇乡盟])[\u4e00-\u9fff][县镇乡盟]"
)
# 市教育局, 本镇; but 镇江市, 乡宁县, 市中区 and 街子镇 are names of places.
_GENERIC = re.compile(
    rf"^(?:{'|'.join(KINDS['generic']['before'])})?(?:[省市州县区旗镇乡街场盟]|苏木|街道|园区)"
    r"(?![\u4e00-\u9fff]{0,1}(?<!城)(?:[中南北]区|[\u4e00-\u9fff](?<![城乡])(?:市|县|镇|乡|街道)))"
)
_NO_PLACE = re.compile(r"(?:^|(?<=[和与房]))城[乡市镇]")  # 住房和城乡建设局


def is_body(name: str) -> bool:
    """Whether a text without white space is the name of a body and nothing else: 教育局, 青峰镇人民政府, 佳荣里街.

    It may have a second name in brackets: 文化和旅游局（文物局）.
    """
    name, _ = second_names(name)
    return 2 < len(name) <= _MAX_NAME and bool(_CHARACTERS.fullmatch(name)) and _BODY.search(name) is not None


def is_region(name: str) -> bool:
    """Whether a text without white space may be the name of a place that has a government: 青川县, 松木塘镇."""
    if len(name) == 2:
        return _SHORT_PLACE.match(name) is not None
    return 2 < len(name) <= 16 and bool(_CHARACTERS.fullmatch(name)) and _REGION.search(name) is not None


def says_place(name: str) -> bool:
    """Whether a name says which body it is: it names a place or a national body, not just 公安局, 市教育局 or 园艺场."""
    if _SHORT_PLACE.match(name):
        return True
    placed = _PLACE.search(_NO_PLACE.sub("", name)) is not None
    return placed and not _GENERIC.match(name) and name not in _FARM_CLASSES
