"""Numbers in sentences that contradict each other or what the tables count: shares, growth, parts, 全部办结, fees."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from store.checks.case import Case
from store.checks.narrative import reading_sum
from store.checks.rules import THRESHOLDS, Rule, rule
from store.models import CellKey, Claim, Finding

_LIMITS = THRESHOLDS["sentences"]
_SENTENCE = re.compile(r"[^。；;\n]{4,600}")
_COUNTED = r"(?P<number>\d[\d,，]{0,12})(?P<unit>件|条|篇|份|个|次|期|项|场|宗|起)(?![次数])"
_SAID = r"(?P<said>\d{1,4}(?:\.\d{1,3})?)[%％](?!以上|左右|以内)"
_THEN = r"(?:同比|[较比与](?:上年度?|上一年度?|去年|前一年)(?:同期)?(?:相比)?)[，,]?"
_GROWTH = re.compile(_COUNTED + rf"[，,（(]?{_THEN}(?P<how>增长|增加|上升|提高|下降|减少|降低)了?{_SAID}")
_SHARE = re.compile(_COUNTED + rf"[，,（(]?(?:约?占)[^\d%％。；约近超]{{0,16}}{_SAID}")
_NUMBER = re.compile(r"(?<![\d.])\d[\d,，]{0,12}(?![\d.]*[%％])")
_WITHIN = re.compile(r"(?:其中|包括|分别为|分别是)[：:，,]?")
_PART = re.compile(rf"[，、,]?(?P<words>[^，。；、,\d]{{0,15}}){_COUNTED}")
_WHOLE = re.compile(_COUNTED)
# What makes a whole something else than its parts are counted in, or a part no part.
_OTHER_COUNT = re.compile(
    r"累计|历年|以来|含|结转|上年|去年|浏览|点击|阅读|访问|人次|平均|同比|余|多[件条篇份个]|万"
)
_NO_PART = re.compile(
    r"收到|受理|共|另|此外|同时|召开|举办|发布|推送|转载|公众号|微信|微博|平台|网站|答复|办结|办理"
)
_DONE = re.compile(
    r"(?:全部|均|都)已?(?:按照?(?:时限?|期限?|规定|要求|程序)|依法|依规|及时|如期|在(?:法定|规定)?(?:期限|时限)内?){0,3}"
    r"(?:予以|进行|作出|做出)?了?(?:办结|答复|办理完毕|办理完结|回复)"
)
_ASKED = re.compile(r"申请")
_OTHERWISE = re.compile(
    r"结转|上年|去年|往年|除|其余|复议|诉讼|信件|留言|咨询|建议|提案|信访|投诉|举报|工单|热线|问政|信箱|到期|应当?[答办]"
)
_FORWARD: CellKey = ("requests", "carried_forward", "total")


class _Counted(NamedTuple):
    """A number with its counting word."""

    number: int
    unit: str


def _counted(found: re.Match[str]) -> _Counted:
    return _Counted(_whole(found["number"]), found["unit"])


def _whole(digits: str) -> int:
    return int(digits.replace(",", "").replace("，", ""))


def _sentences(case: Case) -> Iterator[tuple[str, str]]:
    """Every sentence of the sections with the section's key."""
    for key, text in case.texts.items():
        for found in _SENTENCE.finditer(text):
            yield key, found[0]


def _near(said: str, exact: Decimal) -> bool:
    """Whether a printed percentage is the exact one, rounded or cut at the decimals that it has."""
    step = Decimal(1).scaleb(-len(said.partition(".")[2]))
    return abs(Decimal(said) - exact) < step


def _shown(sentence: str) -> str:
    return sentence if len(sentence) <= _LIMITS["shown"] else f"{sentence[: _LIMITS['shown']]}…"


@rule("percent")
def percent(found: Rule, case: Case) -> Iterator[Finding]:
    """A growth that last year's figures do not give, a share that no number of the section gives."""
    if case.form is None:
        return
    for key, sentence in _sentences(case):
        if "%" not in sentence and "％" not in sentence:
            continue
        if key in ("overview", "on_request"):
            yield from _growth(found, case, sentence)
        yield from _share(found, case, case.texts[key], sentence)


def _growth(found: Rule, case: Case, sentence: str) -> Iterator[Finding]:
    form, previous = case.form, case.previous
    if form is None or previous is None or not case.consecutive:
        return
    before = Case(previous, case.agency)
    for match in _GROWTH.finditer(sentence):
        claim = _claim_of(case, sentence, _whole(match["number"]))
        if claim is None:
            continue
        sums = [reading_sum(before, reading) for reading in claim.readings]
        totals = [each.total for each in sums if each and not (each.blank or each.derived)]
        if len(totals) < len(sums) or not all(totals):
            continue
        exact = [(Decimal(claim.value) - total) * 100 / Decimal(total) for total in totals]
        sign = -1 if match["how"] in ("下降", "减少", "降低") else 1
        if any(_near(match["said"], sign * each) for each in exact):
            continue
        message = f"文中称“{_shown(match[0])}”，{previous.year}年度报告为{totals[0]}，变化应为{exact[0]:+.1f}%，请核对"
        place = form.location(*claim.readings[0][0])
        yield found.finding(
            message, place, f"{exact[0]:+.1f}%", f"{match['how']}{match['said']}%", "uncertain"
        )


def _claim_of(case: Case, sentence: str, number: int) -> Claim | None:
    """The one claim that a sentence makes with a number, if the tables hold it."""
    claims = [
        claim
        for claim in case.report.claims
        if claim.value == number and claim.readings and not claim.scope and sentence in _bare(claim.sentence)
    ]
    return claims[0] if len(claims) == 1 else None


def _bare(sentence: str) -> str:
    return sentence.replace(" ", "").replace("\u3000", "")


def _share(found: Rule, case: Case, text: str, sentence: str) -> Iterator[Finding]:
    """The whole may be any number of the section or total of 表三."""
    for match in _SHARE.finditer(sentence):
        part = _whole(match["number"])
        wholes = {_whole(each[0]) for each in _NUMBER.finditer(text)} | _totals(case)
        if part and not any(whole and _near(match["said"], Decimal(part) * 100 / whole) for whole in wholes):
            message = f"文中称“{_shown(match[0])}”，而文中和表三没有一个总数使这一比例成立，请核对"
            yield found.finding(message, "文字", "比例与数字相符", f"{match['said']}%", "uncertain")


def _totals(case: Case) -> set[int]:
    """Totals of 表三 and what was to be handled in all."""
    lines = {line.key: case.report.value("requests", line.key, "total") for line in case.lines}
    totals = {int(value) for value in lines.values() if value is not None}
    begun = lines.get("received"), lines.get("carried_over")
    return totals | {int(sum(value for value in begun if value is not None))}


@rule("part-over-whole")
def part_over_whole(found: Rule, case: Case) -> Iterator[Finding]:
    """共N件，其中a件: a part above the whole, or parts that are more than it together."""
    if case.form is None:
        return
    for _, sentence in _sentences(case):
        within = _WITHIN.search(sentence)
        if within is None or _OTHER_COUNT.search(sentence):
            continue
        parts = _parts(sentence, within.end())
        units = {part.unit for part in parts}
        wholes = [
            each.number
            for match in _WHOLE.finditer(sentence, 0, within.start())
            if (each := _counted(match)).unit in units
        ]
        if len(units) != 1 or not wholes:
            continue
        whole, unit, together = max(wholes), units.pop(), sum(part.number for part in parts)
        most = max(part.number for part in parts)
        if most > whole:
            message = f"文中称“{_shown(sentence)}”：其中的{most}{unit}多于总数{whole}{unit}"
            yield found.finding(message, "文字", f"不多于{whole}", most)
        elif together > whole:
            message = (
                f"文中称“{_shown(sentence)}”：各项合计{together}{unit}，多于总数{whole}{unit}；各项可能有重叠"
            )
            yield found.finding(message, "文字", f"不多于{whole}", together, "uncertain", "info")


def _parts(sentence: str, start: int) -> list[_Counted]:
    """The numbers that follow 其中 one after another, each behind a few words that name a part."""
    parts: list[_Counted] = []
    while (match := _PART.match(sentence, start)) and not _NO_PART.search(match["words"]):
        parts.append(_counted(match))
        start = match.end()
    return parts


@rule("done-but-pending")
def done_but_pending(found: Rule, case: Case) -> Iterator[Finding]:
    """全部办结, while 表三 carries requests forward."""
    pending = case.report.value(*_FORWARD)
    if case.form is None or not pending:
        return
    for key, sentence in _sentences(case):
        if (
            key not in ("overview", "on_request")
            or _OTHERWISE.search(sentence)
            or not _ASKED.search(sentence)
        ):
            continue
        if done := _DONE.search(sentence):
            message = f"文中称“{_shown(sentence)}”，表三结转下年度继续办理为{pending}件"
            facts = case.facts([_FORWARD])
            yield found.finding(message, case.form.location(*_FORWARD), done[0], pending, facts=facts)
            return


@rule("fee-schedule")
def fee_schedule(found: Rule, case: Case) -> Iterator[Finding]:
    """A fee that the schedule cannot give, or more received than billed this year and last."""
    if case.form is None or case.form.name not in found.forms:
        return
    taken = _fees(case, "processing_fee")
    step = _LIMITS["fee_step"]
    odd = next((amount for amount in (*taken, *_fees(case, "processing_fee_charged")) if amount % step), None)
    if odd is not None:
        message = f"文中信息处理费为{odd:f}元；按件、按页的收费标准都是{step}元的倍数，请核对"
        yield found.finding(message, "第六部分", f"{step}元的倍数", f"{odd:f}", "uncertain")
    billed, previous = _fees(case, "processing_fee_charged"), case.previous
    if not billed or not taken or previous is None or not case.consecutive:
        return
    before = _fees(Case(previous), "processing_fee_charged")
    total = sum((*billed, *before), Decimal())
    if before and max(taken) > total:
        message = f"文中实收信息处理费{max(taken):f}元，多于本年和上年收费通知总金额{total:f}元"
        yield found.finding(message, "第六部分", total, max(taken), "uncertain")


def _fees(case: Case, kind: str) -> tuple[Decimal, ...]:
    """The amounts of one kind that the text states, in 元."""
    return tuple(
        Decimal(claim.value) * (10_000 if claim.unit == "万元" else 1)
        for claim in case.report.claims
        if claim.kind == kind and claim.unit in ("元", "万元") and not claim.scope
    )
