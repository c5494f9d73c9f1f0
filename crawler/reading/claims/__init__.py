"""Numbers that the narrative states, sentence by sentence. Words are declared in claims.toml.

Precision before recall: a number that could be something else is no claim. A sentence is read once, word by word;
a number belongs to the words before it in its clause, or to those after it where none stand before.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice

from crawler.reading.claims.aspects import aspect_of
from crawler.reading.claims.denials import MAX_DENIAL, OBJECTS, clause_end, denied, denies_all_before
from crawler.reading.claims.kinds import (
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
    decides,
    filler,
    in_unit,
    joined,
    kind_of,
)
from crawler.reading.claims.readings import readings
from crawler.reading.claims.words import WORDS, Token, by_length, tokens
from crawler.reading.words.sentences import Sentence, plain, sentences
from store.form import Form
from store.models import Claim, Section

MAX_SHOWN = 400  # characters of a sentence kept with a claim
_TOPIC = re.compile("|".join(WORDS["topics"]["any"]))
MAX_CLAIMS = 200  # of one section; the fullest seen states 14
_MAX_BETWEEN = 15  # characters between a number and what it counts
_NUMBER = re.compile(
    r"\d|[零〇一二两三四五六七八九十百](?:件|宗|例|起|份|个|条|项|次|部)|未|无|没|不存在|为零"
)

_GOING_ON = ("其中", "其余", "上述")  # such a sentence speaks of what the one before did
_FOLLOWS = re.compile(rf"$|[，。；、();:！？,]|{by_length(WORDS['between']['follows'])}")
_AFTER = re.compile(filler(WORDS["between"]["after"]))
_TAIL = re.compile(filler(WORDS["between"]["tail"]))
_INEXACT = re.compile(f"(?:{by_length(WORDS['numbers']['inexact_before'])})$")
_EACH_ZERO = re.compile(r"[均都各]")
_PUBLISHED = re.compile(r"信息|公开|事项")
_BRACKETED = re.compile(r"\([^()]*\)")


@dataclass
class _State:
    """What has been read of a sentence: keywords of the clause, the topic, whose year it is."""

    topic: str = ""
    clause: list[Token] = field(default_factory=list)
    aside: list[tuple[list[Token], bool]] = field(default_factory=list)  # clauses interrupted by a bracket
    other_year: bool = False
    within: bool = False
    applicant: list[str] = field(default_factory=list)
    part: list[str] = field(default_factory=list)  # scope of the requests last said to be received


class _Reader:
    """Reads one section. `year` is the report year; None accepts any."""

    def __init__(self, section: str, form: Form, printed: frozenset[str], year: int | None) -> None:
        self.section = section
        self.form = form
        self.printed = printed
        self.year = year
        self.asked = False  # whether this paragraph has counted requests
        self.other_year = False  # whether the sentence before spoke of another year
        self.deciding = (
            False  # whether the sentences before spoke of cases that the agency decides for others
        )

    def read(self, sentence: Sentence, topic: str, context: str) -> tuple[list[Claim], str]:
        """The claims of a sentence, and the topic it ends with. `context` is the aspect or section it stands in."""
        self.sentence = sentence
        self.context = context
        self.text = plain(sentence.text)
        self.tokens = _with_transfers(tokens(self.text, sentence.item), self.year)
        self.scopes = {
            kind: [t for t in self.tokens if t.kind == kind] for kind in ("body", "period", "part")
        }
        self.found: list[tuple[int, Claim]] = []
        other = self.other_year and self.text.startswith(_GOING_ON, sentence.item)
        if self.text.find("复议") >= 0 and not self.text.startswith(_GOING_ON, sentence.item):
            self.deciding = False
        self.state = _State(topic=topic, other_year=other)
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
                self.state.clause = [word for word in self.state.clause if word.kind in BLOCKING]
                self.state.within = False
            elif token.kind == "not_carried_over":
                self._claim(("carried_over", "carried_over"), token, [token], 0)
            else:
                self._step(token)
        self.other_year = self.state.other_year
        told = decides(self.text, len(self.text), self.section)
        self.deciding = self.deciding if told is None else told
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
                state.applicant = []
        elif token.kind == "year":
            state.other_year = self.year is not None and token.value != self.year
        elif token.kind in ("this_year", "prior"):
            state.other_year = token.kind == "prior"
            if token.kind == "prior":
                state.clause.append(token)
        elif token.kind == "within":
            state.within = True
        elif token.kind not in WORDS["silent"]["classes"]:
            state.clause.append(token)
            state.topic = TOPICS.get(token.kind, state.topic)

    def _place(self, end: int) -> Place:
        told = decides(self.text, end, self.section)
        deciding = self.deciding if told is None else told
        state = self.state
        return Place(self.text, self.section, self.context, state.topic, state.within, self.asked, deciding)

    def _kind_of(self, words: Sequence[Token], number: Token) -> Kind:
        return kind_of(words, number, self._place(number.start))

    def _between(self, start: int, end: int) -> str:
        """What stands between two places, without asides in brackets and silent words."""
        return _BRACKETED.sub("", self.text[start:end])

    def _blocked(self, words: Sequence[Token]) -> bool:
        """Whether a clause, or the one that its bracket interrupts, counts something else."""
        around = [word for clause, _ in self.state.aside for word in clause]
        return any(word.kind in BLOCKING for word in (*words, *around))

    def _count(self, index: int) -> None:
        """Make claims of a number, if the words around it leave no doubt."""
        token, state = self.tokens[index], self.state
        if (
            token.value is None
            or state.other_year
            or _INEXACT.search(self.text[max(0, token.start - 2) : token.start])
        ):
            return
        if self._blocked(state.clause):
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
        if not GAP.fullmatch(gap) or not _FOLLOWS.match(self.text, token.end):
            return
        group = joined(self.text, words)
        if len(group) > 1 and token.value == 0 and _EACH_ZERO.search(gap):
            for word in group:
                self._claim(self._kind_of([word], token), token, [word])
            return
        kind = self._kind_of(words, token)
        if kind[1] != "decision" or not _PUBLISHED.search(gap):  # 行政处罚信息3件 are not decisions
            self._claim(kind, token, words)

    def _before_words(self, index: int) -> None:
        """收到3件申请, 其中2件予以公开, 1件结转下年度: the number comes first."""
        token, lead = self.tokens[index], self.state.clause
        if not token.unit:
            return
        after: list[Token] = []
        end = len(self.text)
        for word in self.tokens[index + 1 :]:
            if word.kind in ("mark", "number") or self.text[word.start] in "。":
                end = word.start
                break
            if word.kind in BLOCKING or word.kind == "negation":
                return
            if word.kind not in WORDS["silent"]["classes"]:
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
            near = first.start - token.end <= _MAX_BETWEEN
            alone = len(after) == 1 or all(word.kind in ASKING for word in after)
            if first.kind in (*ASKING, *COURTS) and near and alone and _TAIL.fullmatch(tail):
                self.state.topic = TOPICS.get(first.kind, self.state.topic)
                self._claim(self._kind_of([*lead, first], token), token, [*lead, first])
            return
        if not _AFTER.fullmatch(self.text[token.end : first.start]) or not _TAIL.fullmatch(tail):
            return
        words = [word for word in after if word.kind not in ("apply", "handle")]
        if len(words) == 1 and words[0].kind in (*OUTCOMES, *CARRIED, *RESULTS, *APPLICANTS):
            self._claim(self._kind_of(words, token), token, words)

    def _scope(self, name: str, words: Sequence[Token]) -> tuple[str, ...]:
        """Words up to the number that may make a claim something else or a part."""
        state, end = self.state, words[-1].end
        clause = max(self.text.rfind(mark, 0, words[0].start) for mark in "，;")
        part = [token.text for token in self.scopes["part"] if clause < token.start < end]
        if state.within and name in ("received", "handled", *COURTS):
            part.append("其中")
        self.asked |= name in ("received", "handled", *CARRIED)
        if name == "received":
            state.part = part
        elif name in APPLICANTS:
            state.applicant = [words[-1].text]
        elif name in (
            *OUTCOMES,
            *CARRIED,
            "handled",
        ):  # of a part of the requests, if that is what was received
            part = [*state.part, *part, *(state.applicant if name in OUTCOMES else [])]
        wide = [token.text for kind in ("body", "period") for token in self.scopes[kind] if token.start < end]
        return tuple(dict.fromkeys((*wide, *part)))

    def _claim(self, kind: Kind, token: Token, words: Sequence[Token], value: int | None = None) -> None:
        """Keep a claim; NO_CLAIM keeps none."""
        name, readings_of = kind
        amount = token.value if value is None else value
        if not name or amount is None:
            return
        unit = token.unit if value is None else ""
        if isinstance(amount, Decimal):
            wanted = "万元" if name == "fees" else "元"
            amount, unit = in_unit(amount, unit, wanted), wanted
        shown = max(0, token.end - MAX_SHOWN // 2) if len(self.text) > MAX_SHOWN else 0
        claim = Claim(
            name,
            amount,
            unit,
            self.sentence.text[shown : shown + MAX_SHOWN],
            self.section,
            self._scope(name, words),
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
        blocked = self.state.other_year or self._blocked(self.state.clause)
        if len(group) == len(counts) > 1 and not blocked:
            for word, token in zip(group, counts, strict=True):
                if unit:
                    counted = replace(token, unit=token.unit or unit)
                    self._claim(self._kind_of([word], counted), counted, [word])
        self.state.clause = []
        return index + 1 + len(counts) if counts else index + 1

    def _deny(self, index: int) -> int:
        """Zeros for what is denied. Returns the index to go on from."""
        negation, before = self.tokens[index], self.state.clause
        place = clause_end(self.tokens, index + 1, self.text)
        span = self.tokens[index + 1 : place]
        end = self.tokens[place].start if place < len(self.tokens) else len(self.text)
        wording = self.text[negation.end : end].rstrip("。！？:.")
        if self.state.other_year or len(wording) > MAX_DENIAL or self._blocked(before):
            return place
        if before and before[-1].kind in OBJECTS and denies_all_before(wording):
            if GAP.fullmatch(self._between(before[-1].end, negation.start)):
                self._zeros(joined(self.text, before), negation)
            return place
        self._zeros(denied(wording, negation.end, span), negation, {token.kind for token in span})
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
            elif kind == "notice":
                name = ("processing_fee_notices", "processing_fee_no_notices")
            elif kind in COURTS:
                name = court([token], self._place(token.start), none=True)
            else:
                name = (kind, kind)
            self._claim(name, negation, [token], 0)


def _is_lead(words: Sequence[Token]) -> bool:
    """Whether these words only open a count: 收到 3件申请."""
    return all(word.kind in (*RECEIVING, "handle") for word in words)


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
    keys = frozenset(printed).intersection(form.merged)
    for section in sections:
        if section.key != "problems":
            found += islice(_section_claims(section, form, keys, year), MAX_CLAIMS)
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
            reader.asked = context == "on_request"
            reader.deciding = False
        if not _NUMBER.search(sentence.text) or not (topic or _TOPIC.search(sentence.text)):
            continue
        claims, topic = reader.read(sentence, topic, context)
        topic = topic if topic in ("request", *COURTS) else ""
        for claim in claims:
            yield claim if claim.scope else replace(claim, scope=inherited)
        wide = [token.text for kind in ("body", "period") for token in reader.scopes[kind]]
        inherited = tuple(dict.fromkeys(wide)) if claims else ()
