"""No dead end under a committee's criteria: what their formulas wait for is asked, or the row is scored by hand."""

import dataclasses

import pytest
from django.urls import reverse

from evaluations.facts import entry_facts
from evaluations.models import Evaluation, Period
from evaluations.queries.fact_sheets import FactSheet, read_facts
from evaluations.queries.points import PointRow, points_of
from evaluations.queries.regulations import regulation_of
from evaluations.rules.samples import load_criteria
from evaluations.services.facts import FactErrors, enter_facts
from evaluations.services.local_regulations import approve_regulation, draft_regulation
from evaluations.services.periods import open_period
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY

MINUTES, ADMISSIONS = "I.4d", "I.1a"


@pytest.fixture
def period(commune: Commune, cast: Cast) -> Period:
    """2026 under the commune's own criteria, made from the samples for cells and members."""
    criteria = [dict(load_criteria(key).data) for key in ("c1", "c2")]
    regulation = draft_regulation(commune.committee, year=2026, title="Tiêu chí", by=cast.commune, criteria=criteria)
    approve_regulation(regulation, by=cast.commune, document="15-QĐ/ĐU", document_on=DAY.replace(month=2))
    return open_period(commune.committee, year=2026, by=cast.commune)


def sheet_of(evaluation: Evaluation) -> FactSheet:
    row = Evaluation.objects.select_related("period", "cell", "member").get(pk=evaluation.pk)
    return read_facts(row.period, [row])[row.pk]


def asked_of(evaluation: Evaluation) -> set[str]:
    return {fact.key for fact in sheet_of(evaluation).asked(regulation_of(evaluation.period), "cell")}


def row_of(evaluation: Evaluation, code: str) -> PointRow:
    row = Evaluation.objects.select_related("period", "cell", "member").get(pk=evaluation.pk)
    return next(line for group in points_of(row).groups for line in group.rows if line.code == code)


def test_facts_that_the_criteria_wait_for_are_asked(of, commune: Commune) -> None:
    asked = asked_of(of(commune.cells[0]))
    assert {"admissions_target", "inspections_planned", "inspections_done", "attendance_percent"} <= asked
    assert {"tasks_assigned", "tasks_done", "members_rated", "members_good_or_better"} <= asked
    assert not asked & {"regular_held", "regular_due", "admissions", "members_disciplined"}


def test_fact_that_only_idle_rules_of_the_frame_look_at_is_asked_for_the_criteria(of, commune: Commune) -> None:
    evaluation = of(commune.cells[0])
    regulation = regulation_of(evaluation.period)
    [criteria] = [found for found in regulation.criteria_sets if found.key == "c1"]
    idle = dataclasses.replace(regulation)
    idle.__dict__["idle_facts"] = frozenset({"shortcomings_named", "units_disciplined"})
    asked = {fact.key for fact in entry_facts(idle, "cell", criteria=criteria)}
    assert "shortcomings_named" in asked
    assert "units_disciplined" not in asked


def test_cell_that_held_no_meeting_has_held_none(of, commune: Commune) -> None:
    known = sheet_of(of(commune.cells[0])).recorded.values
    assert (known["regular_held"], known["minutes_locked"], known["meetings_good"]) == (0, 0, 0)
    assert known["regular_due"] > 0
    assert row_of(of(commune.cells[0]), "I.4a").own == 0


def test_share_of_nothing_is_scored_by_hand(of, commune: Commune, cast: Cast) -> None:
    evaluation = of(commune.cells[0])
    row = row_of(evaluation, MINUTES)
    assert (row.own, row.is_computed, row.missing) == (None, False, ())
    assert row.fact is not None
    assert "bằng 0: Số kỳ có biên bản đã khóa" in row.why

    enter_facts(evaluation, by=cast.secretary, values={f"point:{MINUTES}": 1}, notes={f"point:{MINUTES}": "Sổ giấy"})

    assert row_of(evaluation, MINUTES).own == 1


def test_row_that_waits_for_facts_is_not_scored_by_hand(of, commune: Commune, cast: Cast) -> None:
    with pytest.raises(FactErrors, match="Chưa lưu"):
        enter_facts(of(commune.cells[0]), by=cast.secretary, values={f"point:{ADMISSIONS}": 1})


def test_every_cell_comes_to_a_total(of, commune: Commune, cast: Cast) -> None:
    """Whatever is asked can be entered, at most twice: then nothing is unknown."""
    evaluation = of(commune.cells[0])
    for _time in range(2):
        sheet = sheet_of(evaluation)
        asked = sheet.asked(regulation_of(evaluation.period), "cell")
        open_facts = [fact for fact in asked if sheet.entered.get(fact.key) is None and fact.key != "triggers"]
        enter_facts(
            evaluation,
            by=cast.secretary,
            values={fact.key: 0 for fact in open_facts},
            notes={fact.key: "Danh mục của chi bộ" for fact in open_facts},
        )
    assert sheet_of(evaluation).score is not None


def test_unknown_points_lead_to_the_very_boxes(of, commune: Commune, cast: Cast, client_of) -> None:
    evaluation, client = of(commune.cells[0]), client_of(cast.secretary)
    assert [fact.key for fact in row_of(evaluation, ADMISSIONS).missing] == ["admissions_target"]
    name, facts = f"f-{evaluation.pk}-admissions_target", reverse("evaluations:facts_enter", args=[evaluation.pk])

    page = client.get(reverse("evaluations:self_points", args=[evaluation.pk])).content.decode()
    assert f'href="{facts}#{name}"' in page
    assert f'name="p-point:{MINUTES}"' in page
    page = client.get(facts).content.decode()
    assert f'id="{name}"' in page
    assert f'id="f-{evaluation.pk}-point:{MINUTES}"' in page

    box = {name: "0", "note-admissions_target": "Nghị quyết năm"}
    assert client.post(facts, box).status_code == 302
    row = row_of(evaluation, ADMISSIONS)
    assert (row.own, row.missing) == (2, ())


def test_who_may_only_read_is_not_sent_to_a_page_it_may_not_open(of, commune: Commune, cast: Cast, client_of) -> None:
    evaluation = of(commune.cells[0])
    page = client_of(cast.officer).get(reverse("evaluations:self_points", args=[evaluation.pk]))
    assert (page.status_code, page.context["may_enter"]) == (200, False)
    assert "Chỉ tiêu kết nạp trong năm" in page.content.decode()
    assert "#f-" not in page.content.decode()


def test_grid_of_members_says_what_each_criterion_may_bring(
    period: Period, commune: Commune, cast: Cast, client_of
) -> None:
    page = client_of(cast.secretary).get(reverse("evaluations:cell_sheet", args=[period.pk, commune.cells[0].pk]))
    row = load_criteria("c2").rows[0]
    assert f">{row.code} (0–{row.maximum})</abbr>" in page.content.decode()
