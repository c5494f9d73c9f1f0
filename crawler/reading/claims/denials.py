"""未收到申请, 没有发生复议、诉讼: which things a sentence denies, if its wording denies them altogether."""

import re
from collections.abc import Sequence

from crawler.reading.claims.kinds import ASKING, CARRIED, COURTS, DOCUMENTS, RECEIVING, filler
from crawler.reading.claims.words import WORDS, Token

OBJECTS = (*ASKING, *COURTS, "processing_fee", "notice", *CARRIED, *DOCUMENTS)
MAX_DENIAL = 120  # characters from 未 to the end of its clause
# Each object is put in one private character before the wording between them is checked.
_FIRST, _LAST = chr(0xE000), chr(0xE000 + len(OBJECTS) - 1)
_MARKS = {kind: chr(0xE000 + number) for number, kind in enumerate(OBJECTS)}
_OBJECT, _OTHER = f"[{_FIRST}-{_LAST}]", f"[^{_FIRST}-{_LAST}]"
_ASKED = f"[{''.join(_MARKS[kind] for kind in ASKING)}]"
_CARRIED = f"[{''.join(_MARKS[kind] for kind in CARRIED)}]"
_COURT = f"[{''.join(_MARKS[kind] for kind in COURTS)}]"
_DENIAL = re.compile(
    f"{filler(WORDS['denial']['lead'])}(?P<objects>{_OBJECT}(?:{filler(WORDS['denial']['join'])}{_OBJECT})*)"
    f"{filler(WORDS['denial']['tail'])}"
)
# 因政府信息公开申请引发的行政复议, 结转下年度的申请: the request only says what kind of thing is denied.
_CAUSE = re.compile(
    f"(?:因|由|由于|就|针对|涉及){_OTHER}{{0,8}}{_ASKED}(?:工作|答复|处理|办理|行为|事项)*+(?=引发|引起|产生|导致|提起|而|被|的)"
    f"|{_ASKED}(?:工作|答复)?(?:方面|引发|引起)?的?(?=被?(?:提起|申请)?{_COURT})|(?<={_CARRIED})的?{_ASKED}"
)
_BARE = re.compile(r"(?:发生|收取|产生|出现|有|收到|发出)?(?:情况|费用|过)?")
_VERBS = (*RECEIVING, "occur", "take", "issued", "quiet")


def clause_end(words: Sequence[Token], start: int, text: str) -> int:
    """The place in `words` of the first token after a denial: a mark, the next denial, a number that isn't 一."""
    for place in range(start, len(words)):
        token = words[place]
        one = token.kind == "number" and token.text[0] == "一" and token.value == 1
        if token.kind in ("mark", "negation", "number") and not one:
            return place
    return len(words)


def denies_all_before(wording: str) -> bool:
    """Whether what follows 未 leaves the things before it denied: 行政复议、行政诉讼均未发生."""
    return bool(_BARE.fullmatch(wording))


def denied(wording: str, start: int, span: Sequence[Token]) -> list[Token]:
    """The things that `wording` (what follows 未, at `start` of its sentence) denies without reserve.

    未收到涉密的申请, 未发生因答复不当引发的复议 deny only a part: nothing.
    """
    for token in reversed(span):
        before, after = wording[: token.start - start], wording[token.end - start :]
        if token.kind in OBJECTS:
            wording = before + _MARKS[token.kind] + after
        elif token.kind in _VERBS:
            wording = before + after
    denial = _DENIAL.fullmatch(_CAUSE.sub("", wording))
    if not denial:
        return []
    kept = [token for token in span if token.kind in OBJECTS and _MARKS[token.kind] in denial["objects"]]
    asked = [token for token in kept if token.kind in ASKING]  # 依申请公开的申请: one thing in two words
    return [token for token in kept if token not in asked[1:]]
