"""The life of findings: what people said of them outlives re-runs and edited rules, not other figures."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from store.checks import RULES, Case, Rule
from store.checks.rules import _FUNCTIONS
from store.form import FORMS
from store.judging import filings as filing_rows
from store.judging import reports as judging
from store.judging.filings import judge_filings
from store.judging.reports import judge_reports
from store.judging.saving import Place, save_report
from store.models import Finding, Report
from store.store import Store
from store.tables.reports import Snapshot
from store.tables.runs import PortalRun
from store.times import beijing_night
from tests.made.papers.printed import changed, sound_report
from tests.store.test_duties import registry

FORM = FORMS["2021"]
RULE = "row-total"
PLACE = FORM.location("requests", "granted", "total")
SOUND = replace(sound_report(FORM, seed=4), source="http://jyj.example/2025.html")
WHO = registry(jyj={})
START = beijing_night(date(2026, 2, 1))
Row = dict[str, Any]


class Life:
    """A store with one report, whose 总计 of 予以公开 is too high by `fault`."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store, self.monkeypatch = store, monkeypatch
        self.night = START
        self.rule_sets = count()
        self.report = SOUND
        store.sync_registry(WHO)

    def publish(self, report: Report, reader: int = 1) -> None:
        """The report as it stands the next night."""
        self.night += timedelta(1)
        snapshot = Snapshot(report.source, "0" * 64, 0, "text/html", self.night, reader)
        save_report(self.store, report, snapshot, Place("jyj", "wz"), self.night)
        self.report = report

    def fault(self, by: int, reader: int = 1) -> None:
        """The figure is too high by so much; 0 is right."""
        total = int(SOUND.value("requests", "granted", "total") or 0)
        self.publish(changed(self.report, "requests", "granted", "total", total + by), reader)

    def judge(self) -> None:
        """The next night everything is judged again, by rules that are no longer the same."""
        self.night += timedelta(1)
        name = f"edited {next(self.rule_sets)}"
        for module in (judging, filing_rows):
            self.monkeypatch.setattr(module, "rule_set", lambda: name)
        assert judge_reports(self.store, self.night) > 0

    def edit(self, **update: object) -> None:
        """The contract of the rule is changed, and everything judged by it."""
        self.monkeypatch.setitem(RULES, RULE, RULES[RULE].model_copy(update=update))
        self.judge()

    def rewrite(self, rewritten: Callable[[Finding], Finding | None]) -> None:
        """The function of the rule is changed, and everything judged by it."""
        before = _FUNCTIONS[RULE]

        def function(rule: Rule, case: Case) -> Iterator[Finding]:
            for finding in before(rule, case):
                if said := rewritten(finding):
                    yield said

        self.monkeypatch.setitem(_FUNCTIONS, RULE, function)
        self.judge()

    @property
    def row(self) -> Row:
        """The finding as it is kept."""
        rows = self.store.rows("SELECT * FROM findings WHERE check_id = ? AND location = ?", [RULE, PLACE])
        assert len(rows) == 1
        return rows[0]

    @property
    def told(self) -> list[tuple[str, str]]:
        """What happened to it."""
        return [(event.kind, event.words) for event in self.store.findings.events(self.row["id"])]

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.told]

    def dismiss(self, until: date | None = None) -> None:
        self.store.findings.dismiss(self.row["id"], "李", "口径不同", self.night, until)

    def confirm(self) -> None:
        self.store.findings.confirm(self.row["id"], "王", "属实", self.night)


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Life:
    return Life(Store.open(tmp_path / "nianbao.db"), monkeypatch)


def kept(life: Life) -> list[list[Row]]:
    """Everything that is known of findings."""
    return [life.store.rows(f"SELECT * FROM {table}") for table in ("findings", "finding_events")]


def test_hundred_judgements_change_nothing(life: Life) -> None:
    life.fault(1)
    life.dismiss()
    life.store.findings.reply(life.row["id"], "教育局", "已说明", life.night)
    other = next(row for row in life.store.rows("SELECT * FROM findings") if row["check_id"] != RULE)
    life.store.findings.confirm(other["id"], "王", "属实", life.night)
    before = kept(life)
    for _ in range(100):
        life.judge()
    assert kept(life) == before


@pytest.mark.parametrize(
    "edit",
    [
        lambda life: life.edit(severity="warning"),
        lambda life: life.edit(law="条例第五十条", title=RULES[RULE].demands),
        lambda life: life.rewrite(lambda finding: replace(finding, message="措辞不同")),
        lambda life: life.rewrite(lambda finding: replace(finding, actual=f"{finding.actual}件")),
        lambda life: life.rewrite(lambda finding: replace(finding, facts=finding.facts[2:])),
        lambda life: life.rewrite(lambda finding: replace(finding, facts=())),
        lambda life: life.rewrite(lambda finding: replace(finding, expected="0")),
    ],
)
@pytest.mark.parametrize("say", [Life.dismiss, Life.confirm])
def test_edited_rule_does_not_undo_what_people_said(
    life: Life, edit: Callable[[Life], None], say: Callable[[Life], None]
) -> None:
    life.fault(1)
    say(life)
    said = [
        life.row[name] for name in ("dismissed_at", "dismissed_by", "reason", "confirmed_at", "confirmed_by")
    ]
    before = life.row
    edit(life)
    assert life.row != before  # the edit reached the finding
    names = ("dismissed_at", "dismissed_by", "reason", "confirmed_at", "confirmed_by")
    assert [life.row[name] for name in names] == said
    assert "lifted" not in life.kinds


def test_rule_that_learns_of_more_cells_keeps_a_dismissal(life: Life) -> None:
    life.fault(1)
    life.rewrite(lambda finding: replace(finding, facts=finding.facts[-1:]))
    few = life.row["facts"]
    life.dismiss()
    life.monkeypatch.undo()
    life.judge()
    assert len(life.row["facts"]) > len(few)
    assert life.row["dismissed_at"]


@pytest.mark.parametrize("say", [Life.dismiss, Life.confirm])
def test_other_figures_undo_what_people_said_and_keep_the_reply(
    life: Life, say: Callable[[Life], None]
) -> None:
    life.fault(1)
    say(life)
    life.store.findings.reply(life.row["id"], "教育局", "正在核实", life.night)
    life.fault(2)
    row = life.row
    assert [row[name] for name in ("dismissed_at", "confirmed_at", "ground", "reason")] == [None] * 4
    assert row["reply"] == "正在核实"
    assert row["resolved_at"] is None
    assert life.told[-1] == ("lifted", "数字已改变")


def test_figures_that_the_finding_does_not_rest_on_may_change(life: Life) -> None:
    life.fault(1)
    life.dismiss()
    life.publish(changed(life.report, "disclosure", "rules", "issued", 77))
    assert life.row["dismissed_at"]
    assert "lifted" not in life.kinds


def test_finding_that_returns_with_the_same_figures_stays_dismissed(life: Life) -> None:
    life.fault(1)
    life.dismiss()
    life.fault(0)
    assert life.row["resolved_at"]
    life.fault(1)
    assert life.row["resolved_at"] is None
    assert life.row["dismissed_at"]
    life.fault(0)
    life.fault(3)
    assert life.row["dismissed_at"] is None
    assert life.kinds == ["opened", "dismissed", "resolved", "reopened", "resolved", "reopened", "lifted"]


def test_dismissal_ends_after_its_last_day(life: Life) -> None:
    life.fault(1)
    last = date(2026, 4, 30)
    life.dismiss(last)
    life.store.findings.reply(life.row["id"], "教育局", "四月更正", life.night)
    assert life.store.findings.lift_expired(last, life.night) == 0
    assert life.row["dismissed_until"] == "2026-04-30"
    assert life.store.findings.lift_expired(last + timedelta(1), life.night) == 1
    assert (life.row["dismissed_at"], life.row["dismissed_until"], life.row["reply"]) == (
        None,
        None,
        "四月更正",
    )
    assert life.told[-1] == ("lifted", "不予认定的期限2026-04-30已过")
    assert life.store.findings.lift_expired(last + timedelta(2), life.night) == 0
    life.judge()
    assert life.row["dismissed_at"] is None


def test_corrected_report_resolves_with_the_version_that_corrects_it(life: Life) -> None:
    life.fault(1)
    opened = life.row["version_id"]
    life.fault(0)
    assert life.row["resolved_version_id"] > opened
    assert life.told[-1] == ("resolved", "报告已更正")
    event = life.store.findings.events(life.row["id"])[-1]
    assert event.version_id == life.row["resolved_version_id"]


@pytest.mark.parametrize(
    "otherwise",
    [
        lambda life: life.rewrite(lambda _: None),
        lambda life: life.fault(0, reader=2),  # our reader has learnt
    ],
)
def test_what_we_judge_otherwise_is_no_correction(life: Life, otherwise: Callable[[Life], None]) -> None:
    life.fault(1)
    otherwise(life)
    assert life.row["resolved_at"]
    assert life.row["resolved_version_id"] is None
    assert life.told[-1] == ("resolved", "重新判定不再成立")


def test_whole_life_is_told(life: Life) -> None:
    life.fault(1)
    life.fault(2)
    life.confirm()
    life.store.findings.reply(life.row["id"], "教育局", "将更正", life.night)
    life.fault(0)
    life.fault(2)
    life.dismiss(date(2026, 3, 1))
    life.store.findings.lift_expired(date(2026, 3, 2), life.night)
    told = [(e.kind, e.person, e.words) for e in life.store.findings.events(life.row["id"])]
    assert told == [
        ("opened", "", ""), ("changed", "", ""), ("confirmed", "王", "属实"), ("replied", "教育局", "将更正"),
        ("resolved", "", "报告已更正"), ("reopened", "", ""), ("dismissed", "李", "口径不同"),
        ("lifted", "", "不予认定的期限2026-03-01已过"),
    ]  # fmt: skip
    total = int(SOUND.value("requests", "granted", "total") or 0)
    actual = [event.actual for event in life.store.findings.events(life.row["id"])]
    assert actual == [str(total + by) for by in (1, 2, 2, 2, 2, 2, 2, 2)]


@pytest.mark.parametrize("seed", range(3))
def test_hundred_turns_of_a_life_go_as_promised(life: Life, seed: int) -> None:
    """A model of the promises beside the store: figures, stance and reply after every turn."""
    rng = random.Random(seed)
    life.fault(1)
    fault, stance, said_of, events = 1, "", 0, ["opened"]
    for turn in range(100):
        step = rng.choice(["judge", "edit", "figure", "figure", "other", "dismiss", "confirm", "reply"])
        if step == "judge":
            life.judge()
        elif step == "edit":
            life.edit(severity=rng.choice(["error", "warning", "info"]))
        elif step == "other":
            life.publish(changed(life.report, "disclosure", "rules", "in_force", turn))
        elif step == "figure":
            before, fault = fault, rng.choice((0, 1, 2))
            life.fault(fault)
            if before and not fault:
                events.append("resolved")
            if fault and not before:
                events.append("reopened")
            if fault and stance and fault != said_of:
                stance, said_of = "", 0
                events.append("lifted")
            elif fault and before and fault != before:
                events.append("changed")
        elif fault and step in ("dismiss", "confirm"):
            stance, said_of = ("dismissed", fault) if step == "dismiss" else ("confirmed", fault)
            (life.dismiss if step == "dismiss" else life.confirm)()
            events.append(stance)
        elif step == "reply":
            life.store.findings.reply(life.row["id"], "教育局", f"第{turn}次", life.night)
            events.append("replied")
            assert life.row["reply"] == f"第{turn}次"
        row = life.row
        assert (row["resolved_at"] is None) is bool(fault), (turn, step)
        assert [bool(row["dismissed_at"]), bool(row["confirmed_at"])] == [
            stance == "dismissed", stance == "confirmed",
        ], (turn, step)  # fmt: skip
        assert sorted(life.kinds) == sorted(events), (turn, step)


def test_dismissed_absence_stays_dismissed_night_by_night_until_the_report_is_there(life: Life) -> None:
    store = life.store
    for number in range(10):
        night = date(2026, 2, 5) + timedelta(number)
        run_id = store.runs.start_run("crawl", night, beijing_night(night))
        store.runs.start_portal_run(run_id, "wz", night, beijing_night(night))
        store.runs.finish_portal_run(run_id, "wz", PortalRun(True), beijing_night(night))
        judge_filings(store, WHO, night, beijing_night(night))
        missing = store.rows("SELECT * FROM findings WHERE check_id = 'filing-missing' AND year = 2025")[0]
        assert str(night) in missing["message"]
        if not number:
            store.findings.dismiss(missing["id"], "李", "机构改革，合并编制", beijing_night(night))
        assert missing["dismissed_at"] or not number
    life.fault(0)
    judge_filings(store, WHO, date(2026, 2, 20), life.night)
    assert [event.kind for event in store.findings.events(missing["id"])] == [
        "opened",
        "dismissed",
        "resolved",
    ]
