"""What records know of subjects: tasks, shortcomings, discipline, opinions, classes below, meetings, registers."""

import datetime as dt

import pytest

from cells.models import Discipline, FeeMonth, Membership, ScreeningResult, Seat
from evaluations.models import Commitment, CommitmentItem, Evaluation, Opinion, Period, Shortcoming
from evaluations.queries.proposals import proposal_for
from evaluations.queries.records import read_records
from evaluations.queries.subjects import cut_off
from evaluations.services.decisions import decide_evaluation
from evaluations.services.facts import FactErrors, enter_facts
from meetings.models import Attendance, MeetingGrade, Passage, Task, TaskProgress, TaskReview
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, EXCELLENT
from tests.factories import make_member, make_open_meeting


def recorded(evaluation: Evaluation) -> dict:
    """Everything that all sources know of one subject."""
    row = Evaluation.objects.select_related("period", "cell", "member").get(pk=evaluation.pk)
    return dict(read_records(row.period, [row], {row.pk: cut_off(row.period)})[row.pk].values)


def basis_of(evaluation: Evaluation, key: str):
    row = Evaluation.objects.select_related("period", "cell", "member").get(pk=evaluation.pk)
    return read_records(row.period, [row], {row.pk: cut_off(row.period)})[row.pk].basis[key]


def tasks_of(evaluation: Evaluation) -> tuple:
    values = recorded(evaluation)
    names = ("tasks_assigned", "tasks_done", "tasks_on_time", "tasks_exceeded", "tasks_late")
    return tuple(values.get(name) for name in names)


@pytest.fixture
def meetings(commune: Commune) -> list:
    return [make_open_meeting(commune.cells[0], dt.date(2026, month, 5)) for month in range(1, 11)]


def give(meeting, text: str = "Rà soát hộ nghèo", **fields) -> Task:
    return Task.objects.create(meeting=meeting, text=text, **fields)


def find(task: Task, meeting, outcome: str = "done") -> TaskReview:
    return TaskReview.objects.create(task=task, meeting=meeting, outcome=outcome)


class TestTasks:
    def test_without_any_task_nothing_is_known(self, of, cast: Cast, commune: Commune) -> None:
        assert tasks_of(of(cast.member)) == (None,) * 5
        assert tasks_of(of(commune.cells[0])) == (None,) * 5

    def test_tasks_count_for_the_unit_that_gave_them_and_for_who_owns_them(
        self, of, cast: Cast, commune: Commune, meetings: list
    ) -> None:
        in_time = give(meetings[0], due_on=dt.date(2026, 3, 10), owner=cast.member.member)
        find(in_time, meetings[2])
        late = give(meetings[0], due_on=dt.date(2026, 3, 1), owner=cast.member.member)
        find(late, meetings[2], "exceeded")
        give(meetings[1], owner=cast.deputy.member)
        give(meetings[1], due_on=dt.date(2026, 10, 1))

        assert tasks_of(of(commune.cells[0])) == (4, 2, 1, 1, 2)
        assert tasks_of(of(cast.member)) == (2, 2, 1, 1, 1)
        assert tasks_of(of(cast.deputy)) == (1, 0, 0, 0, 0)

    def test_dropped_removed_and_foreign_tasks_do_not_count(
        self, of, cast: Cast, commune: Commune, meetings: list
    ) -> None:
        give(meetings[0], closed_on=dt.date(2026, 5, 1), closed_reason="thôi", closed_by=cast.secretary)
        give(meetings[0], is_removed=True)
        give(meetings[0], moved_to=commune.cells[1])

        assert tasks_of(of(commune.cells[0])) == (None,) * 5
        assert tasks_of(of(commune.cells[1])) == (1, 0, 0, 0, 0)

    def test_task_belongs_to_the_year_in_which_it_falls_due(self, of, commune: Commune, meetings: list) -> None:
        old = make_open_meeting(commune.cells[0], dt.date(2025, 12, 5))
        give(old, "Việc của năm trước")
        give(old, "Việc đến hạn năm nay", due_on=dt.date(2026, 2, 1))
        give(meetings[9], "Việc của năm sau", due_on=dt.date(2027, 1, 15))

        assert tasks_of(of(commune.cells[0]))[0] == 1

    def test_figure_beyond_its_target_is_exceeded_once_a_meeting_found_it_done(
        self, of, cast: Cast, commune: Commune, meetings: list
    ) -> None:
        task = give(meetings[0], unit="m2", target=400, due_on=dt.date(2026, 2, 10))
        for day, value in ((dt.date(2026, 2, 1), 400), (dt.date(2026, 2, 20), 450)):
            TaskProgress.objects.create(task=task, on=day, value=value, recorded_by=cast.secretary)
        assert tasks_of(of(commune.cells[0])) == (1, 0, 0, 0, 1)

        find(task, meetings[2])

        # Reported as reached on 01/02, before its day, though the meeting came later.
        assert tasks_of(of(commune.cells[0])) == (1, 1, 1, 1, 0)

    def test_what_meetings_find_after_the_cut_off_does_not_count(
        self, of, commune: Commune, meetings: list, period: Period
    ) -> None:
        task = give(meetings[0])
        find(task, meetings[9])
        Period.objects.filter(pk=period.pk).update(reference_date=dt.date(2026, 9, 30))

        assert tasks_of(of(commune.cells[0])) == (1, 0, 0, 0, 0)

    def test_items_of_the_years_commitments_count_too(self, of, cast: Cast, commune: Commune) -> None:
        plan = Commitment.objects.create(cell=commune.cells[0], member=cast.member.member, year=2026, kind="plan")
        for text, more in (
            ("Xong đúng hạn", {"result": "done", "finished_on": dt.date(2026, 5, 1), "due_on": dt.date(2026, 5, 1)}),
            ("Vượt", {"result": "exceeded", "finished_on": dt.date(2026, 6, 1)}),
            ("Quá hạn", {"due_on": dt.date(2026, 7, 1)}),
            ("Bỏ", {"is_removed": True}),
        ):
            CommitmentItem.objects.create(commitment=plan, text=text, **more)

        assert tasks_of(of(cast.member)) == (3, 2, 2, 1, 1)
        assert tasks_of(of(commune.cells[0])) == (None,) * 5

    def test_each_number_names_the_very_tasks_that_it_counts(self, of, commune: Commune, meetings: list) -> None:
        task = give(meetings[0], due_on=dt.date(2026, 3, 1))
        find(task, meetings[2])

        late = basis_of(of(commune.cells[0]), "tasks_late")

        assert [(link.text, link.url) for link in late.links] == [
            ("Rà soát hộ nghèo, hạn 01/03/2026, xong 05/03/2026", f"/nhiem-vu/{task.pk}/")
        ]

    def test_known_tasks_are_not_asked_and_another_number_needs_a_ground(self, of, cast: Cast, meetings: list) -> None:
        give(meetings[0], owner=cast.member.member)
        evaluation = of(cast.member)
        values = {key: value for key, value in EXCELLENT.items() if key.startswith("tasks_")}

        with pytest.raises(FactErrors) as refusal:
            enter_facts(evaluation, by=cast.secretary, values=values)
        assert "sổ sách đã có số liệu là 1; muốn ghi khác thì nêu căn cứ" in " ".join(refusal.value.details)

        enter_facts(evaluation, by=cast.secretary, values=values, notes=dict.fromkeys(values, "Sổ công tác cơ quan"))
        sheet = proposal_for(of(cast.member)).sheet
        assert (sheet.values["tasks_assigned"], sheet.overruled["tasks_assigned"]) == (10, 1)

    def test_what_was_typed_before_the_records_knew_gives_way_to_them(self, of, cast: Cast, meetings: list) -> None:
        enter_facts(of(cast.member), by=cast.secretary, values=EXCELLENT)
        assert proposal_for(of(cast.member)).sheet.values["tasks_assigned"] == 10

        give(meetings[0], owner=cast.member.member)

        assert proposal_for(of(cast.member)).sheet.values["tasks_assigned"] == 1


class TestShortcomings:
    def name(self, cast: Cast, cell, year: int = 2025, **fields) -> Shortcoming:
        return Shortcoming.objects.create(
            cell=cell, year=year, text="Sinh hoạt muộn", recorded_by=cast.secretary, **fields
        )

    def test_shortcomings_of_earlier_reviews_and_their_remedy_are_counted(
        self, of, cast: Cast, commune: Commune
    ) -> None:
        cell, done = commune.cells[0], {"progress": "remedied", "result": "đã họp đúng ngày"}
        self.name(cast, cell)
        self.name(cast, cell, **done, remedied_on=dt.date(2026, 6, 1))
        self.name(cast, cell, year=2023, **done, remedied_on=dt.date(2024, 6, 1))
        self.name(cast, cell, year=2023)
        self.name(cast, cell, year=2026)
        self.name(cast, cell, member=cast.member.member)

        of_cell, of_member = recorded(of(cell)), recorded(of(cast.member))
        assert (of_cell["shortcomings_named"], of_cell["shortcomings_remedied"]) == (3, 1)
        assert (of_member["shortcomings_named"], of_member["shortcomings_remedied"]) == (1, 0)
        assert "shortcomings_named" not in recorded(of(cast.deputy))


class TestDiscipline:
    def punish(self, commune: Commune, member=None, **fields) -> Discipline:
        given = {
            "kind": "reprimand",
            "content": "Vi phạm quy chế",
            "act_on": dt.date(2026, 4, 1),
            "decided_on": dt.date(2026, 8, 1),
            "decided_by": "Đảng ủy",
            "document": "05-QĐ/ĐU",
            **fields,
        }
        return Discipline.objects.create(member=member, unit=commune.cells[0] if member else None, **given)

    def test_without_discipline_all_is_known_to_be_none(self, of, cast: Cast, commune: Commune) -> None:
        values = recorded(of(commune.cells[0]))
        names = ("leaders_disciplined", "members_disciplined", "units_disciplined")
        assert [values[name] for name in names] == [0, 0, 0]
        assert recorded(of(cast.member))["disciplined"] is False

    def test_duty_violation_of_a_person_is_proven_without_being_typed(self, of, cast: Cast, commune: Commune) -> None:
        self.punish(commune, cast.member.member, is_duty_related=True)

        proposal = proposal_for(of(cast.member))

        assert proposal.level == "failed"
        fired = {row.rule: row.holds for row in proposal.trace if row.level == "failed" and "triggers" in row.inputs}
        assert fired["duty_violation_disciplined"] is True
        assert fired["degradation_concluded"] is None

    def test_proven_trigger_is_waived_with_a_reason(self, of, cast: Cast, commune: Commune) -> None:
        self.punish(commune, cast.member.member, is_duty_related=True)
        claim = {"key": "duty_violation_disciplined", "waived": True, "reason": "Tự phát hiện, đã khắc phục"}
        enter_facts(of(cast.member), by=cast.secretary, values=EXCELLENT | {"triggers": [claim]})

        proposal = proposal_for(of(cast.member))

        assert proposal.level == "excellent"
        assert next(row for row in proposal.trace if row.rule == "duty_violation_disciplined").waived

    def test_leader_counts_by_the_seat_on_the_day_of_the_act(self, of, cast: Cast, commune: Commune) -> None:
        seat = Seat.objects.get(member=cast.deputy.member)
        self.punish(commune, cast.deputy.member, is_duty_related=True)
        assert recorded(of(commune.cells[0]))["leaders_disciplined"] == 1
        assert recorded(of(commune.cells[0]))["proven"] == ["leader_disciplined_for_duty"]

        Seat.objects.filter(pk=seat.pk).update(valid_from=dt.date(2026, 4, 2))

        values = recorded(of(commune.cells[0]))
        assert (values["leaders_disciplined"], values["members_disciplined"], values["proven"]) == (0, 1, [])

    def test_late_discipline_counts_in_the_period_of_its_decision_for_the_unit_of_the_act(
        self, of, cast: Cast, commune: Commune
    ) -> None:
        self.punish(commune, cast.member.member, act_on=dt.date(2024, 3, 1))

        assert recorded(of(cast.member))["disciplined"] is True
        assert recorded(of(commune.cells[0]))["members_disciplined"] == 1
        assert recorded(of(commune.cells[1]))["members_disciplined"] == 0

    def test_discipline_by_the_act_counts_in_its_year_alone(
        self, of, cast: Cast, commune: Commune, period: Period
    ) -> None:
        late = {**period.regulation["late_discipline"], "mode": "rerate_year_of_violation"}
        Period.objects.filter(pk=period.pk).update(regulation={**period.regulation, "late_discipline": late})
        row = self.punish(commune, cast.member.member, act_on=dt.date(2025, 3, 1))
        assert recorded(of(cast.member))["disciplined"] is False

        Discipline.objects.filter(pk=row.pk).update(act_on=dt.date(2026, 3, 1))
        assert recorded(of(cast.member))["disciplined"] is True

    def test_heavier_decision_about_one_act_is_one_violation(self, of, cast: Cast, commune: Commune) -> None:
        self.punish(commune, cast.member.member, is_self_reported=True)
        self.punish(commune, cast.member.member, decided_on=dt.date(2026, 9, 1), kind="warning")

        values = recorded(of(cast.member))
        assert (values["disciplined"], values["self_detected"]) == (True, False)
        assert len(basis_of(of(cast.member), "disciplined").links) == 1


class TestOthers:
    def test_opinions_give_the_civil_service_level_and_those_of_the_bodies_beside(
        self, of, cast: Cast, commune: Commune
    ) -> None:
        def say(subject, giver: str, level: str, day: int, name: str = "") -> None:
            Opinion.objects.create(
                evaluation=of(subject), giver=giver, level=level, giver_name=name, recorded_by=cast.secretary,
                given_on=dt.date(2026, 11, day),
            )  # fmt: skip

        say(cast.member, "civil_service", "completed", 1)
        say(cast.member, "civil_service", "good", 5)
        say(commune.cells[0], "same_level", "good", 1, "UBND xã")
        say(commune.cells[0], "same_level", "excellent", 2, "MTTQ xã")

        assert recorded(of(cast.member))["civil_servant_level"] == "good"
        assert sorted(recorded(of(commune.cells[0]))["same_level_bodies"]) == ["excellent", "good"]
        assert "civil_servant_level" not in recorded(of(cast.deputy))

    def test_classes_below_are_known_once_all_are_decided(self, sent, of, cast: Cast, commune: Commune) -> None:
        people = (cast.member, cast.deputy, cast.secretary)
        paper = {"by": cast.commune, "decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Chưa kịp"}
        for person in people[:2]:
            decide_evaluation(sent(person), level="good", **paper)
        assert "members_rated" not in recorded(of(commune.cells[0]))

        decide_evaluation(sent(people[2]), level="completed", reason="Cấp ủy quyết định", **paper)

        values = recorded(of(commune.cells[0]))
        assert [values[f"members_{name}"] for name in ("rated", "good_or_better", "failed")] == [3, 2, 0]

    def test_meetings_of_a_cell_are_counted_as_the_criteria_name_them(
        self, of, cast: Cast, commune: Commune, meetings: list
    ) -> None:
        make_open_meeting(commune.cells[0], dt.date(2026, 4, 20), kind="thematic", theme="Tiết kiệm")
        MeetingGrade.objects.create(meeting=meetings[0], grade="tot", label="Tốt", decided_by=cast.commune)
        rows = Attendance.objects.filter(meeting__in=meetings)
        rows.update(state="present")
        rows.filter(meeting=meetings[1]).update(state="unexcused")
        Passage.objects.create(meeting=meetings[0], kind="opinion", speaker=cast.member.member, text="Nhất trí")

        values = recorded(of(commune.cells[0]))

        assert (values["regular_held"], values["regular_due"]) == (10, 10)
        assert (values["thematic_quarters_held"], values["thematic_quarters_due"]) == (1, 3)
        assert (values["meetings_graded"], values["meetings_good"], values["meetings_year_grade"]) == (1, 1, None)
        assert values["minutes_locked"] == 0
        assert values["attendance_percent"] == 90
        assert str(values["speakers_percent"]) == "33.3"

    def test_attendance_of_a_person_counts_marks_and_the_longest_absence(self, of, cast: Cast, meetings: list) -> None:
        states = [
            "present",
            "excused",
            "excused",
            "present",
            "excused",
            "unexcused",
            "",
            "excused",
            "excused",
            "excused",
        ]
        for meeting, state in zip(meetings, states, strict=True):
            reason = "ốm" if state == "excused" else ""
            Attendance.objects.filter(meeting=meeting, member=cast.member.member).update(state=state, reason=reason)

        values = recorded(of(cast.member))

        names = ("meetings_expected", "meetings_present", "absent_unexcused", "longest_excused_streak")
        assert [values[name] for name in names] == [9, 2, 1, 3]
        assert values["meetings_spoken"] is None

    def test_registers_tell_time_fees_and_screening(self, of, cast: Cast, commune: Commune) -> None:
        fee = FeeMonth.objects.create(
            cell=commune.cells[0], year=2026, month=3, collected=1, recorded_by=cast.secretary
        )
        fee.debtors.add(cast.member.member)
        ScreeningResult.objects.create(
            member=cast.member.member, cell=commune.cells[0], year=2026, result="worthy", decided_on=DAY
        )

        mine, other = recorded(of(cast.member)), recorded(of(cast.commune))
        assert (mine["fee_months_owed"], mine["screening"], mine["months_in_cell"]) == (1, "worthy", 10)
        assert (other["fee_months_owed"], other["screening"]) == (None, None)

    def test_admissions_and_commitments_of_a_cell(self, of, cast: Cast, commune: Commune) -> None:
        assert recorded(of(commune.cells[0]))["members_committed"] is None
        Commitment.objects.create(
            cell=commune.cells[0],
            member=cast.member.member,
            year=2026,
            kind="commitment",
            signed_on=dt.date(2026, 1, 9),
        )
        member = make_member(commune.cells[0], "Lý Văn Mới", since=dt.date(2026, 5, 1))
        Membership.objects.filter(member=member).update(start_reason="admitted")

        values = recorded(of(commune.cells[0]))
        assert (values["admissions"], values["members_committed"]) == (1, 1)


class TestOneInputRemoved:
    """Take one thing out of the records: exactly the rules that used it change."""

    def outcomes(self, evaluation: Evaluation) -> dict[str, tuple]:
        row = Evaluation.objects.select_related("period", "cell", "member").get(pk=evaluation.pk)
        trace = proposal_for(row).trace
        return {entry.rule: (entry.holds, entry.waived, str(entry.inputs)) for entry in trace}

    def changed(self, before: dict[str, tuple], after: dict[str, tuple]) -> set[str]:
        return {rule for rule in before | after if before.get(rule) != after.get(rule)}

    def test_one_task_removed_changes_the_rules_on_tasks_alone(self, of, cast: Cast, meetings: list) -> None:
        for text in ("Một", "Hai"):
            find(give(meetings[0], text, owner=cast.member.member), meetings[2], "exceeded")
        before = self.outcomes(of(cast.member))

        Task.objects.filter(text="Hai").update(is_removed=True)

        changed = self.changed(before, self.outcomes(of(cast.member)))
        assert changed == {rule for rule, (_holds, _waived, inputs) in before.items() if "tasks_" in inputs}

    def test_one_discipline_removed_changes_what_it_proved_alone(self, of, cast: Cast, commune: Commune) -> None:
        enter_facts(of(cast.member), by=cast.secretary, values=EXCELLENT)
        row = TestDiscipline().punish(commune, cast.member.member, is_duty_related=True)
        before = self.outcomes(of(cast.member))

        row.delete()

        assert self.changed(before, self.outcomes(of(cast.member))) == {"duty_violation_disciplined"}

    def test_one_shortcoming_removed_changes_the_rule_on_remedies_alone(self, of, cast: Cast, commune: Commune) -> None:
        for _number in range(2):
            TestShortcomings().name(cast, commune.cells[0])
        before = self.outcomes(of(commune.cells[0]))

        Shortcoming.objects.first().delete()

        assert self.changed(before, self.outcomes(of(commune.cells[0]))) == {"excellent.shortcomings"}
