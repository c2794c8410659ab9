"""One of each thing that has an address, in the first cell of the cast: for tests that open every page."""

import datetime as dt
import hashlib

from django.core.files.base import ContentFile

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
from core.seals import code_of
from evaluations.models import (
    Ballot,
    CapGroup,
    CapScenario,
    Computation,
    Evaluation,
    LeadershipCollective,
    LocalRegulation,
)
from evaluations.rules.samples import criteria_data
from evaluations.services.periods import open_period
from evaluations.services.year_reports import begin_year_report
from meetings.documents import minutes_of
from meetings.documents.drafts import first_draft
from meetings.models import (
    Guest,
    LeaveRequest,
    MinutesVersion,
    Paper,
    Passage,
    PublishedCalendar,
    SheetInForce,
    Task,
    ThematicPlan,
    ThematicPlanItem,
    Vote,
)
from meetings.rules.check_in import code_for
from meetings.services.issuing import begin_document
from reports.models import Document, Notice, YearTarget
from reports.services.calendars import open_calendar
from reports.services.tokens import create_token
from tests.factories import make_meeting, make_member, make_open_meeting, make_organisation
from tests.world_after import build_after
from tests.world_awards import build_awards
from tests.world_reviews import build_reviews


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
    locking = {"locked_by": cast.commune, "locked_at": sent_at, "version": 2, "correction_reason": "Sai số liệu"}
    locked = make_open_meeting(cell, dt.date(2026, 6, 5), by=by, state="locked", **sent, **approval, **locking)
    kept = {"approved_by": cast.commune, "approved_at": sent_at, "replaced_because": "Sai số liệu", "replaced_by": by}
    version = MinutesVersion.objects.create(
        meeting=locked, number=1, snapshot=minutes_of(locked).to_json() | {"correction": 0}, **kept
    )
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
    plan = ThematicPlan.objects.create(organisation=cell, year=2026)
    group_led = LeadershipCollective.objects.create(
        organisation=commune.committee, kind="government", name="Ủy ban nhân dân xã", valid_from=since
    )
    return {
        **build_after(commune, cast, approved),
        **build_awards(commune, cast),
        **build_reviews(commune, cast, period, evaluations.get(member=cast.member.member), meeting),
        "figure": "sessions",
        "target": YearTarget.objects.create(
            organisation=commune.committee, year=2026, figure="sessions", threshold=90, set_by=cast.commune
        ).pk,
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
        "token": build_token(commune, cast),
        "calendar_secret": open_calendar(by=cast.secretary),
        "notice": Notice.objects.create(user=cast.secretary, sort="reminder", key="x", title="x", text="x").pk,
        "export_right": ExportRight.objects.create(
            organisation=cell, user=cast.deputy, reason="x", granted_by=cast.commune, valid_from=dt.date(2026, 1, 1)
        ).pk,
        **build_regulations(commune, cast),
        "minutes": "minutes",
        "group_issued": "van-ban",
        "kind_issued": "issued",
        "resolution": "nghi-quyet",
        "sheet_key": "an-phu-2025",
        "sheet": SheetInForce.objects.create(
            organisation=commune.committee, base="tan-tien-2025", valid_from=dt.date(2026, 12, 1)
        ).pk,
        "list_kind": "members",
        "form": "1",
        "year_report": begin_year_report(period, by=cast.commune).pk,
        "year_form": "t-mem",
        "year_table": "doi-tuong",
        "lines": "lines",
        "end": "end",
        "total": "total",
        "pdf": "pdf",
        "dossier_kind": "dossier",
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
        "locked": locked.pk,
        "version": version.pk,
        "item": item.pk,
        "roll_row": meeting.attendances.get(member=cast.member.member).pk,
        "passage": Passage.objects.get(meeting=meeting, kind="fees").pk,
        "opinion": Passage.objects.create(meeting=meeting, item=item, kind="opinion", speaker=cast.member.member).pk,
        "thematic_plan": plan.pk,
        "plan_theme": ThematicPlanItem.objects.create(plan=plan, month=3, topic="Học tập Bác").pk,
        "code": code_for(meeting.pk, meeting.held_on),
        "leave": LeaveRequest.objects.create(
            meeting=planned, member=cast.member.member, kind="health", asked_by=cast.member
        ).pk,
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
        "half_month": 7,
        "paper": Paper.objects.create(
            meeting=planned,
            title="Dự thảo",
            file=ContentFile(b"%PDF", "a.pdf"),
            file_name="a.pdf",
            content_type="application/pdf",
            size=4,
            sha256=hashlib.sha256(b"%PDF").hexdigest(),
            uploaded_by=by,
        ).pk,
        "calendar": PublishedCalendar.objects.create(
            organisation=commune.committee,
            year=2026,
            month=11,
            rows={"meetings": [], "agenda": []},
            published_by=cast.commune,
        ).pk,
        "group": group.pk,
        "group_person": WorkingGroupMember.objects.create(group=group, member=cast.commune.member, valid_from=since).pk,
        "group_unit": WorkingGroupUnit.objects.create(group=group, unit=cell, valid_from=since).pk,
        "period": period.pk,
        "computation": Computation.objects.create(
            organisation=commune.committee, year=2026, state="done", asked_by=cast.commune
        ).pk,
        "cap_group": CapGroup.objects.create(period=period, name="Nhóm riêng").pk,
        "cap_scenario": CapScenario.objects.create(
            period=period, name="Phương án 1", mode="good_only", rate=20, created_by=cast.commune
        ).pk,
        "collective": group_led.pk,
        "collective_place": group_led.seats.create(member=cast.member.member, title="Chủ tịch", valid_from=since).pk,
        "of_cell": evaluations.get(member=None).pk,
        "of_person": evaluations.get(member=cast.member.member).pk,
        "of_sent": of_sent.pk,
        "levels": "levels",
        "ballot": Ballot.objects.create(
            period=period, organisation=cell, stage="levels", about="x", body=3, prepared_by=by
        ).pk,
        "draft": begin_document(
            cell, kind="KL", title="Về việc làm đường", draft=first_draft(cell, "KL", None), by=by
        ).pk,
        "document": Document.objects.create(
            kind="minutes",
            subject_id=meeting.pk,
            organisation=cell,
            title="Biên bản",
            requested_by=by,
            state="done",
            file=ContentFile(b"%PDF", "a.pdf"),
            sha256=hashlib.sha256(b"%PDF").hexdigest(),
            seal=hashlib.sha256(b"minutes").hexdigest(),
            finished_at=sent_at,
        ).pk,
        "seal_code": code_of(hashlib.sha256(b"minutes").hexdigest()),
    }


def build_regulations(commune, cast):
    """A regulation of the commune in force since 2025, and a draft for 2026 with a set of criteria."""
    values = {"organisation": commune.committee, "base_key": "366-43", "created_by": cast.commune}
    paper = {"document": "15-QĐ/ĐU", "document_on": dt.date(2025, 11, 20), "approved_by": cast.commune}
    issued = LocalRegulation.objects.create(**values, **paper, title="Quy định 2025", first_year=2025, state="approved")
    draft = LocalRegulation.objects.create(
        **values, title="Quy định 2026", first_year=2026, own={"criteria": [criteria_data("c1")]}
    )
    return {"local_issued": issued.pk, "local_draft": draft.pk, "regulation_key": "366-43", "criteria_key": "c1"}


def build_token(commune, cast):
    """A key of the commune's secretary."""
    words = {"name": "Phần mềm tỉnh", "scopes": ["units"], "expires_on": dt.date(2026, 12, 31)}
    return create_token(commune.committee, **words, by=cast.commune)[0].pk
