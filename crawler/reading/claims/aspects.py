"""The five aspects of section one: which of them the text gives a heading."""

import re
from collections.abc import Iterable

from crawler.reading.words.sentences import Sentence, sentences
from store.form import Form
from store.models import Aspect, Section

MAX_HEADING = 30  # characters of a part of a heading without its numeral; the longest seen has 16
_MAX_PARTS = 3  # 聚焦重点工作，深化主动公开: parts of a heading that commas part
_MAX_BEFORE = 8  # characters before the label: 扎实做好, 政府信息公开
_MOST_ALONE = 16
_ENDING = re.compile(r"[。：；:;!！?？]")
_COMMA = re.compile(r"[，,、\s—–-]+")
# A sentence, not a heading.
_COUNT = re.compile(r"\d|[一二三四五六七八九十百][条件次个篇份项]|我[局镇乡街县市区办委]")
_BARE_END = re.compile(r"(?:情况|方面|工作|办理|内容|信息)*")


def _labels(words: str, form: Form) -> list[tuple[int, str, int]]:
    """Where each aspect's label ends in some words, its key and where it starts; of an aspect's labels the last, longest."""
    labels = []
    for key, line in form.aspects.items():
        places = [(at + len(label), -at) for label in line.labels if (at := words.find(label)) >= 0]
        if places:
            end, start = max(places)
            labels.append((end, key, -start))
    return sorted(labels)


def _most_before(sentence: Sentence) -> int:
    """How many characters may stand before a label: more in a numbered line of its own, which is a heading throughout."""
    alone = sentence.opens and sentence.item and len(sentence.text) - sentence.item <= MAX_HEADING
    return (
        _MOST_ALONE
        if alone and not (_ENDING.search(sentence.text) or _COUNT.search(sentence.text))
        else _MAX_BEFORE
    )


def _slogans(sentence: Sentence, form: Form) -> tuple[str, list[str]]:
    """A numbered heading of several parts and the aspects that any of them names, none if it is a sentence."""
    whole = _ENDING.split(sentence.text[sentence.item :], maxsplit=1)[0]
    parts = [part for part in _COMMA.split(whole) if part]
    if not 1 < len(parts) <= _MAX_PARTS or len(whole) > 2 * MAX_HEADING or _COUNT.search(whole):
        return "", []
    named = [
        key
        for part in parts
        if len(part) <= MAX_HEADING
        for _, key, start in _labels(part, form)
        if start <= _most_before(sentence)
    ]
    return sentence.text[: sentence.item] + whole, list(dict.fromkeys(named))


def aspects_of(sentence: Sentence, form: Form) -> list[Aspect]:
    """The aspects that a sentence is headed by: numbered, or as the lead-in of a paragraph; none if it has no heading."""
    if not (sentence.opens or sentence.item):
        return []
    if sentence.item:
        head, named = _slogans(sentence, form)
        if named:
            return [Aspect(key, head) for key in named]
    first = re.split(r"[。，；：,;:!！]", sentence.text[: sentence.item + MAX_HEADING + 1], maxsplit=1)[0]
    words = first[sentence.item :]
    labels = _labels(words, form)
    if not labels or len(words) > MAX_HEADING:
        return []
    end, key, start = labels[-1]
    most = _most_before(sentence)
    if start > most or (not sentence.item and not _BARE_END.fullmatch(words[end:])):
        return []
    named = [name for _, name, at in labels if at <= most] if sentence.item else [key]
    return [Aspect(name, first) for name in named]


def aspect_of(sentence: Sentence, form: Form) -> Aspect | None:
    """The aspect that a sentence is headed by, the last one if its heading names several; None if by none."""
    lines = aspects_of(sentence, form)
    return lines[-1] if lines else None


def find_aspects(sections: Iterable[Section], form: Form) -> tuple[Aspect, ...]:
    """The aspects that section one gives headings to, in printed order, each once."""
    overview = next((section for section in sections if section.key == form.sections[0].key), None)
    aspects: dict[str, Aspect] = {}
    for sentence in sentences(overview.text) if overview else ():
        for aspect in aspects_of(sentence, form):
            aspects.setdefault(aspect.key, aspect)
    return tuple(aspects.values())
