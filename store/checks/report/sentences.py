"""Numbers in sentences that contradict each other or what the tables count: shares, growth, parts, 全部办结, fees."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from store.checks.case import Case
from store.checks.report.narrative import reading_sum
from store.checks.rules import THRESHOLDS, Rule, rule
from store.models import CellKey, Claim, Finding

_LIMITS = THRESHOLDS["sentences"]
_SENTENCE = re.compile(r"[^。；;\n]{4,600}")
_DIGITS = r"(?<![\d.第])(?:\d{1,3}(?:[,，]\d{3}){1,3}|\d{1,9})(?!\d)"
_COUNTED = rf"(?P<number>{_DIGITS})(?P<unit>件|条|篇|份|个|次|期|项|场|宗|起)(?![次数])"
_SAID = r"(?P<said>\d{1,4}(?:\.\d{1,3})?)[%％](?!以上|左右|以内)"
_THEN = r"(?:同比|[较比与](?:上年度?|上一年度?|去年|前一年)(?:同期)?(?:相比)?)[，,]?"
_GROWTH = re.compile(_COUNTED + rf"[，,（(]?{_THEN}(?P<how>增长|增加|上升|提高|下降|减少|降低)了?{_SAID}")
_SHARE = re.compile(_COUNTED + rf"[，,（(]?(?:约?占)(?P<whole>[^\d%％。；约近超]{{0,16}}){_SAID}")
_NUMBER = re.compile(_DIGITS + r"(?![\d.]*[%％])")
# Words of a whole that the report prints: 占申请总数的, 占比为. Others (占全市的, 占访问量的) may be printed nowhere.
_PRINTED_WHOLE = re.compile(
    r"(?:比|例|为|达|到|的|总|全部|全年|本年度?|数|量|件|新收|收到|受理|办[结理件]|答复|处理|结果|政府|信息|公开|依?申请)*"
)
# 1.2万条, 近200条, 300余件, 二十件; not 第二十条.
_ROUND = re.compile(
    r"\d(?:[万千百余]|多[件条篇份])|(?:近|约|超过?|逾)\d|\d[件条篇份](?:以上|左右)"
    r"|(?<![第一二三四五六七八九十百千])[一二三四五六七八九]?[十百千][一二三四五六七八九十百]*余?[件条篇份个次期项场宗起]"
)
_WITHIN = re.compile(r"(?:其中|包括|分别为|分别是)[：:，,]?")
_PART = re.compile(rf"[，、,]?(?P<words>[^，。；、,\d]{{0,10}}){_COUNTED}")
_WHOLE = re.compile(_COUNTED)
# What is counted in these may hold many of its kind: 栏目5个，其中子栏目32个.
_HOLDERS = frozenset("个次期项场")
# What makes a whole something else than its parts are counted in, or a part no part.
_OTHER_COUNT = re.compile(
    r"累计|历年|以来|含|结转|上年|去年|浏览|点击|阅读|访问|人次|平均|同比|余|多[件条篇份个]|万"
)
_NO_PART = re.compile(
    r"收到|受理|共|另|此外|同时|召开|举办|发布|推送|转载|公众号|微信|微博|平台|网站|答复|办结|办理|抖音|快手|视频号|头条"
    r"|订阅号|客户端|APP|媒体|报[纸刊]|电[视台]|公报|线下|制作|开展|组织|更新|回[应复]|处理|征集|意见|留言|来信|投诉|诉求|涉及|配套|附件|细化"
)
_DONE = re.compile(
    r"(?:全部|均|都)已?(?:按照?(?:时限?|期限?|规定|要求|程序)|依法|依规|及时|如期|在(?:法定|规定)?(?:期限|时限)内?){0,3}"
    r"(?:予以|进行|作出|做出)?了?(?:办结|答复|办理完毕|办理完结|回复)"
)
_ASKED = re.compile(r"公开[^，。；]{0,8}申请|申请[^，。；]{0,12}(?:公开|信息)|信息[^，。；]{0,4}申请")
_OTHERWISE = re.compile(
    r"结转|上年|去年|往年|除|其余|复议|诉讼|信件|留言|咨询|建议|提案|信访|投诉|举报|工单|热线|问政|信箱|到期|应当?[答办]"
    r"|许可|审批|补贴|救助|低保|服务(?:事项|申请)"
)
_WISHED = re.compile(r"确保|力[争求]|做到|要求|保[证障]|务必|必须|实现|严格|规范|争取|督促")
_STILL_OPEN = re.compile(
    r"结转(?:[至到下次后]|20)|转[至到入](?:下|次|20)|[下次]一?年度?(?:继续)?[办答]|正在(?:办|处|审|征)|办理中|继续办理"
    r"|尚在|尚?未(?:到期|办结|答复)|剩余|余下"
)
_FORWARD: CellKey = ("requests", "carried_forward", "total")


class _Counted(NamedTuple):
    """A number with its counting word."""

    number: int
    unit: str


def _counted(match: re.Match[str]) -> _Counted:
    return _Counted(_whole(match["number"]), match["unit"])


def _whole(digits: str) -> int:
    return int(digits.replace(",", "").replace("，", ""))


def _sentences(case: Case) -> Iterator[tuple[str, str]]:
    """Every sentence of the sections with the section's key."""
    for key, text in case.texts.items():
        for sentence in _SENTENCE.finditer(text):
            yield key, sentence[0]


def _near(said: str, exact: Decimal) -> bool:
    """Whether a printed percentage is the exact one, rounded or cut at the decimals that it has."""
    step = Decimal(1).scaleb(-len(said.partition(".")[2]))
    return abs(Decimal(said) - exact) < step


def _shown(sentence: str) -> str:
    return sentence if len(sentence) <= _LIMITS["shown"] else f"{sentence[: _LIMITS['shown']]}…"


@rule("percent")
def percent(rule: Rule, case: Case) -> Iterator[Finding]:
    """A growth that last year's figures do not give, a share that no number of the section gives."""
    if case.form is None:
        return
    for key, sentence in _sentences(case):
        if "%" not in sentence and "％" not in sentence:
            continue
        if key in ("overview", "on_request"):
            yield from _growth(rule, case, sentence)
        yield from _share(rule, case, case.texts[key], sentence)


def _growth(rule: Rule, case: Case, sentence: str) -> Iterator[Finding]:
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
        yield rule.finding(
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


def _share(rule: Rule, case: Case, text: str, sentence: str) -> Iterator[Finding]:
    """The part may be several numbers together, the whole any number of the section, of the tables, or what adds up."""
    for match in _SHARE.finditer(sentence):
        if not _whole(match["number"]) or not _PRINTED_WHOLE.fullmatch(match["whole"]):
            continue
        counts = [_whole(each["number"]) for each in _WHOLE.finditer(sentence, 0, match.end("unit"))]
        parts = [sum(counts[start:]) for start in range(len(counts))]
        numbers = _exact_numbers(text)
        if numbers is None:
            continue
        wholes = numbers | {*parts} | _totals(case)
        if not any(
            _near(match["said"], Decimal(part) * 100 / whole) for part in parts for whole in wholes if whole
        ):
            message = f"文中称“{_shown(match[0])}”，而文中和表格没有一个总数使这一比例成立，请核对"
            yield rule.finding(message, "文字", "比例与数字相符", f"{match['said']}%", "uncertain")


@lru_cache(maxsize=8)  # every share of a section is held against the same numbers
def _exact_numbers(text: str) -> frozenset[int] | None:
    """The numbers of a text; None if some are round, as any of those may be the whole."""
    if _ROUND.search(text):
        return None
    return frozenset(_whole(each[0]) for each in _NUMBER.finditer(text))


def _totals(case: Case) -> set[int]:
    """Every figure of 表三 and 表四, those of legal persons of each line together, what was to be handled in all."""
    value = case.report.value
    tables = ("requests", "reviews")
    figures = {
        int(count) for key in case.report.cells if key[0] in tables and (count := value(*key)) is not None
    }
    lines = [
        (value("requests", line.key, "total"), value("requests", line.key, "natural_person"))
        for line in case.lines
    ]
    legal = {int(total - natural) for total, natural in lines if total is not None and natural is not None}
    return figures | legal | {_begun(case)}


def _begun(case: Case) -> int:
    """Requests that were to be handled: received and carried over."""
    begun = (case.report.value("requests", row, "total") for row in ("received", "carried_over"))
    return int(sum(count for count in begun if count is not None))


@rule("part-over-whole")
def part_over_whole(rule: Rule, case: Case) -> Iterator[Finding]:
    """共N件，其中a件: a part above the whole, or parts that are more than it together."""
    if case.form is None:
        return
    for _, sentence in _sentences(case):
        within = _WITHIN.search(sentence)
        if within is None or _OTHER_COUNT.search(sentence) or _ROUND.search(sentence):
            continue
        parts = _parts(sentence, within.end())
        units = {part.unit for part in parts}
        wholes = [
            each.number
            for match in _WHOLE.finditer(sentence, 0, within.start())
            if (each := _counted(match)).unit in units
        ]
        if len(units) != 1 or units & _HOLDERS or not wholes:
            continue
        whole = sum(wholes)  # several may be one together
        limit = max(whole, _begun(case) if "申请" in sentence else 0)  # some parts may have been carried over
        unit, together = units.pop(), sum(part.number for part in parts)
        most = max(part.number for part in parts)
        if most > limit:
            message = f"文中称“{_shown(sentence)}”：其中的{most}{unit}多于总数{whole}{unit}"
            yield rule.finding(message, "文字", f"不多于{whole}", most)
        elif together > limit:
            message = (
                f"文中称“{_shown(sentence)}”：各项合计{together}{unit}，多于总数{whole}{unit}；各项可能有重叠"
            )
            yield rule.finding(message, "文字", f"不多于{whole}", together, "uncertain", "info")


def _parts(sentence: str, start: int) -> list[_Counted]:
    """The numbers that follow 其中 one after another, each behind a few words that name a part."""
    parts: list[_Counted] = []
    while (match := _PART.match(sentence, start)) and not _NO_PART.search(match["words"]):
        parts.append(_counted(match))
        start = match.end()
    return parts


@rule("done-but-pending")
def done_but_pending(rule: Rule, case: Case) -> Iterator[Finding]:
    """全部办结, while 表三 carries requests forward and no sentence says so."""
    pending = case.report.value(*_FORWARD)
    texts = {key: case.texts[key] for key in ("overview", "on_request") if key in case.texts}
    if case.form is None or not pending or any(_STILL_OPEN.search(text) for text in texts.values()):
        return
    for key, sentence in _sentences(case):
        if key not in texts or _OTHERWISE.search(sentence) or not _ASKED.search(sentence):
            continue
        done = _DONE.search(sentence)
        if done and _of_all(case, sentence):
            message = f"文中称“{_shown(sentence)}”，表三结转下年度继续办理为{pending}件"
            facts = case.facts([_FORWARD])
            yield rule.finding(message, case.form.location(*_FORWARD), done[0], pending, facts=facts)
            return


def _of_all(case: Case, sentence: str) -> bool:
    """Whether a sentence speaks of all requests, by their number or without any, and of what was done, not wished."""
    numbers = {_whole(match["number"]) for match in _WHOLE.finditer(sentence)}
    if not numbers:
        return "已" in sentence and not _WISHED.search(sentence)
    handled, received = (case.report.value("requests", row, "total") for row in ("outcome_total", "received"))
    return handled is not None and handled not in numbers and bool(numbers & {received, _begun(case)})


@rule("fee-schedule")
def fee_schedule(rule: Rule, case: Case) -> Iterator[Finding]:
    """A fee that the schedule cannot give, or more received than billed this year and last."""
    taken = _fees(case, "processing_fee")
    step = _LIMITS["fee_step"]
    odd = next((amount for amount in (*taken, *_fees(case, "processing_fee_charged")) if amount % step), None)
    if odd is not None:
        message = f"文中信息处理费为{odd:f}元；按件、按页的收费标准都是{step}元的倍数，请核对"
        yield rule.finding(message, "第六部分", f"{step}元的倍数", f"{odd:f}", "uncertain")
    billed, previous = _fees(case, "processing_fee_charged"), case.previous
    if not billed or not taken or previous is None or not case.consecutive:
        return
    before = _fees(Case(previous), "processing_fee_charged")
    total = sum((*billed, *before), Decimal())
    if before and max(taken) > total:
        message = f"文中实收信息处理费{max(taken):f}元，多于本年和上年收费通知总金额{total:f}元"
        yield rule.finding(message, "第六部分", total, max(taken), "uncertain")


def _fees(case: Case, kind: str) -> tuple[Decimal, ...]:
    """The amounts of one kind that the text states, in 元."""
    return tuple(
        Decimal(claim.value) * (10_000 if claim.unit == "万元" else 1)
        for claim in case.report.claims
        if claim.kind == kind and claim.unit in ("元", "万元") and not claim.scope
    )
