"""One sentence of the narrative, word by word: a number belongs to the words before it in its clause, or to those after it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile

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
    NumberPlace,
    claim_kind,
    court,
    decides,
    filler,
    in_unit,
    on_a_level,
)
from crawler.reading.claims.readings import readings
from crawler.reading.claims.sentence import ReadSentence, SectionSoFar
from crawler.reading.claims.words import WORDS, Token, by_length
from store.models import Claim

MAX_SHOWN = 400  # characters of a sentence kept with a claim
_MAX_BETWEEN = 15  # characters between a number and what it counts
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


class Reader:
    """Reads one sentence of a section. `topic` is what it is about until its words say otherwise."""

    def __init__(self, section: SectionSoFar, sentence: ReadSentence, topic: str) -> None:
        self.section = section
        self.sentence = sentence
        self.text = sentence.text
        self.tokens = sentence.tokens
        self.claims: list[tuple[int, Claim]] = []
        self.state = _State(topic=topic, other_year=section.other_year and sentence.goes_on)

    def read(self) -> tuple[list[Claim], str]:
        """The claims of the sentence, and the topic it ends with. What it says for the next one is left in the section."""
        if "复议" in self.text and not self.sentence.goes_on:
            self.section.deciding = False
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
        self.section.other_year = self.state.other_year
        self.section.deciding = self._is_deciding(len(self.text))
        return [claim for _, claim in sorted(self.claims, key=lambda pair: pair[0])], self.state.topic

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
            state.other_year = self.section.year is not None and token.value != self.section.year
        elif token.kind in ("this_year", "prior"):
            state.other_year = token.kind == "prior"
            if token.kind == "prior":
                state.clause.append(token)
        elif token.kind == "within":
            state.within = True
        elif token.kind not in WORDS["silent"]["classes"]:
            state.clause.append(token)
            state.topic = TOPICS.get(token.kind, state.topic)

    def _is_deciding(self, end: int) -> bool:
        """Whether cases are others', by the sentence up to `end` or, if it doesn't say, by those before."""
        deciding = decides(self.text, end, self.section.key)
        return self.section.deciding if deciding is None else deciding

    def _place(self, end: int) -> NumberPlace:
        return NumberPlace(
            self.text,
            self.section.key,
            self.sentence.context,
            self.state.topic,
            self.state.within,
            self.section.asked,
            self._is_deciding(end),
        )

    def _kind_of(self, words: Sequence[Token], number: Token) -> Kind:
        return claim_kind(words, number, self._place(number.start))

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
        group = on_a_level(self.text, words)
        if len(group) > 1 and token.value == 0 and _EACH_ZERO.search(gap):
            for word in group:
                self._claim(self._kind_of([word], token), token, [word])
            return
        kind = self._kind_of(words, token)
        if kind[1] != "decision" or not _PUBLISHED.search(gap):  # 行政处罚信息3件 are not decisions
            self._claim(kind, token, words)

    def _before_words(self, index: int) -> None:
        """收到3件申请, 其中2件予以公开, 1件结转下年度: the number comes first."""
        number, lead = self.tokens[index], self.state.clause
        if not number.unit or self._is_blocked_behind(index):
            return
        if lead and not GAP.fullmatch(self._between(lead[-1].end, number.start)):
            return
        after, end = self._clause_behind(index)
        if not after:
            words = self._of_lead_only(number, end)
        elif lead:
            words = self._of_lead_and_thing(number, after, end)
        else:
            words = self._of_one_word(number, after, end)
        if words:
            self._claim(self._kind_of(words, number), number, words)

    def _clause_behind(self, index: int) -> tuple[list[Token], int]:
        """The words after a number up to the next number or mark, and where they end."""
        after: list[Token] = []
        for word in self.tokens[index + 1 :]:
            if self._ends_clause(word):
                return after, word.start
            if word.kind not in WORDS["silent"]["classes"]:
                after.append(word)
        return after, len(self.text)

    def _is_blocked_behind(self, index: int) -> bool:
        """Whether those words count something else, or deny something."""
        behind = takewhile(lambda word: not self._ends_clause(word), self.tokens[index + 1 :])
        return any(word.kind in BLOCKING or word.kind == "negation" for word in behind)

    def _ends_clause(self, word: Token) -> bool:
        return word.kind in ("mark", "number") or self.text[word.start] in "。"

    def _left(self, start: int, end: int) -> str:
        """What stands between two places, without the full stop."""
        return self.text[start:end].rstrip("。！？")

    def _of_lead_only(self, number: Token, end: int) -> list[Token]:
        """收到3件: nothing follows, and requests are what the sentence is about."""
        lead = self.state.clause
        alone = self.state.topic == "request" and not self._left(number.end, end)
        return lead if lead and alone else []

    def _of_lead_and_thing(self, number: Token, after: list[Token], end: int) -> list[Token]:
        """收到3件申请: a verb before, and behind the number only the thing it counts."""
        first = after[0]
        near = first.start - number.end <= _MAX_BETWEEN
        alone = len(after) == 1 or all(word.kind in ASKING for word in after)
        if first.kind not in (*ASKING, *COURTS) or not near or not alone:
            return []
        if not _TAIL.fullmatch(self._left(after[-1].end, end)):
            return []
        self.state.topic = TOPICS.get(first.kind, self.state.topic)
        return [*self.state.clause, first]

    def _of_one_word(self, number: Token, after: list[Token], end: int) -> list[Token]:
        """2件予以公开: no word before, and behind the number only what became of the requests, or who made them."""
        if not _AFTER.fullmatch(self.text[number.end : after[0].start]):
            return []
        if not _TAIL.fullmatch(self._left(after[-1].end, end)):
            return []
        words = [word for word in after if word.kind not in ("apply", "handle")]
        fits = len(words) == 1 and words[0].kind in (*OUTCOMES, *CARRIED, *RESULTS, *APPLICANTS)
        return words if fits else []

    def _scope(self, name: str, words: Sequence[Token]) -> tuple[str, ...]:
        """Words up to the number that may make a claim something else or a part."""
        state, end = self.state, words[-1].end
        clause = max(self.text.rfind(mark, 0, words[0].start) for mark in "，;")
        part = [token.text for token in self.sentence.scopes["part"] if clause < token.start < end]
        if state.within and name in ("received", "handled", *COURTS):
            part.append("其中")
        self.section.asked |= name in ("received", "handled", *CARRIED)
        if name == "received":
            state.part = part
        elif name in APPLICANTS:
            state.applicant = [words[-1].text]
        elif name in (*OUTCOMES, *CARRIED, "handled"):
            # Of a part of the requests, if that is what was received.
            part = [*state.part, *part, *(state.applicant if name in OUTCOMES else [])]
        wide = [
            token.text
            for kind in ("body", "period")
            for token in self.sentence.scopes[kind]
            if token.start < end
        ]
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
            self.sentence.printed[shown : shown + MAX_SHOWN],
            self.section.key,
            self._scope(name, words),
            readings(readings_of, name, self.section.form, self.section.printed),
            f"{self.section.key} sentence {self.sentence.number}",
        )
        self.claims.append((token.start, claim))

    def _list(self, index: int) -> int:
        """行政许可、行政处罚分别为3件、4件: as many numbers as words. Returns the index to go on from."""
        group = on_a_level(self.text, self.state.clause) if self.state.clause else []
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
                # 行政许可、行政诉讼均未发生: of acts no sentence says so, whatever it says of cases.
                self._zeros(
                    [word for word in on_a_level(self.text, before) if word.kind in OBJECTS], negation
                )
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
                of_ours = kind == "request" or self.sentence.context == "on_request"
                name = ("received", "new") if of_ours and "issued" not in verbs else NO_CLAIM
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
