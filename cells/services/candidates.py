"""From an outstanding person to an official member: each step in order, votes of two thirds, nothing typed twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Candidate, CandidateStep, Member, Membership, Organisation
from cells.queries.candidates import VotingBody, committee_body, step_of, voting_body
from cells.rules.candidates import (
    BY_THE_CELL,
    Stage,
    age_on,
    is_carried,
    next_stage,
    official_day,
    probation_ends_on,
    rule,
    votes_needed,
)
from cells.services.members import change_member, create_member
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise, search_key, sort_key


@transaction.atomic
def create_candidate(cell: Organisation, *, full_name: str, birth_date: dt.date, by: User, **facts: Any) -> Candidate:
    """Begin to follow a person. Refused: no name, the same person twice in a cell, one introducer named twice."""
    full_name = normalise(full_name)
    if not full_name:
        raise DomainError(_("Hãy ghi họ và tên."), field="full_name")
    if not cell.is_cell or cell.ended_on is not None:
        raise DomainError(_("%(cell)s không phải chi bộ đang hoạt động.") % {"cell": cell})
    if birth_date >= today():
        raise DomainError(_("Ngày sinh phải trước hôm nay."), field="birth_date")
    _check_people(facts)
    Organisation.objects.select_for_update().get(pk=cell.pk)
    going_on = Candidate.objects.filter(cell=cell, search_key=search_key(full_name), birth_date=birth_date)
    if going_on.exclude(stage=Stage.STOPPED).exists():
        raise DomainError(
            _("Chi bộ đang theo dõi %(name)s, cùng ngày sinh này rồi.") % {"name": full_name}, field="full_name"
        )
    candidate = Candidate.objects.create(
        cell=cell,
        full_name=full_name,
        sort_key=sort_key(full_name),
        search_key=search_key(full_name),
        birth_date=birth_date,
        **facts,
    )
    _write_step(candidate, Stage.WATCHED, on=today(), by=by)
    record("cells.candidate_created", candidate, by=by, organisation=cell)
    return candidate


@transaction.atomic
def change_candidate(candidate: Candidate, *, by: User, **facts: Any) -> None:
    """Correct what is written of a person; closed once a member, whose record then counts."""
    locked = _locked(candidate)
    if locked.member_id is not None:
        raise DomainError(_("Đã là đảng viên; xin sửa ở hồ sơ đảng viên."))
    _check_people(facts)
    facts["full_name"] = normalise(facts["full_name"])
    changes = {name: value for name, value in facts.items() if getattr(locked, name) != value}
    before = {name: _plain(getattr(locked, name)) for name in changes}
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.sort_key, locked.search_key = sort_key(locked.full_name), search_key(locked.full_name)
    locked.save(update_fields=[*changes, "sort_key", "search_key"])
    words = {name: [before[name], _plain(value)] for name, value in changes.items()}
    record("cells.candidate_changed", locked, by=by, organisation=locked.cell, changes=words)


@transaction.atomic
def record_step(
    candidate: Candidate,
    *,
    stage: str,
    on: dt.date,
    by: User,
    document: str = "",
    note: str = "",
    yes: int | None = None,
    exempt_present: int = 0,
) -> CandidateStep:
    """Write down that a candidate reached the next stage.

    The cell's proposals need two thirds of its official members of that day (Điều lệ Đ4.3, Đ5.2); the body comes from
    the records. A vote that did not carry is refused: the candidate is stopped instead. The ceremony makes the member,
    the last step the official member.
    """
    locked = _locked(candidate)
    _check_order(locked, stage, on)
    body = _check_vote(locked, stage, on, yes, exempt_present)
    if stage == Stage.CELL_PROPOSED:
        _check_age(locked, on)
    step = _write_step(locked, stage, on=on, by=by, document=document, note=note, yes=yes, body=body)
    if stage == Stage.PROBATIONARY:
        locked.member = _admit(locked, on, document, by)
    if stage == Stage.OFFICIAL and locked.member is not None:
        _recognise(locked.member, locked.cell, on, document, by)
    locked.stage = stage
    locked.save(update_fields=["stage", "member"])
    changes = {"stage": [str(candidate.stage), stage], "on": [None, on.isoformat()]}
    if yes is not None:
        changes["vote"] = [None, f"{yes}/{body}"]
    record("cells.candidate_step", locked, by=by, organisation=locked.cell, changes=changes, note=step.document)
    return step


@transaction.atomic
def stop_candidate(candidate: Candidate, *, on: dt.date, note: str, by: User) -> None:
    """Stop, with the reason. A probationary member leaves by way of his record, not here."""
    locked = _locked(candidate)
    note = normalise(note)
    if not note:
        raise DomainError(_("Hãy ghi lý do dừng."), field="note")
    if locked.stage == Stage.STOPPED:
        raise DomainError(_("Đã dừng trước đó rồi."))
    if locked.member_id is not None:
        raise DomainError(_("Đã là đảng viên; nếu xóa tên thì ghi ở hồ sơ đảng viên."))
    _check_day(locked, on)
    _write_step(locked, Stage.STOPPED, on=on, by=by, note=note)
    before, locked.stage = locked.stage, Stage.STOPPED
    locked.save(update_fields=["stage"])
    changes = {"stage": [before, Stage.STOPPED.value]}
    record("cells.candidate_stopped", locked, by=by, organisation=locked.cell, changes=changes, note=note)


@transaction.atomic
def recognise_member(
    member: Member, *, cell: Organisation, on: dt.date, yes: int, by: User, document: str = "", exempt_present: int = 0
) -> None:
    """Make a probationary member official who has no record as a candidate: the same vote, the same day."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    if Candidate.objects.filter(member=member).exists():
        raise DomainError(_("Đồng chí này có hồ sơ phát triển đảng; xin ghi bước tiếp theo ở đó."))
    body = _cell_vote(cell, on, yes, exempt_present)
    _recognise(member, cell, on, document, by, note=f"{yes}/{body}")


def _locked(candidate: Candidate) -> Candidate:
    return Candidate.objects.select_for_update(of=("self",)).select_related("cell", "member").get(pk=candidate.pk)


def _check_people(facts: dict[str, Any]) -> None:
    one, two = facts.get("introducer"), facts.get("second_introducer")
    if one is not None and one == two:
        raise DomainError(_("Hai người giới thiệu phải là hai đồng chí khác nhau."), field="second_introducer")


def _check_order(candidate: Candidate, stage: str, on: dt.date) -> None:
    following = next_stage(candidate.stage)
    if following is None:
        raise DomainError(_("Việc này đã kết thúc: %(stage)s.") % {"stage": candidate.get_stage_display()})
    if stage != following:
        raise DomainError(
            _("Bước tiếp theo phải là “%(stage)s”; có thể người khác vừa ghi, xin mở lại trang.")
            % {"stage": following.label}
        )
    _check_day(candidate, on)


def _check_day(candidate: Candidate, on: dt.date) -> None:
    if on > today():
        raise DomainError(_("Ngày này chưa đến; chỉ ghi việc đã làm."), field="on")
    # The first step is the day of writing down: a file of long ago may be entered late.
    last = candidate.steps.exclude(stage=Stage.WATCHED).order_by("-on", "-pk").first()
    if last is not None and on < last.on:
        raise DomainError(
            _("Ngày phải từ %(day)s, là ngày của bước trước.") % {"day": format_date(last.on)}, field="on"
        )


def _check_age(candidate: Candidate, on: dt.date) -> None:
    youngest = rule("youngest")
    if age_on(candidate.birth_date, on) < youngest.value:
        raise DomainError(
            _("Chưa đủ %(age)s tuổi vào ngày này (%(source)s).") % {"age": youngest.value, "source": youngest.source},
            field="on",
        )


def _check_vote(candidate: Candidate, stage: str, on: dt.date, yes: int | None, exempt_present: int) -> int | None:
    """The body of the vote, or None where the stage has none."""
    if stage in BY_THE_CELL:
        if yes is None:
            raise DomainError(_("Hãy ghi số đồng chí tán thành."), field="yes")
        return _cell_vote(candidate.cell, on, yes, exempt_present)
    if stage == Stage.COMMITTEE_PROPOSED and yes is not None:
        body = committee_body(candidate.cell, on)
        if body.size:
            _check_carried(yes, body.size)
            return body.size
        raise DomainError(
            _("Chưa ghi ai trong cấp ủy cấp trên nên không tính được; xin bỏ trống số phiếu."), field="yes"
        )
    return None


def _cell_vote(cell: Organisation, on: dt.date, yes: int, exempt_present: int) -> int:
    body = voting_body(cell, on)
    if exempt_present > body.exempt:
        raise DomainError(
            _("Chi bộ chỉ có %(number)s đồng chí chính thức được miễn sinh hoạt vào ngày này.")
            % {"number": body.exempt},
            field="exempt_present",
        )
    size = VotingBody(body.size + exempt_present).size
    _check_carried(yes, size)
    return size


def _check_carried(yes: int, body: int) -> None:
    if yes > body:
        raise DomainError(
            _("Số tán thành không thể quá %(body)s, là số được biểu quyết vào ngày này.") % {"body": body}, field="yes"
        )
    if not is_carried(yes, body):
        raise DomainError(
            _("%(yes)s/%(body)s chưa đủ hai phần ba (cần %(needed)s). Bước này không ghi được; hãy ghi “Dừng”.")
            % {"yes": yes, "body": body, "needed": votes_needed(body)},
            field="yes",
        )


def _admit(candidate: Candidate, on: dt.date, document: str, by: User) -> Member:
    """The member whom the ceremony makes; decision, ceremony and official day stay three days."""
    decided = step_of(candidate, Stage.DECIDED)
    return create_member(
        cell=candidate.cell,
        joined_cell_on=on,
        by=by,
        full_name=candidate.full_name,
        start_reason=Membership.StartReason.ADMITTED,
        document=decided.document if decided else normalise(document),
        document_on=decided.on if decided else None,
        sex=candidate.sex,
        birth_date=candidate.birth_date,
        admission_decided_on=decided.on if decided else None,
        admitted_on=on,
    )


def _recognise(member: Member, cell: Organisation, on: dt.date, document: str, by: User, *, note: str = "") -> None:
    """Set the official day: the end of probation, also when the decision comes late (208-QĐ/TW, a setting)."""
    began = member.joined_on
    if member.official_on is not None:
        raise DomainError(_("Đồng chí này đã là đảng viên chính thức."))
    if began is None:
        raise DomainError(_("Hồ sơ chưa ghi ngày kết nạp; xin bổ sung trước."))
    if on < probation_ends_on(began):
        raise DomainError(
            _("Thời gian dự bị đến hết ngày %(day)s; chưa công nhận chính thức được.")
            % {"day": format_date(probation_ends_on(began))},
            field="on",
        )
    day = official_day(began, on)
    change_member(member, by=by, cell=cell, official_on=day)
    changes = {"official_on": [None, day.isoformat()], "on": [None, on.isoformat()]}
    if note:
        changes["vote"] = [None, note]
    record("cells.member_recognised", member, by=by, organisation=cell, changes=changes, note=normalise(document))


def _write_step(candidate: Candidate, stage: str, *, on: dt.date, by: User, **facts: Any) -> CandidateStep:
    for name in ("document", "note"):
        facts[name] = normalise(facts.get(name, ""))
    return CandidateStep.objects.create(candidate=candidate, stage=stage, on=on, recorded_by=by, **facts)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Member) else value
