"""From an outstanding person to an official member: each step whole, each refusal a sentence."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Candidate, Membership
from cells.queries.candidates import (
    candidate_doubts,
    committee_body,
    due_members,
    due_rows,
    official_day_missing,
    voting_body,
)
from cells.rules import candidates
from cells.rules.candidates import alert_step, is_carried, next_stage, official_day, votes_needed
from cells.services.candidates import (
    change_candidate,
    create_candidate,
    recognise_member,
    record_step,
    stop_candidate,
)
from core.errors import DomainError
from tests.cast import TODAY
from tests.factories import make_member

pytestmark = pytest.mark.django_db
Stage = Candidate.Stage
STEPS = {
    "outstanding": dt.date(2024, 3, 5),
    "class_attended": dt.date(2024, 5, 10),
    "dossier": dt.date(2024, 7, 1),
    "cell_proposed": dt.date(2024, 8, 5),
    "committee_proposed": dt.date(2024, 8, 20),
    "decided": dt.date(2024, 9, 3),
    "probationary": dt.date(2024, 9, 20),
    "new_member_class": dt.date(2025, 3, 1),
    "recognition_proposed": dt.date(2025, 10, 5),
    "official": dt.date(2025, 11, 1),
}


def begun(commune, cast, **values):
    facts = {
        "full_name": " Vũ Thị  Mai ",
        "birth_date": dt.date(1998, 4, 2),
        "sex": "female",
        "introducer": cast.secretary.member,
        "second_introducer": cast.deputy.member,
    }
    return create_candidate(commune.cells[0], by=cast.secretary, **{**facts, **values})


@pytest.fixture
def candidate(commune, cast):
    return begun(commune, cast)


def walk(candidate, cast, upto, **last):
    """Record the steps in order up to one of them; all three official members of the cell agree."""
    for stage, on in STEPS.items():
        values = {"on": on, "document": f"{stage}-1", "by": cast.commune}
        if stage in ("cell_proposed", "recognition_proposed"):
            values["yes"] = 3
        candidate.refresh_from_db()
        record_step(candidate, stage=stage, **(values | (last if stage == upto else {})))
        if stage == upto:
            break
    candidate.refresh_from_db()
    return candidate


@pytest.mark.parametrize(
    ("body", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 6), (9, 6), (10, 7), (30, 20), (31, 21)]
)
def test_two_thirds_in_whole_numbers(body, needed):
    assert votes_needed(body) == needed
    assert is_carried(needed, body)
    assert not is_carried(needed - 1, body)


def test_nobody_carries_nothing():
    assert not is_carried(0, 0)


@pytest.mark.parametrize(
    ("left", "step"),
    [(91, None), (90, 90), (61, 90), (60, 60), (16, 30), (15, 15), (8, 15), (7, 7), (1, 7), (0, 0), (-5, 0)],
)
def test_alert_is_the_nearest_that_has_passed(left, step):
    assert alert_step(TODAY + dt.timedelta(days=left), TODAY) == step


def test_official_day_is_the_end_of_probation_also_when_late_unless_set_otherwise(monkeypatch):
    ceremony, late = dt.date(2024, 2, 29), dt.date(2025, 6, 1)
    assert official_day(ceremony, late) == dt.date(2025, 2, 28)
    monkeypatch.setattr(candidates, "rule", lambda key: candidates.Rule({"probation_months": 12}.get(key, "x"), ""))
    assert official_day(ceremony, late) == late


def test_stages_follow_one_another_to_the_end():
    assert next_stage("watched") == "outstanding"
    assert next_stage("decided") == "probationary"
    assert next_stage("official") is None
    assert next_stage("stopped") is None


def test_create_stores_the_person_the_first_step_and_an_audit_line(candidate, commune):
    assert (candidate.full_name, candidate.stage, candidate.member) == ("Vũ Thị Mai", "watched", None)
    assert [(step.stage, step.on) for step in candidate.steps.all()] == [("watched", TODAY)]
    assert AuditEvent.objects.get(action="cells.candidate_created").organisation_number == commune.cells[0].pk


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"full_name": " "}, "họ và tên"), ({"birth_date": TODAY}, "trước hôm nay")],
)
def test_create_is_refused(commune, cast, values, sentence):
    with pytest.raises(DomainError, match=sentence):
        begun(commune, cast, **values)


def test_create_with_one_introducer_named_twice_is_refused(commune, cast):
    with pytest.raises(DomainError, match="hai đồng chí khác nhau"):
        begun(commune, cast, second_introducer=cast.secretary.member)


def test_create_the_same_person_twice_is_refused_until_stopped(candidate, commune, cast):
    with pytest.raises(DomainError, match="đang theo dõi"):
        begun(commune, cast, full_name="VŨ THỊ MAI")
    stop_candidate(candidate, on=TODAY, note="chuyển đi", by=cast.secretary)
    assert begun(commune, cast)


def test_create_in_a_committee_is_refused(commune, cast):
    with pytest.raises(DomainError, match="không phải chi bộ"):
        create_candidate(commune.committee, full_name="A B", birth_date=dt.date(1990, 1, 1), by=cast.commune)


def test_whole_way_makes_the_member_and_keeps_the_three_dates_apart(candidate, commune, cast):
    walk(candidate, cast, "official")
    member = candidate.member
    assert (member.full_name, member.sex, member.birth_date) == ("Vũ Thị Mai", "female", dt.date(1998, 4, 2))
    assert (member.admission_decided_on, member.admitted_on) == (STEPS["decided"], STEPS["probationary"])
    # Recognised on 01/11/2025, official from the end of the twelve months (208-QĐ/TW).
    assert member.official_on == dt.date(2025, 9, 20)
    row = Membership.objects.get(member=member)
    assert (row.cell, row.valid_from, row.start_reason) == (commune.cells[0], STEPS["probationary"], "admitted")
    assert (row.document, row.document_on) == ("decided-1", STEPS["decided"])
    votes = {step.stage: (step.yes, step.body) for step in candidate.steps.all() if step.body}
    assert votes == {"cell_proposed": (3, 3), "recognition_proposed": (3, 3)}
    lines = AuditEvent.objects.filter(action="cells.candidate_step").order_by("pk")
    assert [line.changes["stage"][1] for line in lines] == list(STEPS)
    assert AuditEvent.objects.get(action="cells.member_recognised").changes["official_on"] == [None, "2025-09-20"]


def test_step_out_of_order_is_refused(candidate, cast):
    with pytest.raises(DomainError, match="quần chúng ưu tú"):
        record_step(candidate, stage="dossier", on=TODAY, by=cast.secretary)


def test_same_step_twice_is_refused(candidate, cast):
    walk(candidate, cast, "outstanding")
    with pytest.raises(DomainError, match="có thể người khác vừa ghi"):
        record_step(candidate, stage="outstanding", on=TODAY, by=cast.secretary)


def test_step_before_the_one_before_or_in_the_future_is_refused(candidate, cast):
    walk(candidate, cast, "outstanding")
    with pytest.raises(DomainError, match="từ 05/03/2024"):
        record_step(candidate, stage="class_attended", on=dt.date(2024, 3, 4), by=cast.secretary)
    with pytest.raises(DomainError, match="chưa đến"):
        record_step(candidate, stage="class_attended", on=TODAY + dt.timedelta(days=1), by=cast.secretary)


def test_proposal_of_the_cell_needs_two_thirds_of_the_official_members_of_that_day(candidate, commune, cast):
    cell = commune.cells[0]
    make_member(cell, official_on=None, admitted_on=dt.date(2024, 2, 1))
    make_member(cell, status="suspended")
    make_member(cell, status="exempt")
    make_member(cell, since=dt.date(2025, 1, 1))
    for _number in range(4):
        make_member(cell)
    body = voting_body(cell, STEPS["cell_proposed"])
    assert (body.size, body.exempt, body.needed) == (7, 1, 5)
    with pytest.raises(DomainError, match=r"4/7 chưa đủ hai phần ba \(cần 5\)"):
        walk(candidate, cast, "cell_proposed", yes=4)
    assert candidate.steps.filter(stage="cell_proposed").count() == 0
    stop_candidate(candidate, on=STEPS["cell_proposed"], note="4/7", by=cast.secretary)


def test_exempt_members_who_come_enter_the_body(candidate, commune, cast):
    make_member(commune.cells[0], status="exempt")
    with pytest.raises(DomainError, match="chỉ có 1 đồng chí"):
        walk(candidate, cast, "cell_proposed", yes=3, exempt_present=2)
    candidate.refresh_from_db()
    step = record_step(
        candidate, stage="cell_proposed", on=STEPS["cell_proposed"], yes=3, exempt_present=1, by=cast.secretary
    )
    assert (step.yes, step.body) == (3, 4)


def test_more_votes_than_the_body_or_none_at_all_are_refused(candidate, cast):
    with pytest.raises(DomainError, match="không thể quá 3"):
        walk(candidate, cast, "cell_proposed", yes=4)
    candidate.refresh_from_db()
    with pytest.raises(DomainError, match="số đồng chí tán thành"):
        record_step(candidate, stage="cell_proposed", on=STEPS["cell_proposed"], by=cast.secretary)


def test_proposal_before_eighteen_is_refused(commune, cast):
    young = begun(commune, cast, birth_date=dt.date(2006, 8, 6))
    with pytest.raises(DomainError, match="Chưa đủ 18 tuổi"):
        walk(young, cast, "cell_proposed")


def test_committee_votes_by_its_own_members_where_they_are_known(candidate, commune, cast):
    for _number in range(3):
        make_member(commune.cells[1], office="committee_member", seat_in=commune.committee)
    assert committee_body(commune.cells[0], STEPS["committee_proposed"]).size == 4
    with pytest.raises(DomainError, match="2/4 chưa đủ"):
        walk(candidate, cast, "committee_proposed", yes=2)
    candidate.refresh_from_db()
    step = record_step(candidate, stage="committee_proposed", on=STEPS["committee_proposed"], yes=3, by=cast.commune)
    assert (step.yes, step.body) == (3, 4)


def test_recognition_before_the_twelve_months_are_over_is_refused_and_nothing_is_written(candidate, cast):
    walk(candidate, cast, "new_member_class")
    record_step(candidate, stage="recognition_proposed", on=dt.date(2025, 9, 1), yes=4 - 1, by=cast.secretary)
    candidate.refresh_from_db()
    with pytest.raises(DomainError, match="đến hết ngày 20/09/2025"):
        record_step(candidate, stage="official", on=dt.date(2025, 9, 19), by=cast.commune)
    candidate.refresh_from_db()
    assert (candidate.stage, candidate.member.official_on) == ("recognition_proposed", None)
    assert not candidate.steps.filter(stage="official").exists()


def test_stop_needs_a_reason_and_ends_the_way(candidate, cast):
    with pytest.raises(DomainError, match="lý do dừng"):
        stop_candidate(candidate, on=TODAY, note=" ", by=cast.secretary)
    stop_candidate(candidate, on=TODAY, note="đi làm xa", by=cast.secretary)
    candidate.refresh_from_db()
    assert candidate.stage == "stopped"
    assert AuditEvent.objects.get(action="cells.candidate_stopped").note == "đi làm xa"
    with pytest.raises(DomainError, match="Đã dừng"):
        stop_candidate(candidate, on=TODAY, note="lại", by=cast.secretary)
    with pytest.raises(DomainError, match="đã kết thúc"):
        record_step(candidate, stage="outstanding", on=TODAY, by=cast.secretary)


def test_probationary_member_is_neither_stopped_nor_changed_here(candidate, cast):
    walk(candidate, cast, "probationary")
    with pytest.raises(DomainError, match="Đã là đảng viên"):
        stop_candidate(candidate, on=TODAY, note="x", by=cast.secretary)
    with pytest.raises(DomainError, match="hồ sơ đảng viên"):
        change_candidate(candidate, full_name="Khác", by=cast.secretary)


def test_change_is_audited_with_before_and_after(candidate, cast):
    change_candidate(candidate, full_name="Vũ Thị Mây", helper=cast.member.member, by=cast.secretary)
    candidate.refresh_from_db()
    assert (candidate.full_name, candidate.search_key) == ("Vũ Thị Mây", "vu thi may")
    changes = AuditEvent.objects.get(action="cells.candidate_changed").changes
    assert changes == {"full_name": ["Vũ Thị Mai", "Vũ Thị Mây"], "helper": [None, "Trịnh Mạnh Lâm"]}


def test_doubts_are_told_and_do_not_block(commune, cast):
    new = make_member(commune.cells[0], "Lò Văn Mới", official_on=dt.date(2026, 5, 1))
    one = begun(commune, cast, introducer=new, second_introducer=None, birth_date=dt.date(1960, 1, 1))
    said = candidate_doubts(one, TODAY)
    assert [sentence.split("(")[-1] for sentence in said] == ["Điều lệ Đ4.1, Đ4.2).", "Điều lệ Đ4.1).", "208-QĐ/TW)."]
    union = begun(commune, cast, full_name="Hà Văn Tú", second_introducer=None, introducing_union="Đoàn xã")
    assert candidate_doubts(union, TODAY) == []


def test_late_ceremony_is_told(candidate, cast):
    walk(candidate, cast, "decided")
    assert any("Lễ kết nạp chậm" in sentence for sentence in candidate_doubts(candidate, TODAY))
    assert candidate_doubts(candidate, dt.date(2024, 9, 30)) == []


def test_due_official_lists_who_comes_up_and_who_is_past_with_or_without_a_record(candidate, commune, cast):
    cell = commune.cells[0]
    soon = make_member(cell, "Lê Văn Sắp", official_on=None, admitted_on=dt.date(2025, 12, 10))
    decided = make_member(
        cell, "Lê Văn Đến", official_on=None, admitted_on=None, admission_decided_on=dt.date(2025, 11, 22)
    )
    make_member(cell, "Lê Văn Xa", official_on=None, admitted_on=dt.date(2026, 3, 1))
    make_member(cell, "Lê Văn Cũ", official_on=None, admitted_on=dt.date(2001, 3, 1))
    make_member(cell, "Lê Văn Thiếu", official_on=None, admitted_on=None)
    make_member(commune.elsewhere, "Lê Văn Ngoài", official_on=None, admitted_on=dt.date(2025, 12, 10))
    walk(candidate, cast, "new_member_class")
    rows = due_members(due_rows([cell.pk], TODAY), TODAY)
    assert [(row.member, row.due_on, row.days, row.step, row.candidate) for row in rows] == [
        (candidate.member, dt.date(2025, 9, 20), -428, 0, candidate),
        (decided, TODAY, 0, 0, None),
        (soon, dt.date(2026, 12, 10), 18, 30, None),
    ]
    assert official_day_missing([cell.pk], TODAY) == 2


@pytest.mark.parametrize(
    ("began", "on", "is_due"),
    [
        (dt.date(2024, 2, 29), dt.date(2024, 11, 30), True),  # the 28th of February 2025 is 90 days away
        (dt.date(2024, 2, 29), dt.date(2024, 11, 29), False),
        (dt.date(2024, 3, 1), dt.date(2024, 12, 1), True),
        (dt.date(2024, 3, 1), dt.date(2024, 11, 30), False),
    ],
)
def test_due_is_asked_of_the_database_to_the_day(commune, began, on, is_due):
    make_member(commune.cells[0], official_on=None, admitted_on=began)
    assert len(due_members(due_rows([commune.cells[0].pk], on), on)) == is_due


def test_member_without_a_record_is_recognised_by_the_same_vote(commune, cast):
    cell = commune.cells[0]
    member = make_member(cell, "Lê Văn Sắp", official_on=None, admitted_on=dt.date(2025, 10, 10))
    with pytest.raises(DomainError, match="1/3 chưa đủ"):
        recognise_member(member, cell=cell, on=dt.date(2026, 11, 1), yes=1, by=cast.commune)
    recognise_member(member, cell=cell, on=dt.date(2026, 11, 1), yes=2, document="QĐ 9", by=cast.commune)
    member.refresh_from_db()
    assert member.official_on == dt.date(2026, 10, 10)
    line = AuditEvent.objects.get(action="cells.member_recognised")
    assert (line.note, line.changes["vote"]) == ("QĐ 9", [None, "2/3"])
    with pytest.raises(DomainError, match="đã là đảng viên chính thức"):
        recognise_member(member, cell=cell, on=TODAY, yes=3, by=cast.commune)


def test_member_with_a_record_is_recognised_there(candidate, commune, cast):
    walk(candidate, cast, "probationary")
    with pytest.raises(DomainError, match="hồ sơ phát triển đảng"):
        recognise_member(candidate.member, cell=commune.cells[0], on=TODAY, yes=3, by=cast.commune)


def test_member_without_a_day_of_admission_is_refused(commune, cast):
    member = make_member(commune.cells[0], official_on=None, admitted_on=None)
    with pytest.raises(DomainError, match="chưa ghi ngày kết nạp"):
        recognise_member(member, cell=commune.cells[0], on=TODAY, yes=3, by=cast.commune)
