"""Who may open what: one table, address × person. An address that is missing here fails the build.

``+`` is let in (a page, a deed done, or a deed refused by a sentence), ``3`` is 403: a colleague without the right,
``4`` is 404: a stranger, or someone who may not know that it exists.
"""

import datetime as dt
import hashlib

import time_machine
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse

from cells.models import (
    Assignment,
    Candidate,
    ExportRight,
    GroupMembership,
    PilotTask,
    PilotUnit,
    PilotWeakness,
    RosterUpload,
    Term,
    TrainingClass,
    TrainingParticipant,
    WorkingGroup,
    WorkingGroupMember,
    WorkingGroupUnit,
)
from evaluations.models import Evaluation
from evaluations.services.periods import open_period
from meetings.models import Guest, Passage, Task, Vote
from reports.models import Document
from tests.cast import NOON, build_cast, build_commune, sign_in
from tests.factories import make_meeting, make_member, make_open_meeting, make_organisation
from tests.test_architecture import urls

WHO = ("secretary", "deputy", "member", "commune", "officer", "stranger", "admin")
#                                             method  of what              S D M C O X A
MATRIX: dict[str, tuple[str, tuple[str, ...], str]] = {
    "reports:home": ("GET", (), "+++++++"),
    "reports:month_board": ("GET", (), "333++33"),
    "reports:audit_log": ("GET", (), "+++++++"),
    "reports:document_list": ("GET", (), "+++++++"),
    "reports:document_request": ("POST", ("minutes", "open"), "++3++44"),
    "reports:document_detail": ("GET", ("document",), "++4++44"),
    "reports:document_progress": ("GET", ("document",), "++4++44"),
    "reports:document_download": ("GET", ("document",), "++4++44"),
    "reports:meeting_documents_panel": ("GET", ("open",), "+++++44"),
    "reports:my_units": ("GET", (), "333+333"),
    "reports:pilot_figures_panel": ("GET", ("pilot",), "++4++44"),
    "reports:year_summary": ("GET", ("period",), "333++44"),
    "accounts:sign_in": ("GET", (), "+++++++"),
    "accounts:sign_out": ("POST", (), "+++++++"),
    "accounts:change_password": ("GET", (), "+++++++"),
    "accounts:user_list": ("GET", (), "333333+"),
    "accounts:user_create": ("GET", (), "333333+"),
    "accounts:user_detail": ("GET", ("user",), "333333+"),
    "cells:organisation_tree": ("GET", (), "+++++++"),
    "cells:cell_list": ("GET", (), "+++++++"),
    "cells:cell_detail": ("GET", ("cell",), "+++++44"),
    "cells:post_list": ("GET", ("cell",), "+++++44"),
    "cells:seat_give": ("GET", ("cell",), "333++44"),
    "cells:committee_appoint": ("GET", ("cell",), "333++44"),
    "cells:seat_end": ("GET", ("seat",), "333++44"),
    "cells:term_open": ("GET", ("cell",), "333++44"),
    "cells:term_ending_list": ("GET", (), "+++++++"),
    "cells:term_extend": ("GET", ("term",), "333++44"),
    "cells:term_end": ("GET", ("term",), "333++44"),
    "cells:term_congress": ("GET", ("term",), "333++44"),
    "cells:group_found": ("GET", ("cell",), "++3+344"),
    "cells:group_join": ("GET", ("party_group",), "++3+344"),
    "cells:group_leave": ("GET", ("in_party_group",), "++3+344"),
    "cells:group_end": ("GET", ("party_group",), "++3+344"),
    "cells:access_list": ("GET", ("cell",), "++3++44"),
    "cells:export_grant": ("GET", ("cell",), "333+344"),
    "cells:export_end": ("POST", ("export_right",), "333+344"),
    "cells:member_reveals": ("GET", ("person",), "++4+344"),
    "cells:unit_history": ("GET", ("cell",), "+++++44"),
    "cells:unit_found": ("GET", ("committee",), "444++44"),
    "cells:unit_change": ("GET", ("cell",), "333++44"),
    "cells:unit_move": ("GET", ("cell",), "333++44"),
    "cells:unit_split": ("GET", ("cell",), "333++44"),
    "cells:unit_merge": ("GET", ("committee",), "444++44"),
    "cells:two_level_switch": ("GET", ("province",), "4444+44"),
    "cells:unit_dissolve": ("GET", ("cell",), "333++44"),
    "cells:member_list": ("GET", (), "+++++++"),
    "cells:statistics": ("GET", (), "++3+++3"),
    "cells:statistics_form": ("GET", ("cell", "form"), "++3++44"),
    "cells:statistics_people": ("GET", ("cell", "form", "lines", "end", "total"), "++3++44"),
    "reports:statistics_request": ("POST", ("cell", "form", "pdf"), "++3++44"),
    "cells:my_record": ("GET", (), "++++++4"),
    "cells:member_create": ("GET", (), "333+333"),
    "cells:member_receive": ("GET", (), "333+333"),
    "cells:member_change": ("GET", ("person", "section"), "++4+344"),
    "cells:member_move": ("GET", ("person",), "334+344"),
    "cells:transfer_issue": ("GET", ("person",), "334+344"),
    "cells:member_return": ("GET", ("person",), "334+344"),
    "cells:member_leave": ("GET", ("person",), "334+344"),
    "cells:leaving_take_back": ("GET", ("person",), "334+344"),
    "cells:member_restore": ("GET", ("person",), "334+344"),
    "cells:status_begin": ("GET", ("person",), "++4+344"),
    "cells:status_end": ("GET", ("person", "status"), "++4+344"),
    "cells:status_change": ("GET", ("person", "status"), "++4+344"),
    "cells:stay_end": ("GET", ("person", "stay"), "++4+344"),
    "cells:residence_record": ("GET", ("person",), "++4+344"),
    "cells:profile_enter": ("GET", ("person", "subject"), "++4+344"),
    "cells:profile_remove": ("POST", ("person", "entry"), "++4+344"),
    "cells:supplement_receive": ("GET", ("person", "year"), "++4+344"),
    "cells:supplement_list": ("GET", (), "++3+++3"),
    "cells:transfer_list": ("GET", (), "++3+++3"),
    "cells:transfer_detail": ("GET", ("transfer",), "++4++44"),
    "cells:transfer_receive": ("GET", ("transfer",), "334+344"),
    "cells:transfer_left": ("GET", ("transfer",), "334+344"),
    "cells:transfer_cancel": ("GET", ("transfer",), "334+344"),
    "cells:award_give": ("GET", ("person",), "334+344"),
    "cells:award_withdraw": ("GET", ("person", "award"), "334+344"),
    "cells:badge_give": ("GET", ("person",), "334+344"),
    "cells:discipline_record": ("GET", ("person",), "334+344"),
    "cells:discipline_lift": ("GET", ("person", "discipline"), "334+344"),
    "cells:badge_list": ("GET", (), "++3+++3"),
    "cells:unit_honours": ("GET", ("cell",), "++3++44"),
    "cells:unit_award_give": ("GET", ("cell",), "333+344"),
    "cells:unit_award_withdraw": ("GET", ("cell", "unit_award"), "333+344"),
    "cells:unit_discipline_record": ("GET", ("cell",), "333+344"),
    "cells:unit_discipline_lift": ("GET", ("cell", "unit_discipline"), "333+344"),
    "cells:member_detail": ("GET", ("person",), "++4++44"),
    "cells:member_reveal": ("POST", ("person",), "++4+344"),
    "cells:member_account": ("POST", ("person",), "334+344"),
    "cells:oversight": ("GET", (), "333++33"),
    "cells:assignment_list": ("GET", ("committee",), "444++44"),
    "cells:assignment_add": ("GET", ("committee",), "444++44"),
    "cells:assignment_end": ("GET", ("assignment",), "444++44"),
    "cells:record_quality": ("GET", (), "++3+++3"),
    "cells:record_quality_people": ("GET", ("cell", "item_name"), "++3++44"),
    "cells:double_list": ("GET", (), "333++33"),
    "cells:double_judge": ("POST", ("person", "other_person"), "334+344"),
    "cells:member_merge": ("GET", ("person", "other_person"), "334+344"),
    "cells:member_grid": ("GET", ("cell",), "++3+344"),
    "cells:working_group_list": ("GET", ("committee",), "444++44"),
    "cells:working_group_create": ("GET", ("committee",), "444++44"),
    "cells:working_group_detail": ("GET", ("group",), "444++44"),
    "cells:working_group_person_add": ("GET", ("group",), "444++44"),
    "cells:working_group_units_add": ("GET", ("group",), "444++44"),
    "cells:working_group_person_end": ("GET", ("group", "group_person"), "444++44"),
    "cells:working_group_unit_end": ("GET", ("group", "group_unit"), "444++44"),
    "cells:working_group_end": ("GET", ("group",), "444++44"),
    "cells:pilot_list": ("GET", ("committee",), "444++44"),
    "cells:pilot_choose": ("GET", ("committee",), "444++44"),
    "cells:pilot_detail": ("GET", ("pilot",), "++4++44"),
    "cells:pilot_plan": ("GET", ("pilot",), "334++44"),
    "cells:pilot_weakness_add": ("GET", ("pilot",), "334++44"),
    "cells:pilot_weakness_change": ("GET", ("pilot", "weakness"), "334++44"),
    "cells:pilot_task_add": ("GET", ("pilot",), "334++44"),
    "cells:pilot_task_finish": ("GET", ("pilot", "pilot_task"), "334++44"),
    "cells:pilot_close": ("GET", ("pilot",), "334++44"),
    "cells:training_list": ("GET", ("committee",), "444++44"),
    "cells:training_create": ("GET", ("committee",), "444++44"),
    "cells:training_detail": ("GET", ("training",), "444++44"),
    "cells:training_people_add": ("GET", ("training",), "444++44"),
    "cells:training_person_add": ("POST", ("training",), "444++44"),
    "cells:training_person_change": ("GET", ("training", "participant"), "444++44"),
    "cells:training_person_remove": ("POST", ("training", "participant"), "444++44"),
    "cells:candidate_list": ("GET", (), "++3+++3"),
    "cells:official_due_list": ("GET", (), "++3+++3"),
    "cells:candidate_create": ("GET", ("cell",), "++3+344"),
    "cells:candidate_detail": ("GET", ("candidate",), "++4++44"),
    "cells:candidate_change": ("GET", ("candidate",), "++4+344"),
    "cells:candidate_step": ("GET", ("candidate",), "++4+344"),
    "cells:candidate_stop": ("GET", ("candidate",), "++4+344"),
    "cells:member_recognise": ("GET", ("person",), "334+344"),
    "cells:screening": ("GET", ("cell",), "++3++44"),
    "cells:fees": ("GET", ("cell",), "++3++44"),
    "cells:fee_month": ("GET", ("cell", "year", "month"), "++3+344"),
    "cells:import_upload": ("GET", (), "333+333"),
    "cells:import_preview": ("GET", ("upload",), "444+444"),
    "cells:list_sample": ("GET", ("list_kind",), "+++++++"),
    "cells:list_export": ("GET", ("cell",), "++3+344"),
    "cells:import_answers": ("POST", ("upload",), "444+444"),
    "cells:import_columns": ("POST", ("upload",), "444+444"),
    "cells:import_errors": ("GET", ("upload",), "444+444"),
    "cells:import_confirm": ("POST", ("upload",), "444+444"),
    "meetings:meeting_list": ("GET", ("cell",), "+++++44"),
    "meetings:cell_meetings_panel": ("GET", ("cell",), "+++++44"),
    "meetings:open_work": ("GET", ("cell",), "++3++44"),
    "meetings:open_work_panel": ("GET", ("cell",), "++3++44"),
    "meetings:conduct_setting": ("GET", ("committee",), "444+344"),
    "meetings:meeting_plan": ("GET", ("cell",), "++33344"),
    "meetings:meeting_detail": ("GET", ("open",), "+++++44"),
    "meetings:meeting_change_plan": ("GET", ("planned",), "++33344"),
    "meetings:meeting_cancel": ("GET", ("planned",), "++33344"),
    "meetings:meeting_open": ("GET", ("planned",), "++33344"),
    "meetings:meeting_officers": ("GET", ("open",), "++33344"),
    "meetings:attendance": ("GET", ("open",), "++33344"),
    "meetings:guest_add": ("GET", ("open",), "++33344"),
    "meetings:guest_remove": ("POST", ("open", "guest"), "++33344"),
    "meetings:meeting_submit": ("GET", ("open",), "++33344"),
    "meetings:meeting_return": ("GET", ("submitted",), "333+344"),
    "meetings:meeting_approve": ("POST", ("submitted",), "333+344"),
    "meetings:meeting_lock": ("POST", ("approved",), "333+344"),
    "meetings:minutes": ("GET", ("open",), "++33344"),
    "meetings:minutes_status": ("GET", ("open",), "++33344"),
    "meetings:passage_save": ("POST", ("open", "passage"), "++33344"),
    "meetings:closing_save": ("POST", ("open",), "++33344"),
    "meetings:opinion_add": ("POST", ("open",), "++33344"),
    "meetings:opinion_change": ("POST", ("open", "opinion"), "++33344"),
    "meetings:opinion_remove": ("POST", ("open", "opinion"), "++33344"),
    "meetings:vote_add": ("POST", ("open",), "++33344"),
    "meetings:vote_remove": ("POST", ("open", "vote"), "++33344"),
    "meetings:task_add": ("POST", ("open",), "++33344"),
    "meetings:task_remove": ("POST", ("open", "task"), "++33344"),
    "meetings:task_review": ("POST", ("open", "old_task"), "++33344"),
    "meetings:item_add": ("POST", ("open",), "++33344"),
    "meetings:item_change": ("POST", ("open", "item"), "++33344"),
    "meetings:item_remove": ("POST", ("open", "item"), "++33344"),
    "evaluations:period_list": ("GET", (), "+++++++"),
    "evaluations:period_open": ("GET", ("committee",), "444+344"),
    "evaluations:period_detail": ("GET", ("period",), "+++++44"),
    "evaluations:period_settings": ("GET", ("period",), "333+344"),
    "evaluations:subjects_update": ("POST", ("period",), "333+344"),
    "evaluations:period_close": ("GET", ("period",), "333+344"),
    "evaluations:decide_batch": ("GET", ("period",), "333+344"),
    "evaluations:open_evaluations_panel": ("GET", ("cell",), "++3++44"),
    "evaluations:cell_sheet": ("GET", ("period", "cell"), "++3++44"),
    "evaluations:sheet_submit": ("POST", ("period", "cell"), "++3+344"),
    "evaluations:evaluation_detail": ("GET", ("of_cell",), "++4++44"),
    "evaluations:facts_enter": ("GET", ("of_cell",), "++4+344"),
    "evaluations:subject_change": ("GET", ("of_person",), "++3+344"),
    "evaluations:evaluation_submit": ("POST", ("of_cell",), "++4+344"),
    "evaluations:evaluation_return": ("GET", ("of_sent",), "334++44"),
    "evaluations:evaluation_review": ("GET", ("of_sent",), "3343+44"),
    "evaluations:evaluation_decide": ("GET", ("of_sent",), "334+344"),
}


DATA = {"meetings:closing_save": {"part": "closing"}}
"""What a deed has to be told before it looks at anything else."""


def build_world(commune, cast):
    """One of each thing, in the first cell."""
    cell, by = commune.cells[0], cast.secretary
    old = make_open_meeting(cell, dt.date(2026, 8, 5), by=by)
    meeting = make_open_meeting(cell, dt.date(2026, 10, 5), by=by)
    planned = make_meeting(cell, dt.date(2026, 11, 20), by=by)
    sent_at = dt.datetime(2026, 10, 6, tzinfo=dt.UTC)
    sent = {"ended_at": dt.time(21), "submitted_by": by, "submitted_at": sent_at}
    submitted = make_open_meeting(cell, dt.date(2026, 9, 5), by=by, state="submitted", **sent)
    approval = {"approved_by": cast.commune, "approved_at": sent_at, "snapshot": {}}
    approved = make_open_meeting(cell, dt.date(2026, 7, 5), by=by, state="approved", **sent, **approval)
    item = meeting.items.get()
    period = open_period(commune.committee, year=2026, by=cast.commune)
    evaluations = Evaluation.objects.filter(period=period, cell=cell)
    of_sent = evaluations.filter(member=cast.deputy.member).get()
    Evaluation.objects.filter(pk=of_sent.pk).update(state="submitted", submitted_by=by, submitted_at=sent_at)
    since = dt.date(2026, 1, 1)
    pilot = PilotUnit.objects.create(organisation=cell, chosen_by=commune.committee, year=2026)
    training = TrainingClass.objects.create(
        organisation=commune.committee, name="Lớp bồi dưỡng", starts_on=since, ends_on=since
    )
    group = WorkingGroup.objects.create(organisation=commune.committee, name="Tổ 1", valid_from=since)
    person = make_member(cell)
    award = {"kind": "certificate", "reason": "x", "decided_by": "Đảng ủy", "decided_on": since}
    verdict = {"kind": "warning", "content": "x", "act_on": since, "decided_on": since, "decided_by": "Đảng ủy"}
    party_group = make_organisation("Tổ đảng số 1", kind="party_group", parent=cell)
    return {
        "seat": cast.deputy.member.seats.get().pk,
        "term": Term.objects.create(
            organisation=cell,
            name="2025 – 2027",
            length_months=30,
            valid_from=dt.date(2025, 1, 1),
            planned_end=dt.date(2027, 7, 1),
        ).pk,
        "party_group": party_group.pk,
        "in_party_group": GroupMembership.objects.create(
            group=party_group, member=cast.member.member, valid_from=dt.date(2026, 1, 1)
        ).pk,
        "export_right": ExportRight.objects.create(
            organisation=cell, user=cast.deputy, reason="x", granted_by=cast.commune, valid_from=dt.date(2026, 1, 1)
        ).pk,
        "minutes": "minutes",
        "list_kind": "members",
        "form": "1",
        "lines": "lines",
        "end": "end",
        "total": "total",
        "pdf": "pdf",
        "user": cast.member.pk,
        "committee": commune.committee.pk,
        "province": commune.province.pk,
        "cell": cell.pk,
        "person": person.pk,
        "section": "lien-he",
        "subject": "language",
        "year": 2026,
        "status": person.status_periods.create(status="reduced", valid_from=since).pk,
        "stay": person.memberships.create(cell=commune.cells[1], kind="temporary", valid_from=since).pk,
        "entry": person.profile_entries.create(subject="language", value="Anh B1", valid_from=since).pk,
        "transfer": person.transfers.create(
            from_cell=cell, to_cell=commune.cells[1], issued_on=since, document="1", present_by=since, issued_by=by
        ).pk,
        "award": person.awards.create(**award).pk,
        "unit_award": cell.awards.create(**award).pk,
        "discipline": person.disciplines.create(**verdict).pk,
        "unit_discipline": cell.disciplines.create(**verdict).pk,
        "other_person": make_member(cell).pk,
        "item_name": "sex",
        "open": meeting.pk,
        "planned": planned.pk,
        "submitted": submitted.pk,
        "approved": approved.pk,
        "item": item.pk,
        "passage": Passage.objects.get(meeting=meeting, kind="fees").pk,
        "opinion": Passage.objects.create(meeting=meeting, item=item, kind="opinion", speaker=cast.member.member).pk,
        "guest": Guest.objects.create(meeting=meeting, full_name="Lê Văn Khách").pk,
        "vote": Vote.objects.create(meeting=meeting, item=item, question="Thông qua", yes=1).pk,
        "task": Task.objects.create(meeting=meeting, item=item, text="Làm đường").pk,
        "old_task": Task.objects.create(meeting=old, text="Nạo vét kênh").pk,
        "upload": RosterUpload.objects.create(
            organisation=commune.committee,
            file_name="a.xlsx",
            content=b"x",
            sha256="0" * 64,
            effective_on=dt.date(2026, 1, 1),
            joined_means="ceremony",
            uploaded_by=cast.commune,
        ).pk,
        "assignment": Assignment.objects.create(
            organisation=commune.committee, member=cast.commune.member, unit=cell, valid_from=dt.date(2026, 1, 1)
        ).pk,
        "pilot": pilot.pk,
        "weakness": PilotWeakness.objects.create(pilot=pilot, text="Họp ít", state_on=since).pk,
        "pilot_task": PilotTask.objects.create(pilot=pilot, text="Dự họp", owner="Tổ 1", due_on=since).pk,
        "training": training.pk,
        "participant": TrainingParticipant.objects.create(training=training, member=cast.member.member).pk,
        "candidate": Candidate.objects.create(
            cell=cell, full_name="Vũ Thị Mai", sort_key="1", search_key="vu thi mai", birth_date=dt.date(1998, 4, 2)
        ).pk,
        "month": 10,
        "group": group.pk,
        "group_person": WorkingGroupMember.objects.create(group=group, member=cast.commune.member, valid_from=since).pk,
        "group_unit": WorkingGroupUnit.objects.create(group=group, unit=cell, valid_from=since).pk,
        "period": period.pk,
        "of_cell": evaluations.get(member=None).pk,
        "of_person": evaluations.get(member=cast.member.member).pk,
        "of_sent": of_sent.pk,
        "document": Document.objects.create(
            kind="minutes",
            subject_id=meeting.pk,
            organisation=cell,
            title="Biên bản",
            requested_by=by,
            state="done",
            file=ContentFile(b"%PDF", "a.pdf"),
            sha256=hashlib.sha256(b"%PDF").hexdigest(),
            finished_at=sent_at,
        ).pk,
    }


def test_every_address_is_in_the_table():
    assert {f"{namespace}:{name}" for namespace, name, _view in urls()} == set(MATRIX)


def mark(status):
    return {403: "3", 404: "4"}.get(status, "+" if status < 500 and status != 405 else f"?{status}")


class AccessMatrix(TestCase):
    """The world is made once for all addresses; each test gives back what it did to it."""

    @classmethod
    def setUpTestData(cls):
        with time_machine.travel(NOON, tick=True):
            commune = build_commune()
            cls.cast = build_cast(commune)
            cls.world = build_world(commune, cls.cast)

    def ask(self, client, name, method=None):
        things = MATRIX[name][1]
        address = reverse(name, args=[self.world[thing] for thing in things])
        if (method or MATRIX[name][0]) == "GET":
            return client.get(address)
        return client.post(address, DATA.get(name))


def lets_in_whom_the_table_says(name):
    def test(self):
        found = {}
        for who, wanted in zip(WHO, MATRIX[name][2], strict=True):
            with transaction.atomic():
                status = self.ask(sign_in(getattr(self.cast, who)), name).status_code
                transaction.set_rollback(True)
            if mark(status) != wanted:
                found[who] = f"{status} instead of {wanted}"
        assert found == {}

    return test


def sends_a_visitor_to_sign_in(name):
    def test(self):
        answer = self.ask(Client(), name)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("accounts:sign_in"))

    return test


def refuses_the_deed_by_get(name):
    def test(self):
        assert self.ask(sign_in(self.cast.secretary), name, "GET").status_code in (403, 404, 405)

    return test


for address, (asked_by, _things, _people) in MATRIX.items():
    tests = [lets_in_whom_the_table_says]
    tests += [sends_a_visitor_to_sign_in] if address != "accounts:sign_in" else []
    tests += [refuses_the_deed_by_get] if asked_by == "POST" else []
    for each in tests:
        setattr(AccessMatrix, f"test_{address.replace(':', '_')}_{each.__name__}", each(address))
