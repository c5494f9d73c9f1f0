"""How one body writes its report: title, headings, narrative. The seed decides; the figures decide what may be said."""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawler.reading import Document
from store.models import CellKey
from tests.country.filers import FORM, Filer
from tests.country.papers import NUMERALS, POOLS, Paper
from tests.varied.printing import print_paper

WORDING = tomllib.loads((Path(__file__).parent / "wording.toml").read_text(encoding="utf-8"))
_STYLES = {  # how sections are numbered, and the aspects below them
    "{han}、": ("（{han}）", "（{han}）", "（{han}）", "{digit}.", "{digit}、", "({digit})", "{han}是"),
    "{han}、 ": ("（{han}）", "{digit}．"),
    "（{han}）": ("{digit}.",),
    "{digit}.": ("（{digit}）",),
    "{digit}、": ("（{digit}）",),
    "第{han}部分 ": ("（{han}）", "{han}、"),
    "第{han}部分：": ("（{han}）", "{digit}."),
    "": ("（{han}）",),
}
_POOLS = {  # aspect: pools of the country, pools of our own
    "proactive": (("proactive",), ("proactive", "documents", "decisions")),
    "on_request": ((), ("on_request", "review")),
    "management": (("records",), ("management",)),
    "platform": (("platform",), ("platform",)),
    "supervision": (("supervision",), ("supervision",)),
}
_WANTED = re.compile(r"([!~]?)(\w+)")


class Count(int):
    """A number that `{:han}` writes in Chinese numerals, up to ten."""

    def __format__(self, spec: str) -> str:
        return "〇一二三四五六七八九十"[self] if spec == "han" else format(int(self), spec)


def _sum(figures: Mapping[CellKey, object], table: str, rows: str, column: str = "total") -> int:
    """The sum of a column over the lines whose key begins so."""
    keys = [key for key in figures if key[0] == table and key[1].startswith(rows) and key[2] == column]
    return sum(int(str(figures[key]) or 0) for key in keys)


def counts(figures: Mapping[CellKey, object]) -> dict[str, Count]:
    """What the narrative may count, by name."""
    asked = {key: _sum(figures, "requests", key) for key in ("received", "carried_over", "carried_forward")}
    asked |= {key: _sum(figures, "requests", key) for key in ("denied", "unable", "unprocessed", "closed")}
    asked |= {
        key: int(str(figures["requests", key, "total"]))
        for key in ("granted", "granted_part", "unable_not_held")
    }
    asked["handled"] = _sum(figures, "requests", "outcome_total")
    asked["natural_person"] = _sum(figures, "requests", "received", "natural_person")
    asked["legal_person"] = asked["received"] - asked["natural_person"]
    cases = {key: _sum(figures, "reviews", key) for key in ("reconsideration", "litigation")}
    results = {
        key: _sum(figures, "reviews", "reconsideration", key)
        for key in ("upheld", "corrected", "other", "pending")
    }
    done = {
        key: _sum(figures, "disclosure", key, "decisions") for key in ("licensing", "penalty", "compulsion")
    }
    documents = {
        key: _sum(figures, "disclosure", "normative_documents", key)
        for key in ("issued", "repealed", "in_force")
    }
    every = {**asked, **cases, **results, **done, **documents, "disputes": sum(cases.values())}
    return {key: Count(number) for key, number in every.items()}


def _says_true(wanted: str, told: Mapping[str, int]) -> bool:
    tests = {
        "": lambda number: number > 0,
        "!": lambda number: number == 0,
        "~": lambda number: 0 < number <= 10,
    }
    return all(tests[sign](told[name]) for sign, name in _WANTED.findall(wanted))


@dataclass(frozen=True)
class Dressed:
    """The habits of one body, all of them from its seed."""

    seed: int

    def rng(self, what: str) -> random.Random:
        """Chance for one part of the report."""
        return random.Random(f"{self.seed} {what}")

    def paper(self, filer: Filer, year: int, figures: Mapping[CellKey, object], day: date) -> Paper:
        """The sound report of a year."""
        words = {"name": filer.agency.name, "year": year}
        title = self.rng("title").choice(WORDING["titles"]).format_map(words)
        bodies = self.narrative(filer, year, figures, None)
        return Paper(
            filer, year, figures, title, day, self._headings(year), bodies, tail=self._tail(filer, year, day)
        )

    def document(self, paper: Paper) -> Document:
        """The report as it is published."""
        return print_paper(paper, self.seed)

    def _style(self) -> tuple[str, str]:
        rng = self.rng("style")
        style = rng.choice(["{han}、"] * 6 + list(_STYLES))
        return style, rng.choice(_STYLES[style])

    def _headings(self, year: int) -> tuple[str, ...]:
        rng, (style, _) = self.rng("headings"), self._style()
        return tuple(
            _number(style, place) + rng.choice(WORDING["headings"][section.key]).format(year=year)
            for place, section in enumerate(FORM.sections, start=1)
        )

    def narrative(
        self, filer: Filer, year: int, figures: Mapping[CellKey, object], wording: int | None
    ) -> dict[str, tuple[str, ...]]:
        """The paragraphs of each section, with "\\n" where a line ends; `before …` stand above a table."""
        told, rng = counts(figures), self.rng(f"words {wording or year}")
        words = {**told, **_names(filer, year, rng)}

        def say(sentences: Sequence[str]) -> str:
            fitting = [
                text.rpartition(" | ")[2] for text in sentences if _says_true(text.rpartition(" | ")[0], told)
            ]
            start = self.rng(sentences[0]).randrange(
                100
            )  # another one every year: no report is a copy of the last
            return fitting[(start + (wording or year)) % len(fitting)].format_map(words) if fitting else ""

        def several(*pools: str) -> tuple[str, ...]:
            return tuple(filter(None, (say(WORDING[pool]) for pool in pools)))

        duty = ("assessment",) if filer.agency.kind == "government" else ()
        return {
            "overview": (say(WORDING["opening"]), *self._overview(say), *several(*duty)),
            "before proactive": several("before_table"),
            "proactive": several("after_table"),
            "before on_request": several(
                *(("on_request",) if rng.random() < 0.2 else ("table_three_before",))
            ),
            "review": several(*(("review",) if rng.random() < 0.3 else ())),
            "problems": tuple(say(WORDING["problems"]).split("\n")),
            "other_matters": tuple(say(WORDING["other_matters"]).split("\n")),
        }

    def _overview(self, say: Callable[[Sequence[str]], str]) -> Iterator[str]:
        """Lead, and the five aspects: under headings, behind run-in heads, or in a run without any."""
        rng = self.rng("overview")
        form = rng.choice(("headed", "headed", "run in", "run in", "none"))
        lead = say(WORDING["lead"])
        if form == "none":
            yield lead + say(WORDING["unheaded"]) + say(WORDING["on_request"])
            return
        names = dict(zip(FORM.aspects, rng.choice(list(WORDING["aspects"].values())), strict=True))
        order = list(names)
        if rng.random() < 0.15:
            order[2], order[3] = order[3], order[2]
        if lead:
            yield lead
        style = self._style()[1]
        for place, aspect in enumerate(order, start=1):
            texts = "".join(say(pool) for pool in _pools(aspect, rng))
            between = "\n" if form == "headed" and "是" not in style else "。"
            yield f"{_number(style, place)}{names[aspect]}{between}{texts}"
        if rng.random() < 0.2:
            yield f"{_number(style, 6)}{say(WORDING['others'])}"

    def _tail(self, filer: Filer, year: int, day: date) -> str:
        name, rng = filer.agency.name, self.rng("tail")
        signed = f"{day.year}年{day.month}月{day.day}日"
        lines = rng.choice(
            (
                (),
                (name, signed),
                (name, signed),
                (signed,),
                (f"{name} {signed}",),
                (name, f"{day.year}年{day.month}月"),
                (name, signed, "（此件公开发布）"),
                ("扫一扫在手机打开当前页", "打印本页 关闭窗口"),
                (name, signed, f"上一篇：{name}{year - 1}年政府信息公开工作年度报告"),
                (f"附件：{name}{year}年政府信息公开工作年度报告.pdf",),
            )
        )
        return "".join(f"<p>{line}</p>" for line in lines)


def _number(style: str, number: int) -> str:
    return style.format(han=NUMERALS[number - 1], digit=number)


def _pools(aspect: str, rng: random.Random) -> Iterator[Sequence[str]]:
    """The pools that tell of an aspect: one general sentence or none, and those with its figures."""
    general, own = _POOLS[aspect]
    for pool in general:
        if rng.random() < 0.5:
            yield POOLS[pool]
    for pool in own:
        yield WORDING[pool]


def _names(filer: Filer, year: int, rng: random.Random) -> dict[str, object]:
    name = filer.agency.name
    short = {"局": "我局", "镇": "我镇", "乡": "我乡", "道": "我街道", "会": "我委", "室": "我办"}
    ours = rng.choice((short.get(name[-1], "我单位"), "我单位", "本机关", name))
    few = {
        key: rng.randint(low, high)
        for key, low, high in (("a", 70, 700), ("b", 2, 30), ("c", 2, 9), ("d", 2, 60))
    }
    return {
        "name": name, "place": filer.place, "theme": filer.theme, "our": ours, **few,
        "year": year, "last_year": year - 1, "next_year": year + 1,
    }  # fmt: skip
