"""Which claim a number makes after given words: the kind, and the key of its readings in claims.toml."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crawler.reading.claims.words import WORDS, Token, by_length

RECEIVING = ("receive", "accept", "new")
ASKING = ("request", "apply")
COURTS = ("reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration")
RESULTS = ("upheld", "corrected", "other", "pending")
DOCUMENTS = ("rules", "normative_documents")
APPLICANTS = ("natural_person", "legal_person", "business")
CARRIED = ("carried_over", "carried_forward")
_GROUPS = ("granted", "denied", "unable", "unprocessed", "closed")
OUTCOMES = (*(kind for kind in WORDS["words"] if kind.split("_")[0] in _GROUPS), "granted_or_part")
# Words that say what the sentence is about until others do.
TOPICS = {"request": "request", "processing_fee": "fee", "notice": "fee", "foreign": "foreign"} | {
    kind: kind for kind in (*COURTS, *DOCUMENTS)
}
# Words with which a clause counts something else, whatever else it says.
BLOCKING = ("foreign", "publish", "prior", "change", "compared", "transfer", "other_word")

_FAMILY = (*RECEIVING, *ASKING, "handle")
_MEASURES = ("issued", "repealed", "in_force")
_DECISIONS = ("licensing", "penalty", "compulsion")
_FEES = ("processing_fee", "notice", "charged", "take")
# In which counting words a thing is counted; "" is a missing one.
_CASES = ("件", "件次", "宗", "例", "起", "个", "")
_REQUESTS = (*_CASES, "次", "条", "项", "份", "人次")
_PAPERS = ("件", "份", "个", "部", "项", "")
_ACTS = ("件", "件次", "宗", "例", "起")
_MAX_SPREAD = 40  # characters from the verb of a claim to its object
NO_CLAIM = ("", "")
Kind = tuple[str, str]


def filler(words: Iterable[str]) -> str:
    """Any run of these words, taken whole: no way back, so the time is linear."""
    return f"(?:{by_length([re.escape(word) for word in words])})*+"


GAP = re.compile(filler(WORDS["between"]["gap"]))
_JOIN = re.compile(r"(?:案件|案|申请)?(?:、|和|及|与|或|以及)")
_REQUESTED = re.compile(r"收到|受理|收办|办结|答复|;")
_PUBLISHING = re.compile(r"(?<!信息)(?<!政务)公开|公示|公布|发布|推送|录入|归集|上传")
# Words of an organ that decides the cases of others (复议机关), or has them reported to it (备案): no cases of its own.
_DECIDING = re.compile(
    r"复议机[关构]|作为复议|备案|报备|共同被告|(?<![尚正]在)审理|(?:办理|审结|办结|审查)[^，。；;]{0,24}?复议"
    r"|(?:作出|出具|下达)[^，。；;]{0,16}?复议决定|复议(?:案件|申请)?(?:的)?(?:办理|审理|审结|办结|审查)"
)
# Words that say that the agency itself is the one complained of.
_OWN = re.compile(
    r"被申请人|作为被告|以(?:我|本)[局机关单位办委镇街]{1,3}为被|被(?:申请|提起)行政?复议|被复议|针对(?:我|本)"
)


_ACCEPTING = re.compile(r"受理[^，。；;]{0,24}?复议|复议(?:案件|申请)?(?:的)?受理")


def decides(text: str, end: int, section: str) -> bool | None:
    """Whether a sentence up to `end` speaks of cases that the agency decides for others: the last word on it counts.

    None if it says neither. What is accepted is the agency's own in the section that counts its own only.
    """
    words = [(word.start(), True) for word in _DECIDING.finditer(text, 0, end)]
    if section != "review":
        words += [(word.start(), True) for word in _ACCEPTING.finditer(text, 0, end)]
    words += [(word.start(), False) for word in _OWN.finditer(text, 0, end)]
    return max(words)[1] if words else None


@dataclass(frozen=True, slots=True)
class NumberPlace:
    """Where a number stands: the sentence, its section, the aspect or section that heads it, what it is about."""

    text: str
    section: str
    context: str
    topic: str
    within: bool = False  # after 其中
    asked: bool = False  # whether it is settled that requests are counted
    deciding: bool = False  # whether the cases are others', which the agency decides or keeps on file


def on_a_level(text: str, words: Sequence[Token]) -> list[Token]:
    """The last words of a clause that 、 or 和 puts on a level."""
    group = [words[-1]]
    for word in reversed(words[:-1]):
        if not _JOIN.fullmatch(text[word.end : group[0].start]):
            break
        group.insert(0, word)
    return group


def claim_kind(words: Sequence[Token], number: Token, place: NumberPlace) -> Kind:
    """(kind, key of its readings) of a number that belongs to these words; NO_CLAIM if they don't settle it."""
    kinds = (kind for recognise in _RECOGNISERS if (kind := recognise(words, number, place)))
    return next(kinds, NO_CLAIM)


def _money(words: Sequence[Token], number: Token, place: NumberPlace) -> Kind | None:
    """A sum of money: fees."""
    return _amount(_kinds(words), place.topic) if "元" in number.unit else None


def _fee_notices(words: Sequence[Token], number: Token, place: NumberPlace) -> Kind | None:
    """Notices of a fee."""
    return _notices(number) if words[-1].kind == "notice" else None


def _cases(words: Sequence[Token], number: Token, place: NumberPlace) -> Kind | None:
    """Cases of reconsideration and litigation."""
    if words[-1].kind not in COURTS:
        return None
    return court(words, place, none=number.value == 0) if number.unit in _CASES else NO_CLAIM


def _results(words: Sequence[Token], number: Token, place: NumberPlace) -> Kind | None:
    """What became of such cases."""
    last = words[-1].kind
    if last not in RESULTS:
        return None
    others = place.deciding and place.topic == "reconsideration"
    if place.topic not in COURTS or number.unit not in _CASES or len(words) >= 3 or others:
        return NO_CLAIM
    return f"{place.topic}_{last}", place.topic


def _administrative_acts(words: Sequence[Token], number: Token, place: NumberPlace) -> Kind | None:
    """行政许可, 行政处罚, 行政强制: decisions taken, if they stand alone and are not said to be published."""
    last = words[-1].kind
    if last not in _DECISIONS:
        return None
    alone = number.unit in _ACTS and set(_kinds(words)) <= {last, "handle"}
    return (last, "decision") if alone and not _published(words, place) else NO_CLAIM


def _documents(words: Sequence[Token], number: Token, place: NumberPlace) -> Kind | None:
    """规章, 规范性文件: issued, repealed, in force."""
    kinds = set(_kinds(words))
    if not kinds & {*DOCUMENTS, *_MEASURES}:
        return None
    if number.unit not in _PAPERS or (not kinds & set(DOCUMENTS) and _published(words, place)):
        return NO_CLAIM
    return _document(_kinds(words), place.topic)


def _requests(words: Sequence[Token], number: Token, place: NumberPlace) -> Kind | None:
    """申请, where the sentence is about requests and not about documents."""
    kinds = set(_kinds(words))
    if place.topic != "request" or number.unit not in _REQUESTS:
        return None
    # 主动公开3条，不予公开1条: of documents, not of requests.
    if not kinds & {*ASKING, *CARRIED} and (not place.asked or _of_documents(words, place)):
        return None
    # 收到信息3条, 办理3项: of what?
    information = "信息" in place.text[words[-1].end : number.start]
    if not kinds - {*RECEIVING, "handle"} and (number.unit not in _CASES or information):
        return None
    return _request(words, place)


# Tried in this order; the first that knows the words decides.
_RECOGNISERS: tuple[Callable[[Sequence[Token], Token, NumberPlace], Kind | None], ...] = (
    _money,
    _fee_notices,
    _cases,
    _results,
    _administrative_acts,
    _documents,
    _requests,
)


def _kinds(words: Sequence[Token]) -> list[str]:
    return [word.kind for word in words]


def _published(words: Sequence[Token], place: NumberPlace) -> bool:
    """Whether the part of the sentence before these words counts what was published."""
    start = place.text.rfind(";", 0, words[0].start) + 1
    return bool(_PUBLISHING.search(place.text, start, words[0].start))


def _of_documents(words: Sequence[Token], place: NumberPlace) -> bool:
    """Whether 主动公开 was said since requests were received: then 不予公开 tells how documents were marked."""
    last = place.text.rfind("主动公开", 0, words[0].start)
    return last >= 0 and not _REQUESTED.search(place.text, last, words[0].start)


def _amount(kinds: Sequence[str], topic: str) -> Kind:
    if kinds[-1] == "fees":
        return "fees", "fees"
    if topic != "fee" or set(kinds) - {*_FEES, *ASKING}:
        return NO_CLAIM
    if "charged" in kinds and "take" not in kinds:
        return "processing_fee_charged", "processing_fee_charged"
    return ("processing_fee", "processing_fee") if {"take", "processing_fee"} & set(kinds) else NO_CLAIM


def _notices(number: Token) -> Kind:
    if not number.unit:
        return NO_CLAIM
    return "processing_fee_notices", "processing_fee_notices" if number.value else "processing_fee_no_notices"


def _document(kinds: Sequence[str], topic: str) -> Kind:
    """Documents issued, repealed or in force: one thing, one measure."""
    measures = [kind for kind in kinds if kind in _MEASURES]
    items = [kind for kind in kinds if kind in DOCUMENTS]
    item = items[0] if len(items) == 1 else topic if not items and topic in DOCUMENTS else ""
    if len(measures) != 1 or not item or set(kinds) - {*measures, *items}:
        return NO_CLAIM
    return f"{item}_{measures[0]}", "document"


def court(words: Sequence[Token], place: NumberPlace, none: bool) -> Kind:
    """Reconsideration and litigation, where the agency is the respondent and they are about disclosure.

    Where there are none at all (`none`), there are none about disclosure.
    """
    kinds = [word.kind for word in words]
    before = place.text[: words[-1].start]
    concerned = none or place.context in ("review", "on_request") or "信息公开" in before
    accepts = "accept" in kinds and place.section != "review"
    clause = before.rfind("，") + 1
    others = decides(before[clause:], len(before), place.section) or (
        place.deciding and not none and words[-1].kind == "reconsideration"
    )
    if not concerned or accepts or "handle" in kinds or others:
        return NO_CLAIM
    group = on_a_level(place.text, words)
    if len(group) > 1:
        both = {word.kind for word in group} == {"reconsideration", "litigation"}
        return ("reviews", "reviews") if both else NO_CLAIM
    return words[-1].kind, words[-1].kind


def _request(words: Sequence[Token], place: NumberPlace) -> Kind:
    """Requests: received, handled, carried, by applicant, by outcome."""
    kinds = [word.kind for word in words]
    for carried in CARRIED:
        if carried in kinds:
            return NO_CLAIM if set(kinds) - {carried, *_FAMILY} else (carried, carried)
    if any(kind in OUTCOMES for kind in kinds):
        return _outcome(words, place)
    persons = [kind for kind in kinds if kind in APPLICANTS]
    if persons:
        anyone = words[-1].text in ("公民申请", "个人申请") and set(kinds) & set(RECEIVING)
        fits = len(persons) == 1 and "handle" not in kinds and not anyone
        return (persons[0], persons[0]) if fits else NO_CLAIM
    return NO_CLAIM if set(kinds) - set(_FAMILY) else _received_or_handled(words, place)


def _outcome(words: Sequence[Token], place: NumberPlace) -> Kind:
    """One outcome, perhaps after the group it is in (不予公开：国家秘密) and before 答复."""
    while len(words) > 1 and words[-1].kind in ("handle", "apply") and words[-1].start == words[-2].end:
        words = words[:-1]
    outcomes = [word.kind for word in words if word.kind in OUTCOMES]
    groups = [kind for kind in outcomes if "_" not in kind]
    level = len(on_a_level(place.text, words)) > 1
    if words[-1].kind != outcomes[-1] or len(groups) > 1 or (level and len(outcomes) > 1):
        return NO_CLAIM
    return outcomes[-1], outcomes[-1] if outcomes[-1] in WORDS["readings"] else "outcome"


def _received_or_handled(words: Sequence[Token], place: NumberPlace) -> Kind:
    kinds = [word.kind for word in words]
    if words[-1].start - words[0].end > _MAX_SPREAD:
        return NO_CLAIM
    # 申请 alone may ask for anything: only right after its verb.
    if "request" not in kinds and "apply" in kinds:
        at = kinds.index("apply")
        if not at or not GAP.fullmatch(place.text[words[at - 1].end : words[at].start]):
            return NO_CLAIM
    if "handle" in kinds:
        return "handled", "handled"
    verb = next((kind for kind in RECEIVING if kind in kinds), "")
    if not verb and ("request" not in kinds or place.within or _of_documents(words, place)):
        return NO_CLAIM
    return "received", verb or "request"


def in_unit(amount: Decimal, unit: str, wanted: str) -> Decimal:
    """An amount in 元 or 万元, whichever is wanted."""
    if unit == wanted:
        return amount
    return amount / 10_000 if wanted == "万元" else amount * 10_000
