"""Full-text search for Chinese: every Han character is a token of its own, so that two-character words are found.

FTS5's trigram tokenizer finds nothing below three characters, word segmenters miss phrases; measured on 50,000 texts.
"""

import re

_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")


def spaced(text: str) -> str:
    """Text with a blank round every Han character: 行政复议 → 行 政 复 议."""
    return " ".join(_HAN.sub(r" \1 ", text).split())


def phrase(words: str) -> str:
    """A search for `words` as one exact phrase, in the syntax of FTS5 MATCH."""
    return '"' + spaced(words).replace('"', '""') + '"'
