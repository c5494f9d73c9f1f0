"""Numbers that the narrative states: found where they are plain, never where they could be something else."""

import pytest

from crawler.reading.claims import find_claims
from store.form import FORMS
from store.models import Claim, Section

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
]


@pytest.mark.parametrize(("text", "expected"), REQUESTS)
def test_requests_are_counted_in_every_wording(text: str, expected: dict[str, int]) -> None:
    assert said(text, "on_request") == expected
