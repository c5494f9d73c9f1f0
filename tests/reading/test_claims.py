"""Numbers that the narrative states: found where they are plain, never where they could be something else."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading import Document, read
from crawler.reading.claims import find_claims
from store.form import FORMS
from store.models import CellKey, Claim, Section
from tests.made.pace import within

FORM = FORMS["2021"]


def claims(
    text: str, section: str = "overview", year: int | None = 2025, form: str = "2021"
) -> tuple[Claim, ...]:
    """The claims of one section."""
    return find_claims([Section(section, section, text)], FORMS[form], year=year)


def said(text: str, section: str = "overview", year: int | None = 2025) -> dict[str, object]:
    """Kind → value; fails where one kind is claimed twice."""
    found = claims(text, section, year)
    assert len({claim.kind for claim in found}) == len(found), found
    return {claim.kind: claim.value for claim in found}


REQUESTS = [
    ("全年共收到政府信息公开申请12件。", {"received": 12}),
    ("2025年，我局受理政府信息公开申请 7 宗，办结7宗。", {"received": 7, "handled": 7}),
    ("本年度收办依申请公开事项9件，办复9件。", {"received": 9, "handled": 9}),
    (
        "本年新收政府信息公开申请１５件，上年度结转2件，共办结16件，结转下一年1件。",
        {"received": 15, "carried_over": 2, "handled": 16, "carried_forward": 1},
    ),
    ("共收到公民、法人和其他组织提出的信息公开申请8例。", {"received": 8}),
    ("我局收到6份政府信息公开申请，均已答复。", {"received": 6}),
    ("收到政府信息公开申请十二件，其中两件结转下年度继续办理。", {"received": 12, "carried_forward": 2}),
    ("共收到依申请公开1,234件，答复1,230件。", {"received": 1234, "handled": 1230}),
    ("受理申请31件（含上年结转2件），全部办结。", {"received": 31, "carried_over": 2}),
    (
        "收到信息公开申请20件，2024年结转3件，结转至2026年办理4件。",
        {"received": 20, "carried_over": 3, "carried_forward": 4},
    ),
    ("收到政府信息公开申请10件，其余1件顺延至下年度办理。", {"received": 10, "carried_forward": 1}),
    (
        "收到政府信息公开申请87件，其中自然人申请80件，法人或其他组织申请7件。",
        {"received": 87, "natural_person": 80, "legal_person": 7},
    ),
    (
        "依申请公开答复18件，其中予以公开5件、部分公开4件、不予公开3件、无法提供2件、不予处理1件、其他处理3件。",
        {
            "handled": 18,
            "granted": 5,
            "granted_part": 4,
            "denied": 3,
            "unable": 2,
            "unprocessed": 1,
            "closed": 3,
        },
    ),
    (
        "共办理政府信息公开申请9件，其中4件予以公开，2件本机关不掌握相关政府信息，3件属于重复申请。",
        {"handled": 9, "granted": 4, "unable_not_held": 2, "unprocessed_duplicate": 3},
    ),
    (
        "答复政府信息公开申请6件，予以公开、不予公开分别为4件、2件。",
        {"handled": 6, "granted": 4, "denied": 2},
    ),
    ("收到政府信息公开申请5件；同意公开或部分公开共3件。", {"received": 5, "granted_or_part": 3}),
    ("收到信息公开申请206，其中网上提交200件。", {"received": 206}),
    (
        "收到政府信息公开申请87分别为予以公开45件；不予公开12件。",
        {"received": 87, "granted": 45, "denied": 12},
    ),
    ("新收到信息公开申请2件，上年无结转，办结2件。", {"received": 2, "carried_over": 0, "handled": 2}),
    ("无锡市全年共收到要求公开政府信息的申请4件。", {"received": 4}),
]


@pytest.mark.parametrize(("text", "expected"), REQUESTS)
def test_requests_are_counted_in_every_wording(text: str, expected: dict[str, int]) -> None:
    assert said(text, "on_request") == expected


COURTS = [
    (
        "因政府信息公开被申请行政复议3件，其中结果维持2件，结果纠正1件；被提起行政诉讼1件，尚未审结1件。",
        {
            "reconsideration": 3,
            "reconsideration_upheld": 2,
            "reconsideration_corrected": 1,
            "litigation": 1,
            "litigation_pending": 1,
        },
    ),
    ("行政复议、行政诉讼分别为3件、4件。", {"reconsideration": 3, "litigation": 4}),
    ("行政复议、行政诉讼案件均为0件。", {"reconsideration": 0, "litigation": 0}),
    ("政府信息公开行政复议和行政诉讼案件共7件。", {"reviews": 7}),
    (
        "未经复议直接起诉2件，其他结果2件；复议后起诉1件。",
        {"litigation_direct": 2, "litigation_direct_other": 2, "litigation_after_reconsideration": 1},
    ),
    (
        "发生行政诉讼21件，其中17件结果维持，4件尚未审结。",
        {"litigation": 21, "litigation_upheld": 17, "litigation_pending": 4},
    ),
]


@pytest.mark.parametrize(("text", "expected"), COURTS)
def test_reconsideration_and_litigation_with_their_results(text: str, expected: dict[str, int]) -> None:
    assert said(text, "review") == expected


def test_general_cases_of_a_reviewing_body_are_no_claims() -> None:
    text = "全年审理行政复议案件120件，办理行政应诉案件30件，备案行政复议案件134件。"
    assert said(text) == said(text, "review") == {}
    assert said("全年发生行政复议5件。") == {}
    assert said("公布行政诉讼3件。", "review") == {}
    assert said("全年发生政府信息公开行政复议5件。") == {"reconsideration": 5}


TABLE_TWO = [
    (
        "制发行政规范性文件3件，废止1件，现行有效8件。",
        {
            "normative_documents_issued": 3,
            "normative_documents_repealed": 1,
            "normative_documents_in_force": 8,
        },
    ),
    ("制定规章2部。", {"rules_issued": 2}),
    ("废止、失效行政规范性文件32件，提前废止3件。", {}),
    ("主动公开规章13件（含新制定5件，废止4件）。", {}),
    ("主动公开文件13件（含制定规章5件）。", {}),
    ("依法公开行政处罚30件。", {}),
    (
        "作出行政许可决定120件，行政处罚决定30件，行政强制0件。",
        {"licensing": 120, "penalty": 30, "compulsion": 0},
    ),
    (
        "行政许可、行政处罚、行政强制处理决定数量分别为12件、3件、0件。",
        {"licensing": 12, "penalty": 3, "compulsion": 0},
    ),
    ("行政事业性收费金额为71.8995万元。", {"fees": Decimal("71.8995")}),
    ("行政事业性收费380元。", {"fees": Decimal("0.038")}),
]


@pytest.mark.parametrize(("text", "expected"), TABLE_TWO)
def test_figures_of_table_two(text: str, expected: dict[str, object]) -> None:
    assert said(text, "proactive") == expected


FEES = [
    ("本年度未收取政府信息公开信息处理费。", {"processing_fee": Decimal(0)}),
    ("收取信息处理费情况：无。", {"processing_fee": Decimal(0)}),
    ("全年收取信息处理费１，２００元。", {}),
    ("全年收取信息处理费1,200元。", {"processing_fee": Decimal(1200)}),
    ("收取信息处理费0.04万元。", {"processing_fee": Decimal(400)}),
    ("收取信息处理费3千元。", {}),
    ("收取信息处理费3万美元。", {}),
    (
        "发出收费通知2件，总金额300元，实际收取100元。",
        {"processing_fee_notices": 2, "processing_fee_charged": Decimal(300), "processing_fee": Decimal(100)},
    ),
    ("未发出信息处理费收费通知。", {"processing_fee_notices": 0}),
]


@pytest.mark.parametrize(("text", "expected"), FEES)
def test_processing_fees_come_out_in_yuan(text: str, expected: dict[str, object]) -> None:
    assert said(text, "other_matters") == expected


DENIALS = [
    ("2025年我局未收到政府信息公开申请。", {"received": 0}),
    (
        "本机关全年没有接到公民、法人和其他组织提出的信息公开申请，也没有上年结转。",
        {"received": 0, "carried_over": 0},
    ),
    ("未发生因政府信息公开引发的行政复议、行政诉讼案件。", {"reconsideration": 0, "litigation": 0}),
    ("未发生一起政府信息公开行政复议案件。", {"reconsideration": 0}),
    ("政府信息公开行政复议、行政诉讼均未发生。", {"reconsideration": 0, "litigation": 0}),
    # Acts and outcomes beside cases: nothing is said of them.
    ("行政许可、行政诉讼均未发生。", {"litigation": 0}),
    ("1.申请人无正当理由逾期不补正、行政诉讼均未发生。", {"litigation": 0}),
    ("未发生因政府信息公开申请行政复议、提起行政诉讼的情况。", {"reconsideration": 0, "litigation": 0}),
    ("全年未制发行政规范性文件。", {"normative_documents_issued": 0}),
    ("无结转下年度办理的申请。", {"carried_forward": 0}),
    # What is denied is only a part, or a fault: that is no zero.
    ("未收到涉及国家秘密的政府信息公开申请。", {}),
    ("未发生因答复不及时引发的行政复议、行政诉讼案件。", {}),
    ("未发生行政复议被纠错、行政诉讼败诉的情况。", {}),
    ("未发生行政复议、行政诉讼败诉的情况。", {}),
    ("未收到群众投诉，未收到行政许可申请。", {}),
    ("全年无行政复议、行政诉讼。", {"reconsideration": 0, "litigation": 0}),
    ("未收到公民依法提出的依申请公开的申请。", {"received": 0}),
    ("2024年未收到政府信息公开申请。", {}),
    ("未按期答复的申请3件。", {}),
]


@pytest.mark.parametrize(("text", "expected"), DENIALS)
def test_only_a_denial_without_reserve_is_a_zero(text: str, expected: dict[str, int]) -> None:
    assert said(text, "review" if "复议" in text else "on_request") == expected


NO_CLAIMS = [
    "通过网站发布信息726条，公众号发布文章41篇，收到留言53条，办结53条。",
    "接到群众投诉、举报、依申请公开等各类诉求120件。",
    "办理人大代表建议18件，政协委员提案12件，均已办结。",
    "政府信息公开申请较上年增加3件，同比增长3件，申请量增加12%。",
    "上年收到政府信息公开申请10件，办结10件。",
    "2024年收到政府信息公开申请10件，办结9件。其中，予以公开3件。",
    "收到政府信息公开申请30余件，办结约20件。",
    "收到政府信息公开申请四十余条，约3件结转下年度。",
    "收到政府信息公开申请3-5件，办结3至5件。",
    "收到政府信息公开申请1 2件。",
    "收到政府信息公开申请1，234件。",
    "收到政府信息公开申请1.2万件。",
    "按时办结率100%，予以公开率30.8%。",
    "其中11件均按规定程序办结。",
    "公示行政许可120件、行政处罚30件，公开行政处罚信息30件。",
    "依照第三十六条第（一）项，收到申请后15个工作日内答复，依申请公开3个环节。",
    "根据国办公开办函〔2021〕30号，受理政府信息公开申请受理点5个。",
    "制定规章制度3项，印发公开目录2份，制发规范性文件解读3件。",
    "12345热线受理申请12件，收到低保申请5件。",
    "完善依申请公开12项制度，每件申请都在3天内答复。",
    "预计2026年收到政府信息公开申请12件。",
    "收到信息3条，办理3项。",
    "主动公开政府信息17条，依申请公开信息28条，不予公开信息8条。",
]


@pytest.mark.parametrize("text", NO_CLAIMS)
@pytest.mark.parametrize("section", ["overview", "on_request"])
def test_a_number_that_could_be_something_else_is_no_claim(text: str, section: str) -> None:
    assert said(text, section) == {}


def test_problems_of_section_five_are_not_read() -> None:
    assert said("收到政府信息公开申请12件。", "problems") == {}


SCOPES = [
    ("全市共收到政府信息公开申请100件。", [("全市",)]),
    ("区政府办代表区政府受理政府信息公开申请17件。", [("区政府办",)]),
    ("各部门累计收到政府信息公开申请30件。", [("各部门", "累计")]),
    ("共收到政府信息公开申请30件，其中受理政府信息公开申请12件。", [(), ("其中",)]),
    ("受理线上信息公开申请65件，办结62件，受理线下信息公开申请9件。", [("线上",), ("线上",), ("线下",)]),
    ("全市收到政府信息公开申请9件。其中，予以公开4件。", [("全市",), ("全市",)]),
    ("上半年收到政府信息公开申请9件。", [("上半年",)]),
    ("收到政府信息公开申请35件，其中自然人34件，办结32件。", [(), (), ()]),
    ("收到政府信息公开申请9件，其中自然人8件，予以公开4件。", [(), (), ("自然人",)]),
    ("通过网站发布信息9条，收到政府信息公开申请3件。", [()]),
]


@pytest.mark.parametrize(("text", "expected"), SCOPES)
def test_words_that_narrow_or_widen_a_claim_are_kept(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [claim.scope for claim in claims(text)] == expected


def test_printed_lines_are_joined_and_a_number_only_where_the_line_is_full() -> None:
    line = "今年以来我局认真做好政府信息公开各项工作情况"
    assert said(f"{line}\n良好。共收到社会各方提出的政府信息公开申请1\n2件，均已办结。") == {"received": 12}
    assert said(f"{line * 4}\n良好。共收到社会各方提出的政府信息公开申请1\n2件。") == {}
    assert said("全年共收到政府信息公\n开申请12件。") == {}  # a short line is a heading
    assert said("共收到社会各方提出的政府信息公开申请12\n件，均已办结。") == {"received": 12}


def total(row: str) -> CellKey:
    return "requests", row, "total"


def test_readings_are_every_admissible_sum_the_literal_one_first() -> None:
    received, carried, outcomes = total("received"), total("carried_over"), total("outcome_total")
    assert claims("新收政府信息公开申请3件。")[0].readings == ((received,),)
    assert claims("收到政府信息公开申请3件。")[0].readings == ((received,), (received, carried))
    assert claims("受理政府信息公开申请3件。")[0].readings == ((received,), (received, carried), (outcomes,))
    assert claims("办结政府信息公开申请3件。")[0].readings[:3] == (
        (outcomes,),
        (received, carried),
        (received,),
    )
    refused = claims("收到申请公开3件，不予公开2件，属于国家秘密1件。")
    assert [len(claim.readings[0]) for claim in refused] == [1, 8, 1]
    lawsuits = claims("行政诉讼3件，结果维持1件。", "review")
    assert lawsuits[1].readings == (
        (
            ("reviews", "litigation_direct", "upheld"),
            ("reviews", "litigation_after_reconsideration", "upheld"),
        ),
    )
    assert claims("制发规范性文件3件。")[0].readings == ((("disclosure", "normative_documents", "issued"),),)
    assert claims("收取信息处理费3元。", "other_matters")[0].readings == ()


def test_readings_name_only_lines_that_the_document_has() -> None:
    text = [Section("overview", "", "答复政府信息公开申请3件，其他处理2件。")]
    merged = find_claims(text, FORM, ["other_handling"], 2025)[1].readings
    assert merged == find_claims(text, FORMS["2019"])[1].readings == ((total("other_handling"),),)
    assert find_claims(text, FORM)[1].readings == (
        (total("closed_no_correction"), total("closed_fee_unpaid"), total("closed_other")),
    )
    assert claims("制发规范性文件3件。", form="2019")[0].readings == ()


@given(
    st.integers(0, 99_999),
    st.sampled_from(["共收到{}申请{}件。", "受理{}申请{}宗，均已答复。", "办结{}申请 {} 件。"]),
)
def test_a_stated_number_is_read_exactly(number: int, template: str) -> None:
    assert [claim.value for claim in claims(template.format("政府信息公开", number))] == [number]


@given(st.text("收到政府信息公开申请复议未年0123456789，。、（） \n", max_size=80))
def test_text_without_counting_words_claims_no_count(text: str) -> None:
    unmarked = [claim for claim in claims(text) if claim.value and claim.unit]
    assert unmarked == []


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请",
        "未发生行政复议、",
        "1",
        "一",
        "（",
        "其中3件",
        "3件，",
        "公民、法人和",
        "上年结转3件、",
        "1\n",
        "，1",
    ],
)
def test_hostile_text_is_read_in_bounded_time(text: str) -> None:
    sentence = text * (1_900 // len(text)) + "。"
    with within(4):
        claims(sentence * 100, "on_request")
        claims(text * (200_000 // len(text)), "on_request")


# Read by eye in the narratives: every number that the form's tables or section six can confirm.
# kind, value; a kind in brackets is said without a number of its own.
REAL = {
    "000": [("received", 0), ("processing_fee", 0)],
    "001": [("reconsideration", 0), ("litigation", 0), ("received", 0), ("processing_fee", 0)],
    "002": [("received", 31), ("handled", 31)],
    "003": [
        *(("handled", 34), ("carried_forward", 2), ("reconsideration", 3), ("reconsideration_upheld", 1)),
        *(("reconsideration_corrected", 1), ("reconsideration_pending", 1), ("litigation", 1)),
        *(("[litigation_upheld]", 1), ("processing_fee", 0)),
    ],
    "004": [("received", 0), ("processing_fee", 0)],
    "hongze": [("received", 17), ("processing_fee", 0)],
}


def test_real_reports_state_what_was_read_by_eye(shared: Path) -> None:
    documents = [*sorted((shared / "seeds").glob("*.txt")), shared / "samples" / "hongze-2024.pdf"]
    for path in documents:
        report = read(Document(path.name, path.read_bytes()))
        expected = next(found for name, found in REAL.items() if path.name.startswith(name))
        found = [(claim.kind, claim.value) for claim in report.claims]
        assert found == [claim for claim in expected if not claim[0].startswith("[")], path.name
        for claim in report.claims:
            sums = [sum(int(report.value(*key) or 0) for key in cells) for cells in claim.readings]
            # The one number that is about less than the tables are, and says so.
            assert not sums or claim.value in sums or claim.scope == ("区政府办",), (path.name, claim)
