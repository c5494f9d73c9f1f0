"""The sentences of a virtual report: one of each pool in sentences.toml, others for other agencies and years."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from demo.press.figures import Figures
from demo.world import Item

POOLS: Mapping[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8")
)
# Aspects of section 一, 国办公开办函〔2021〕30号, and the pools that fill them.
ASPECTS = {
    "主动公开": ("proactive", "documents"),
    "依申请公开": ("on_request",),
    "政府信息管理": ("records",),
    "政府信息公开平台建设": ("platform",),
    "监督保障": ("supervision",),
}


def paragraphs(item: Item, order: int, figures: Figures) -> dict[str, list[str]]:
    """Section key → paragraphs, for the sections that hold text. `order` is the agency's place in the registry."""
    words = _words(item, figures)
    overview = [_sentence("opening", item, order, words)]
    for number, (aspect, pools) in zip("一二三四五", ASPECTS.items(), strict=True):
        text = "".join(_sentence(_pool(pool, item, figures), item, order, words) for pool in pools)
        if aspect == "监督保障" and item.agency and item.agency.kind == "government":
            text += _sentence("assessment", item, order, words)
        overview.append(f"（{number}）{aspect}。{text}")
    return {
        "overview": overview,
        "problems": [_sentence(pool, item, order, words) for pool in ("problems", "improvements")],
        "other_matters": [_sentence("other_matters", item, order, words)],
    }


def _pool(pool: str, item: Item, figures: Figures) -> str:
    """The pool that suits the figures: an agency without requests says so."""
    asked = any(figures["requests", row, "total"] for row in ("received", "carried_over"))
    return "none_requested" if pool == "on_request" and not asked else pool


def _sentence(pool: str, item: Item, order: int, words: Mapping[str, object]) -> str:
    """One sentence of the pool: the next one each year, another one for most other agencies."""
    step = 1 + list(POOLS).index(pool) % 3
    sentences = POOLS[pool]
    return sentences[(order * step + item.year) % len(sentences)].format_map(words)


def _words(item: Item, figures: Figures) -> dict[str, object]:
    """What the sentences may name. Numbers are those that the tables print."""
    if item.agency is None:
        raise ValueError(f"{item.title}: not a report")
    themes = item.agency.themes
    documents = {
        measure: figures["disclosure", "normative_documents", measure]
        for measure in ("issued", "repealed", "in_force")
    }
    requests = {row: figures["requests", row, "total"] for row in ("received", "carried_over")}
    return {
        "name": item.agency.name,
        "year": item.year,
        "next_year": item.year + 1,
        "theme": themes[item.year % len(themes)],
        **documents,
        **requests,
    }
