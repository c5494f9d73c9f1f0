"""Elements of a page: the text that one shows, which of them hold the form, and which one holds the report."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from crawler.reading.words.labels import column_labels, fold, row_labels, section_heading
from store.form import FORMS

MAX_LABEL = 200  # tags in a link, or a cell with a label
_SKIPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "select",
    "button",
    "textarea",
    "title",
}
_SKIPPED |= {"del", "s", "strike"}  # struck out is not printed
BREAKS = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "hr",
    "table",
}
_RAISED = {"sup", "sub"}
_HIDING = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
FORM_WORDS = frozenset(
    label for name in FORMS for label in (*row_labels(name), *column_labels(name)) if len(label) >= 5
)


def is_skipped(element: HtmlElement) -> bool:
    """Whether an element, or a comment, shows nothing of its own text."""
    return not isinstance(element.tag, str) or element.tag in _SKIPPED


def is_hidden(element: HtmlElement) -> bool:
    """Whether a browser would not show this part of a table. Asked in tables only: scripts unhide whole bodies."""
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDING.search(style))


def element_text(element: HtmlElement, most: int | None = None) -> str:
    """The visible text of an element, white space squeezed to single blanks; of one with `most` tags, its beginning.

    A raised or lowered character is set off by ^: the 1 of a footnote must not become a digit of a figure.
    """
    if not len(element) and element.tag in ("td", "th") and not is_hidden(element):  # nearly every cell
        return " ".join((element.text or "").split())
    parts: list[str] = []
    skip = 0
    for event, node in islice(etree.iterwalk(element, events=("start", "end", "comment", "pi")), most):
        started = event == "start"
        if event not in ("start", "end"):
            shown = node.tail
        elif is_skipped(node) or is_hidden(node):
            skip += 1 if started else -1
            shown = None if started else node.tail
        else:
            parts.append(" " if node.tag in BREAKS else "^" if node.tag in _RAISED and started else "")
            shown = node.text if started else node.tail
        if shown and not skip and (started or node is not element):
            parts.append(shown)
    return " ".join("".join(parts).split())


def is_grid(table: HtmlElement) -> bool:
    """Whether a table holds figures rather than the layout of the page (no table inside)."""
    return next(table.iterdescendants("table"), None) is None


def _evidence(root: HtmlElement) -> Iterator[HtmlElement]:
    """Elements that print the heading of a section, and tables with a label of the form."""
    newest = max(FORMS.values(), key=lambda form: form.first_year)
    for node in root.iter("p", "div", "span", "strong", "b", "h1", "h2", "h3", "h4", "h5", "td", "table"):
        if node.tag == "table":
            if is_grid(node) and any(
                fold(element_text(cell, MAX_LABEL)) in FORM_WORDS for cell in node.iter("td", "th")
            ):
                yield node
        elif node.text and len(node.text) < 60 and section_heading(node.text, newest):
            yield node


def find_body(root: HtmlElement) -> HtmlElement | None:
    """The smallest element that holds every section heading and every table with labels of the form.

    Found by that evidence, never by the rank of a selector; None where there is no such evidence.
    """
    evidence = list(_evidence(root))
    if not evidence:
        return None
    chain = [evidence[0], *evidence[0].iterancestors()]
    height = {node: place for place, node in enumerate(chain)}  # of a node, or of its ancestor on the chain
    body = 0
    for start in evidence[1:]:
        path: list[HtmlElement] = []
        node: HtmlElement | None = start
        while node is not None and node not in height:
            path.append(node)
            node = node.getparent()
        met = height[node] if node is not None else 0
        height.update(dict.fromkeys(path, met))  # so that no element is climbed through twice
        body = max(body, met)
    # A lone table or heading: its parent holds the text around it.
    found = chain[body]
    return found.getparent() if found in evidence and found.getparent() is not None else found
