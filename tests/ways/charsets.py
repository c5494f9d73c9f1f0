"""What the characters are, what header and META say they are, and what is left of them."""

import re
from collections.abc import Callable

from tests.made.portals.raw_server import Wire, sized
from tests.made.portals.small_portals import JYJ, WSJ
from tests.ways.site import MENU, OLD, listing, reported, row
from tests.ways.way import Place, Right, Row, Sound, Way, way

# What is tried at other places besides.
_REPORTS = (
    "gbk-in-meta", "utf-16-be-said", "gbk-said-latin-1", "twice-encoded", "taken-for-gbk",
)  # fmt: skip
_SECOND = ("twice-encoded", "question-marks")
# Simplified to traditional, as far as the pages need it: a portal's 繁體 version.
_TRADITIONAL = str.maketrans(
    "试验义务教卫员会报对与总动开发复议诉讼维持纠结级进问题关办识码标网",
    "試驗義務教衛員會報對與總動開發復議訴訟維持糾結級進問題關辦識碼標網",
)
_MORE = str.maketrans(
    "门区县长书单应处无数统计类别个这说还时见众业产国东书级维护优规则",
    "門區縣長書單應處無數統計類別個這說還時見眾業產國東書級維護優規則",
)


def _said(text: str, meta: str) -> str:
    """A text whose META says another charset; none if it is empty."""
    return re.sub(r"<meta charset=[\"']utf-8[\"']>", f'<meta charset="{meta}">' if meta else "", text)


def _coded(
    codec: str, header: str, meta: str, mark: bytes = b"", text: Callable[[str], str] = str
) -> Callable[[Sound], Wire]:
    """The sound page in a codec, with what the HTTP header ("" for none) and its META say of it."""

    def make(sound: Sound) -> Wire:
        body = mark + text(_said(sound.text, meta)).encode(codec, "replace")
        return sized(body, Content_Type=f"text/html; charset={header}" if header else "text/html")

    return make


def _rare(text: str) -> str:
    """With characters that GB18030 has in four bytes only, and one that GBK has and GB2312 has not."""
    return text.replace("<body>", "<body><p>㐂𠮷䶮镕</p>").replace(
        '<div class="path">', '<div class="path">㐂𠮷䶮镕'
    )


def _traditional(text: str) -> str:
    return text.translate(_TRADITIONAL).translate(_MORE)


def _twice(text: str) -> str:
    """UTF-8 taken for Latin-1 and encoded once more."""
    return text.encode().decode("latin-1")


def _as_gbk(text: str) -> str:
    """UTF-8 taken for GBK and encoded once more: characters, but no words."""
    return text.encode().decode("gbk", "replace")


def _lost(text: str) -> str:
    """Every character replaced on its way, and the replacement taken for GBK: 锟斤拷."""
    return re.sub(r"[\u3000-\u9fff]", "锟斤拷", text)


def _questions(text: str) -> str:
    """Every character lost to a database that has no room for it."""
    return re.sub(r"[\u3000-\u9fff]", "?", text)


def _entities(text: str) -> str:
    return "".join(f"&#{ord(sign)};" if sign > "\x7f" else sign for sign in text)


def _rows_in_gbk(sound: Sound) -> Wire:
    """A list included from a file of another encoding."""
    before, after = sound.text.split('<ul class="list">', 1)
    rows, rest = after.split("</ul>", 1)
    body = before.encode() + b'<ul class="list">' + rows.encode("gbk") + b"</ul>" + rest.encode()
    return sized(body)


def _frame_in_gbk(sound: Sound) -> Wire:
    before, after = sound.text.split('<ul class="list">', 1)
    rows, rest = after.split("</ul>", 1)
    return sized(before.encode("gbk") + f'<ul class="list">{rows}</ul>'.encode() + rest.encode("gbk"))


_MANY = "".join(f'<a href="/fw/{number}/">便民服务事项办理指引第{number}项</a>' for number in range(400))


def _one_row_in_gbk(sound: Sound) -> Wire:
    """One row of another encoding in a long page: a hundredth of its characters."""
    text = sound.text.replace(MENU, MENU + _MANY)
    before, after = text.split(reported(WSJ), 1)
    return sized(before.encode() + reported(WSJ).encode("gbk") + after.encode())


def _cut_characters(sound: Sound) -> Wire:
    """A title cut by its bytes, in the middle of a character, and padded."""
    title = f"{WSJ}2025年政府信息公开工作年度报告"
    broken = title.encode()[:-13] + b"..."
    return sized(sound.body.replace(title.encode(), broken))


def _kind_lost(sound: Sound) -> Wire:
    """The word that says what a title is of was lost, three characters only."""
    return sized(
        sound.text.replace(
            f"{WSJ}2025年政府信息公开工作年度报告", f"{WSJ}2025年政府信息公开工作年\ufffd\ufffd\ufffd"
        ).encode()
    )


_HARMLESS: tuple[tuple[str, Callable[[Sound], Wire], str], ...] = (
    ("utf-8-mark", _coded("utf-8", "utf-8", "utf-8", b"\xef\xbb\xbf"), ""),
    ("utf-8-unsaid", _coded("utf-8", "", ""), ""),
    ("utf-8-said-gbk", _coded("utf-8", "gbk", "utf-8"), "header and META disagree; the bytes decide"),
    ("utf-8-said-latin-1", _coded("utf-8", "iso-8859-1", "utf-8"), "Tomcat's default"),
    ("gbk-said", _coded("gbk", "gbk", "gbk"), ""),
    ("gbk-in-meta", _coded("gbk", "", "gb2312"), ""),
    ("gbk-unsaid", _coded("gbk", "", ""), ""),
    ("gbk-said-utf-8", _coded("gbk", "utf-8", "gb2312"), "header and META disagree; the bytes decide"),
    ("gb18030-four-bytes", _coded("gb18030", "gb2312", "gb2312", text=_rare), ""),
    ("utf-16-le-mark", _coded("utf-16-le", "", "utf-16", b"\xff\xfe"), ""),
    ("utf-16-be-mark", _coded("utf-16-be", "", "utf-16", b"\xfe\xff"), ""),
    ("utf-16-be-said", _coded("utf-16-be", "utf-16be", "utf-16"), ""),
    ("entities", _coded("ascii", "", "", text=_entities), ""),
    ("zeros-inside", lambda s: sized(s.body.replace(b"</ul>", b"\0\0\0</ul>").replace(b"</h1>", b"\0</h1>")), ""),
)  # fmt: skip

# Name, how, class, row; whether it may be read as sound as well.
_FAULTS: tuple[tuple[str, Callable[[Sound], Wire], str, Row, tuple[str, Row] | None, str], ...] = (
    ("gbk-said-latin-1", _coded("gbk", "iso-8859-1", "gb2312"), "wrong_charset", "either", ("", "seen"), "META and bytes agree"),
    ("gbk-said-latin-1-only", _coded("gbk", "iso-8859-1", ""), "wrong_charset", "either", ("", "seen"), ""),
    ("gbk-said-big5", _coded("gbk", "big5", ""), "wrong_charset", "either", ("", "seen"), "decodes, to nonsense"),
    ("utf-16-le-unsaid", _coded("utf-16-le", "", ""), "wrong_charset", "either", ("", "seen"), "its zeros tell it"),
    # Rows whose titles can't be read are opened: their articles tell whose they are.
    ("twice-encoded", _coded("utf-8", "utf-8", "utf-8", text=_twice), "wrong_charset", "either", None, ""),
    ("taken-for-gbk", _coded("utf-8", "utf-8", "utf-8", text=_as_gbk), "wrong_charset", "unseen", None,
     "every byte is right UTF-8; no word is right Chinese"),
    ("kun-jin-kao", _coded("utf-8", "utf-8", "utf-8", text=_lost), "wrong_charset", "either", None, ""),
    ("question-marks", _coded("utf-8", "utf-8", "utf-8", text=_questions), "wrong_charset", "either", None, ""),
)  # fmt: skip

# Big5: the rows are there, in other characters than the registry's.
_BIG5: tuple[tuple[str, Callable[[Sound], Wire], str], ...] = (
    (
        "big5-said",
        _coded("big5", "big5", "big5", text=_traditional),
        "read rightly, the names are not the registry's",
    ),
    ("big5-in-meta", _coded("big5", "", "big5", text=_traditional), "as above"),
    ("big5-unsaid", _coded("big5", "", "", text=_traditional), "decodes as GB18030 too, to nonsense"),
)


def _places(name: str) -> tuple[Place, ...]:
    places: tuple[tuple[Place, tuple[str, ...]], ...] = (("second", _SECOND), ("report", _REPORTS))
    return ("list", *(place for place, names in places if name in names))


WAYS: tuple[Way, ...] = (
    *(way(name, place, make, why=why) for name, make, why in _HARMLESS for place in _places(name)),
    *(
        way(name, place, make, told if place != "report" else f"{told}|not_a_report|no_body|lost_tables", row_, why, also=also)
        for name, make, told, row_, also, why in _FAULTS
        for place in _places(name)
    ),
    *(
        Way(name, "list", make, (Right(frozenset(["wrong_charset", "other_page", "partial_list"]), "either", False),
                                 Right(frozenset(), "seen", True)), why)
        for name, make, why in _BIG5
    ),
    way("rows-in-gbk", "list", _rows_in_gbk, "wrong_charset", "either", "an included file of another encoding"),
    way("rows-in-gbk", "second", _rows_in_gbk, "wrong_charset", "either"),
    way("frame-in-gbk", "list", _frame_in_gbk, "wrong_charset", "either", "the rows are UTF-8, all around them is not",
        also=("", "seen")),
    way("one-row-in-gbk", "list", _one_row_in_gbk, "wrong_charset", "either", "few characters are lost, but a whole title"),
    way("title-cut-in-a-character", "list", _cut_characters, "wrong_charset", "either", "its article can tell",
        also=("", "seen")),
    way("word-of-the-kind-lost", "list", _kind_lost, "wrong_charset", "either", "three characters; its article can tell",
        also=("", "seen")),
    way("row-with-soft-hyphens", "list", lambda s: sized(
        listing([reported(JYJ), row("./t20260131_2.html", f"{WSJ}2025年政府信息\u200b公开工作\u00ad年度报告",
            "2026-01-31"), OLD]).encode()
        if WSJ in s.text else s.body), "partial_list|wrong_charset", "either", "signs that are not seen", also=("", "seen")),
)  # fmt: skip
