"""Numbers that the narrative states, sentence by sentence. Words are declared in claims.toml.

Precision before recall: a number that could be something else is no claim. A sentence is read once, word by word;
a number belongs to the words before it in its clause, or to those after it where none stand before.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from crawler.reading.aspects import aspect_of
from crawler.reading.claim_kinds import (
    APPLICANTS,
    ASKING,
    BLOCKING,
    CARRIED,
    COURTS,
    DOCUMENTS,
    GAP,
    NO_CLAIM,
    OUTCOMES,
    RECEIVING,
    RESULTS,
    TOPICS,
    Kind,
    Place,
    court,
    filler,
    in_unit,
    joined,
    kind_of,
)
from crawler.reading.claim_readings import readings
from crawler.reading.claim_words import WORDS, Token, by_length, tokens
from crawler.reading.sentences import Sentence, plain, sentences
from store.form import Form
from store.models import Claim, Section

MAX_SHOWN = 400  # characters of a sentence kept with a claim
_MAX_DENIAL = 120
_MAX_BETWEEN = 30  # characters between the verb of a claim and its object
_NUMBER_NEAR = re.compile(
    r"\d|[零〇一二两三四五六七八九十百](?:件|宗|例|起|份|个|条|项|次)|未|无|没|不存在|为零"
)

_SILENT = (
    *("not_counted", "body", "part", "within", "this_year", "year", "anyone", "occur", "separately"),
    *("negation", "negative_other"),
)
_AFTER = re.compile(filler(WORDS["between"]["after"]))
_TAIL = re.compile(filler(WORDS["between"]["tail"]))
_INEXACT = re.compile(f"(?:{by_length(WORDS['numbers']['inexact_before'])})$")
_EACH_ZERO = re.compile(r"[均都各]")
_BRACKETED = re.compile(r"\([^()]*\)")
# Objects of a denial are put in one private character each before its wording is checked.
_OBJECTS = ("request", "apply", *COURTS, "processing_fee", *CARRIED, *DOCUMENTS)
_MARKS = {kind: chr(0xE000 + number) for number, kind in enumerate(_OBJECTS)}
_OBJECT = f"[{chr(0xE000)}-{chr(0xE000 + len(_OBJECTS) - 1)}]"
_DENIAL = re.compile(
    f"{filler(WORDS['denial']['lead'])}(?P<objects>{_OBJECT}(?:{filler(WORDS['denial']['join'])}{_OBJECT})*)"
    f"{filler(WORDS['denial']['tail'])}"
)
_CAUSE = re.compile(
    f"(?:因|由|由于|就|针对|涉及)[^{chr(0xE000)}-{chr(0xF000)}]{{0,8}}[{_MARKS['request']}{_MARKS['apply']}]"
    r"(?:工作|答复|处理|办理|行为|事项)*+(?=引发|引起|产生|导致|提起|而|被|申请|的)"
)


@dataclass
class _State:
    """What has been read of a sentence: keywords of the clause, the topic, whose year it is."""

    topic: str = ""
    clause: list[Token] = field(default_factory=list)
    aside: list[tuple[list[Token], bool]] = field(default_factory=list)  # clauses interrupted by a bracket
    other_year: bool = False
    within: bool = False
    applicant: str = ""


class _Reader:
    """Reads one section. `year` is the report year; None accepts any."""

    def __init__(self, section: str, form: Form, printed: frozenset[str], year: int | None) -> None:
        self.section = section
        self.form = form
        self.printed = printed
        self.year = year

    def read(self, sentence: Sentence, topic: str, context: str) -> tuple[list[Claim], str]:
        """The claims of a sentence, and the topic it ends with. `context` is the aspect or section it stands in."""
        self.sentence = sentence
        self.context = context
        self.text = plain(sentence.text)
        self.tokens = _with_transfers(tokens(self.text, sentence.item), self.year)
        self.found: list[tuple[int, Claim]] = []
        self.state = _State(topic=topic)
        skip = 0
        for index, token in enumerate(self.tokens):
            if index < skip:
                continue
            if token.kind == "negation":
                skip = self._deny(index)
            elif token.kind == "separately":
                skip = self._list(index)
            elif token.kind == "number":
                self._count(index)
                self.state.clause = []
            else:
                self._step(token)
        return [claim for _, claim in sorted(self.found, key=lambda pair: pair[0])], self.state.topic

    def _step(self, token: Token) -> None:
        """Take in one word."""
        state = self.state
        if token.kind == "mark":
            if token.text == "(":
                state.aside = [*state.aside[-3:], (state.clause, state.other_year)]
            state.clause = []
            if token.text == ")" and state.aside:
                state.clause, state.other_year = state.aside.pop()
            if token.text == ";":
                state.within = False
                state.applicant = ""
        elif token.kind == "year":
            state.other_year = self.year is not None and token.value != self.year
        elif token.kind in ("this_year", "prior"):
            state.other_year = token.kind == "prior"
            if token.kind == "prior":
                state.clause.append(token)
        elif token.kind == "within":
            state.within = True
        elif token.kind not in _SILENT:
            state.clause.append(token)
            state.topic = TOPICS.get(token.kind, state.topic)

    def _place(self) -> Place:
        return Place(self.text, self.section, self.context, self.state.topic, self.state.within)

    def _kind_of(self, words: Sequence[Token], number: Token) -> Kind:
        return kind_of(words, number, self._place())

    def _between(self, start: int, end: int) -> str:
        """What stands between two places, without asides in brackets and silent words."""
        return _BRACKETED.sub("", self.text[start:end])

    def _count(self, index: int) -> None:
        """Make claims of a number, if the words around it leave no doubt."""
        token, state = self.tokens[index], self.state
        if (
            token.value is None
            or state.other_year
            or _INEXACT.search(self.text[max(0, token.start - 2) : token.start])
        ):
            return
        if any(word.kind in BLOCKING for word in state.clause):
            return
        following = self.text[token.end : token.end + 1]
        if not token.unit and (following not in "，,。;)、" and not self.text.startswith("其中", token.end)):
            return
        if not token.unit and 1900 <= token.value <= 2100:
            return
        if state.clause and not _is_lead(state.clause):
            self._after_words(index)
        else:
            self._before_words(index)

    def _after_words(self, index: int) -> None:
        """The usual order: words, then their number."""
        token, words = self.tokens[index], self.state.clause
        gap = self._between(words[-1].end, token.start)
        if not GAP.fullmatch(gap):
            return
        group = joined(self.text, words)
        if len(group) > 1 and token.value == 0 and _EACH_ZERO.search(gap):
            for word in group:
                self._claim(self._kind_of([word], token), token, [word])
            return
        self._claim(self._kind_of(words, token), token, words)

    def _before_words(self, index: int) -> None:
        """收到3件申请, 其中2件予以公开, 1件结转下年度: the number comes first."""
        token, lead = self.tokens[index], self.state.clause
        after: list[Token] = []
        end = len(self.text)
        for word in self.tokens[index + 1 :]:
            if word.kind in ("mark", "number") or self.text[word.start] in "。":
                end = word.start
                break
            if word.kind in BLOCKING or word.kind == "negation":
                return
            if word.kind not in _SILENT:
                after.append(word)
        closing = self.text[token.end : end].rstrip("。！？")
        if lead and not GAP.fullmatch(self._between(lead[-1].end, token.start)):
            return
        if not after:
            if lead and self.state.topic == "request" and not closing:
                self._claim(self._kind_of(lead, token), token, lead)
            return
        first = after[0]
        tail = self.text[after[-1].end : end].rstrip("。！？")
        if lead:
            near = first.start - token.end <= _MAX_BETWEEN // 2
            if first.kind in (*ASKING, *COURTS) and near and len(after) == 1 and _TAIL.fullmatch(tail):
                self.state.topic = TOPICS.get(first.kind, self.state.topic)
                self._claim(self._kind_of([*lead, first], token), token, [*lead, first])
            return
        if not _AFTER.fullmatch(self.text[token.end : first.start]) or not _TAIL.fullmatch(tail):
            return
        words = [word for word in after if word.kind not in ("apply", "handle")]
        if len(words) == 1 and words[0].kind in (*OUTCOMES, *CARRIED, *RESULTS, *APPLICANTS):
            self._claim(self._kind_of(words, token), token, words)

    def _scope_words(self, words: Sequence[Token]) -> list[Token]:
        """Words up to the end of the clause that may make a claim something else or a part."""
        start = words[0].start
        last = self.text.rfind("，", 0, start)
        scope = [token for token in self.tokens if token.kind == "body" and token.start < words[-1].end]
        return scope + [
            token for token in self.tokens if token.kind == "part" and last < token.start < words[-1].end
        ]

    def _claim(self, kind: Kind, token: Token, words: Sequence[Token], value: int | None = None) -> None:
        """Keep a claim; NO_CLAIM keeps none."""
        name, readings_of = kind
        if not name:
            return
        scope = [word.text for word in self._scope_words(words)]
        if self.state.within and name in ("received", "handled", *COURTS):
            scope.append("其中")
        if name in APPLICANTS:
            self.state.applicant = words[-1].text
        elif self.state.applicant and name in OUTCOMES:
            scope.append(self.state.applicant)
        amount = token.value if value is None else value
        assert amount is not None
        unit = token.unit if value is None else ""
        if isinstance(amount, Decimal):
            wanted = "万元" if name == "fees" else "元"
            amount, unit = in_unit(amount, unit, wanted), wanted
        claim = Claim(
            name,
            amount,
            unit,
            self.sentence.text[:MAX_SHOWN],
            self.section,
            tuple(dict.fromkeys(scope)),
            readings(readings_of, name, self.form, self.printed),
            f"{self.section} sentence {self.sentence.number}",
        )
        self.found.append((token.start, claim))

    def _list(self, index: int) -> int:
        """行政许可、行政处罚分别为3件、4件: as many numbers as words. Returns the index to go on from."""
        group = joined(self.text, self.state.clause) if self.state.clause else []
        counts: list[Token] = []
        end = self.tokens[index].end
        for place in range(index + 1, len(self.tokens)):
            token = self.tokens[place]
            if token.kind == "mark" and token.text == "，" and counts:
                continue
            if token.kind != "number" or not re.fullmatch(r"[、和及，为]?", self.text[end : token.start]):
                break
            counts.append(token)
            end = token.end
        unit = counts[-1].unit if counts else ""
        blocked = self.state.other_year or any(word.kind in BLOCKING for word in self.state.clause)
        if len(group) == len(counts) > 1 and not blocked:
            for word, token in zip(group, counts, strict=True):
                if token.value is not None and unit:
                    counted = replace(token, unit=token.unit or unit)
                    self._claim(self._kind_of([word], counted), counted, [word])
        self.state.clause = []
        return index + 1 + len(counts) if counts else index + 1

    def _deny(self, index: int) -> int:
        """未收到申请, 没有发生复议、诉讼, 未收取信息处理费: zeros. Returns the index to go on from."""
        negation, before = self.tokens[index], self.state.clause
        span: list[Token] = []
        place = index + 1
        while place < len(self.tokens) and not _ends_denial(self.tokens, place, self.text):
            span.append(self.tokens[place])
            place += 1
        end = self.tokens[place].start if place < len(self.tokens) else len(self.text)
        objects = [token for token in span if token.kind in _OBJECTS]
        if (
            self.state.other_year
            or end - negation.end > _MAX_DENIAL
            or any(w.kind in BLOCKING for w in before)
        ):
            return place
        if not objects and before and before[-1].kind in _OBJECTS:
            rest = self.text[negation.end : end].rstrip("。！？")
            if re.fullmatch(r"(?:发生|收取|产生|出现|有|收到)?(?:情况|费用)?", rest) and GAP.fullmatch(
                self._between(before[-1].end, negation.start)
            ):
                self._zeros(joined(self.text, before), negation)
            return place
        wording = self.text[negation.end : end].rstrip("。！？")
        verbs = {token.kind for token in span}
        for token in reversed(span):
            at = token.start - negation.end
            if token.kind in _OBJECTS:
                wording = wording[:at] + _MARKS[token.kind] + wording[token.end - negation.end :]
            elif token.kind in (*RECEIVING, "occur", "take", "issued"):
                wording = wording[:at] + wording[token.end - negation.end :]
        found = _DENIAL.fullmatch(_CAUSE.sub("", wording))
        if found:
            denied = {kind for kind, mark in _MARKS.items() if mark in found["objects"]}
            self._zeros([token for token in objects if token.kind in denied], negation, verbs)
        return place

    def _zeros(self, objects: Sequence[Token], negation: Token, verbs: Iterable[str] = ()) -> None:
        """A zero for each thing denied; `verbs` are the classes of words between."""
        for token in objects:
            kind = token.kind
            if kind in DOCUMENTS:
                name = (f"{kind}_issued", "document") if "issued" in verbs else NO_CLAIM
            elif kind in ASKING:
                known = kind == "request" or self.context == "on_request"
                name = ("received", "new") if known and "issued" not in verbs else NO_CLAIM
            elif kind in COURTS:
                name = court([token], self._place())
            else:
                name = (kind, kind)
            self._claim(name, negation, [token], 0)


def _is_lead(words: Sequence[Token]) -> bool:
    """Whether these words only open a count: 收到 3件申请."""
    return all(word.kind in (*RECEIVING, "handle") for word in words)


def _ends_denial(found: Sequence[Token], place: int, text: str) -> bool:
    """Whether a denial ends before this token: at a comma, a bracket, the next denial or a number that is not 一."""
    token = found[place]
    if token.kind == "number":
        return token.value != 1 or token.text[0] != "一"
    return token.kind in ("mark", "negation") or text[token.start] in ":"


def _with_transfers(found: list[Token], year: int | None) -> list[Token]:
    """结转至2026年 and 2024年结转 as carried forward and over, by the report year; unclear ones stay as they are."""
    for place in range(len(found) - 1):
        first, second = found[place], found[place + 1]
        if year is None or second.start - first.end > 2:
            continue
        if (first.kind, second.kind, second.value) == ("transfer", "year", year + 1):
            kind = "carried_forward"
        elif (first.kind, second.kind, first.value) == ("year", "transfer", year - 1):
            kind = "carried_over"
        else:
            continue
        found[place] = Token("not_counted", first.start, first.end, first.text)
        found[place + 1] = Token(kind, first.start, second.end, first.text + second.text)
    return found


def find_claims(
    sections: Iterable[Section], form: Form, printed: Iterable[str] = (), year: int | None = None
) -> tuple[Claim, ...]:
    """The numbers that sections one to four and six state, in order.

    `printed` are the keys of the lines of 表三 that the document has, `year` the report year: what a sentence
    says of another year is no claim.
    """
    found: list[Claim] = []
    keys = frozenset(printed) & form.merged.keys()
    for section in sections:
        if section.key != "problems":
            found += _section_claims(section, form, frozenset(keys), year)
    return tuple(found)


def _section_claims(
    section: Section, form: Form, printed: frozenset[str], year: int | None
) -> Iterator[Claim]:
    reader = _Reader(section.key, form, printed, year)
    context = section.key
    topic = ""
    inherited: tuple[str, ...] = ()
    for sentence in sentences(section.text):
        aspect = aspect_of(sentence, form)
        if aspect and section.key == form.sections[0].key:
            context = aspect.key
        if sentence.opens or aspect:
            topic, inherited = "request" if context == "on_request" else "", ()
        if not _NUMBER_NEAR.search(sentence.text):
            continue
        claims, topic = reader.read(sentence, topic, context)
        topic = topic if topic in ("request", *COURTS) else ""
        for claim in claims:
            yield claim if claim.scope else replace(claim, scope=inherited)
        inherited = claims[-1].scope if claims else ()
