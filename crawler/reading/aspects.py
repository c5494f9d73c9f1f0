"""The five aspects of section one: which of them the text gives a heading."""

import re
from collections.abc import Iterable

from crawler.reading.sentences import Sentence, sentences
from store.form import Form
from store.models import Aspect, Section

MAX_HEADING = 30  # characters without its numeral; the longest seen has 14
_MAX_BEFORE = 8  # characters before the label: 扎实做好, 政府信息公开
_PARTING = re.compile(r"[。，；：,;:!！]")
_BARE_END = re.compile(r"(?:情况|方面|工作|办理|内容|信息)*")


def aspect_of(sentence: Sentence, form: Form) -> Aspect | None:
    """The aspect that a sentence is headed by: numbered, or as the lead-in of a paragraph; None if by none."""
    if not (sentence.opens or sentence.item):
        return None
    head = _PARTING.split(sentence.text[: sentence.item + MAX_HEADING + 1], maxsplit=1)[0]
    words = head[sentence.item :]
    found = max(
        (
            (words.find(label) + len(label), key, words.find(label))
            for key, line in form.aspects.items()
            for label in line.labels
            if label in words
        ),
        default=None,
    )
    if found is None or len(words) > MAX_HEADING:
        return None
    end, key, start = found
    if start > _MAX_BEFORE or (not sentence.item and not _BARE_END.fullmatch(words[end:])):
        return None
    return Aspect(key, head)


def find_aspects(sections: Iterable[Section], form: Form) -> tuple[Aspect, ...]:
    """The aspects that section one gives headings to, in printed order, each once."""
    overview = next((section for section in sections if section.key == form.sections[0].key), None)
    found: dict[str, Aspect] = {}
    for sentence in sentences(overview.text) if overview else ():
        if aspect := aspect_of(sentence, form):
            found.setdefault(aspect.key, aspect)
    return tuple(found.values())
