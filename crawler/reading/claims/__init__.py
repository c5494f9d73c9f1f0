"""Numbers that the narrative states, sentence by sentence. Words are declared in claims.toml.

Precision before recall: a number that could be something else is no claim. A sentence is read once, word by word;
a number belongs to the words before it in its clause, or to those after it where none stand before.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from crawler.reading.claims.aspects import aspect_of
from crawler.reading.claims.kinds import COURTS
from crawler.reading.claims.reader import Reader
from crawler.reading.claims.sentence import ReadSentence, SectionSoFar
from crawler.reading.claims.words import WORDS
from crawler.reading.words.sentences import sentences
from store.form import Form
from store.models import Claim, Section

MAX_CLAIMS = 200  # of one section; the fullest seen states 14
_TOPIC = re.compile("|".join(WORDS["topics"]["any"]))
_NUMBER = re.compile(
    r"\d|[零〇一二两三四五六七八九十百](?:件|宗|例|起|份|个|条|项|次|部)|未|无|没|不存在|为零"
)


def find_claims(
    sections: Iterable[Section], form: Form, printed: Iterable[str] = (), year: int | None = None
) -> tuple[Claim, ...]:
    """The numbers that sections one to four and six state, in order.

    `printed` are the keys of the lines of 表三 that the document has, `year` the report year: what a sentence
    says of another year is no claim.
    """
    claims: list[Claim] = []
    keys = frozenset(printed).intersection(form.merged)
    for section in sections:
        if section.key != "problems":
            claims += islice(_section_claims(section, form, keys, year), MAX_CLAIMS)
    return tuple(claims)


def _section_claims(
    section: Section, form: Form, printed: frozenset[str], year: int | None
) -> Iterator[Claim]:
    so_far = SectionSoFar(section.key, form, printed, year)
    context = section.key
    topic = ""
    inherited: tuple[str, ...] = ()
    for sentence in sentences(section.text):
        aspect = aspect_of(sentence, form)
        if aspect and section.key == form.sections[0].key:
            context = aspect.key
        if sentence.opens or aspect:
            topic, inherited = "request" if context == "on_request" else "", ()
            so_far.asked = context == "on_request"
            so_far.deciding = False
        if not _NUMBER.search(sentence.text) or not (topic or _TOPIC.search(sentence.text)):
            continue
        words = ReadSentence.of(sentence, context, year)
        claims, topic = Reader(so_far, words, topic).read()
        topic = topic if topic in ("request", *COURTS) else ""
        for claim in claims:
            yield claim if claim.scope else replace(claim, scope=inherited)
        wide = [token.text for kind in ("body", "period") for token in words.scopes[kind]]
        inherited = tuple(dict.fromkeys(wide)) if claims else ()
