"""Full-text search for Chinese: every Han character is a token of its own, so that two-character words are found.

FTS5's trigram tokenizer finds nothing below three characters, word segmenters miss phrases; measured on 50,000 texts.
"""

import re

_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")


def spaced(text: str) -> str:
    """Text with a blank round every Han character: 行政复议 → 行 政 复 议."""
    return " ".join(_HAN.sub(r" \1 ", text).split())


def phrases(words: str) -> str:
    """A search in the syntax of FTS5 MATCH: every word between blanks as an exact phrase, all of them to be found."""
    return " ".join('"' + spaced(word).replace('"', '""') + '"' for word in words.split()) or '""'
