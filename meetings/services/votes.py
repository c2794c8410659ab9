"""Recording what was put to the vote. Whether it carried is worked out, never typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Candidate, Member
from cells.queries import subtree_ids
from core.errors import DomainError
from meetings.models import AgendaItem, Meeting, Vote
from meetings.queries.attendance import attendance_of, body_size
from meetings.queries.votes import ABOUT_A_PERSON
from meetings.queries.voting import STAGES, most_votes
from meetings.services.passages import clean_text
from meetings.services.writing import item_of, line_of_text, lock_for_writing

SEVERAL_PEOPLE = re.compile(r"[,;/&+]|\s(?:và|cùng|với)\s", re.IGNORECASE)
RESERVED_LENGTH = 2000


@dataclass(frozen=True)
class Ballot:
    """What is written down of a vote. Whom it is about is a ``candidate`` of the cell, a ``member`` of the meeting, or
    a ``person`` by name; ``reserved`` is what a minority keeps to itself (bảo lưu ý kiến, Điều lệ Đ9.5)."""

    matter: str
    question: str
    yes: int
    no: int = 0
    abstain: int = 0
    person: str = ""
    candidate: Candidate | None = None
    member: Member | None = None
    method: str = Vote.Method.HAND
    reserved: str = ""


FIELDS = ("matter", "question", "person", "candidate", "method", "yes", "no", "abstain", "reserved_opinion")


@transaction.atomic
def record_vote(meeting: Meeting, *, item: AgendaItem, by: User, **facts: Any) -> Vote:
    """Store a vote on an item; ``facts`` are those of ``Ballot``. Admission, recognition and expulsion are decided by
    two thirds of the body, one person at a time; everything else by more than half of it (Điều lệ Đ4.3, Đ5.2, Đ9.5,
    Đ38.3).

    A repeated submit gives the vote that is there. Raises DomainError without a question, for a personal matter
    without a person or with several, for a person who has not come so far, when more votes are counted than the body
    has or than came of it, or when the minutes are closed.
    """
    meeting = _still_open(meeting)
    item = item_of(meeting, item)
    values = _checked(meeting, Ballot(**facts))
    same = Vote.objects.filter(meeting=meeting, item=item, is_removed=False, **values).first()
    if same is not None:
        return same
    vote = Vote.objects.create(meeting=meeting, item=item, **values)
    changes = {field: [None, _audit_value(values[field])] for field in FIELDS if values[field] not in ("", None)}
    record("meetings.vote_recorded", vote, by=by, organisation=meeting.cell, changes=changes)
    return vote


@transaction.atomic
def change_vote(vote: Vote, *, by: User, **facts: Any) -> bool:
    """Correct a vote that was written down wrongly; returns whether anything changed. Refuses as ``record_vote``."""
    meeting = _still_open(vote.meeting)
    locked = Vote.objects.select_for_update(of=("self",)).select_related("candidate").get(pk=vote.pk)
    if locked.is_removed:
        raise DomainError(_("Biểu quyết này đã bị bỏ khỏi biên bản. Hãy lấy lại trước khi sửa."))
    values = _checked(meeting, Ballot(**facts))
    changes = {
        field: [_audit_value(getattr(locked, field)), _audit_value(values[field])]
        for field in FIELDS
        if getattr(locked, field) != values[field]
    }
    if not changes:
        return False
    for field, value in values.items():
        setattr(locked, field, value)
    locked.save(update_fields=FIELDS)
    record("meetings.vote_changed", locked, by=by, organisation=meeting.cell, changes=changes)
    return True


def _checked(meeting: Meeting, ballot: Ballot) -> dict[str, Any]:
    """The fields of the row, or a refusal."""
    question = line_of_text(ballot.question, field="question", limit=500, missing=_("Hãy ghi nội dung biểu quyết."))
    candidate, person = _checked_person(meeting, ballot)
    _check_counts(meeting, yes=ballot.yes, no=ballot.no, abstain=ballot.abstain)
    reserved = clean_text(ballot.reserved)
    if len(reserved) > RESERVED_LENGTH:
        raise DomainError(_("Ý kiến bảo lưu dài quá 2.000 ký tự; hãy ghi ý chính."), field="reserved")
    return {
        "matter": ballot.matter,
        "question": question,
        "person": person,
        "candidate": candidate,
        "method": ballot.method,
        "yes": ballot.yes,
        "no": ballot.no,
        "abstain": ballot.abstain,
        "reserved_opinion": reserved,
    }


def _audit_value(value: object) -> object:
    return str(value) if isinstance(value, Candidate) else value


@transaction.atomic
def remove_vote(vote: Vote, *, by: User) -> bool:
    """Take a vote out of the minutes; False when it was out already."""
    _still_open(vote.meeting)
    return _set_removed(vote, True, by=by)


@transaction.atomic
def restore_vote(vote: Vote, *, by: User) -> bool:
    """Bring a removed vote back, if its counts still fit the body; False when it was there."""
    meeting = _still_open(vote.meeting)
    _check_counts(meeting, yes=vote.yes, no=vote.no, abstain=vote.abstain)
    if vote.item is not None:
        item_of(meeting, vote.item)
    return _set_removed(vote, False, by=by)


def _still_open(meeting: Meeting) -> Meeting:
    lock_for_writing(meeting)
    return meeting


def _set_removed(vote: Vote, removed: bool, *, by: User) -> bool:
    changed = Vote.objects.filter(pk=vote.pk, is_removed=not removed).update(is_removed=removed)
    if changed:
        action = "meetings.vote_removed" if removed else "meetings.vote_restored"
        record(action, vote, by=by, organisation=vote.meeting.cell)
    return bool(changed)


def _checked_person(meeting: Meeting, ballot: Ballot) -> tuple[Candidate | None, str]:
    """Whose matter it is: the cell's record where there is one, and the name as the minutes have it."""
    if ballot.matter not in ABOUT_A_PERSON:
        return None, ""
    if ballot.candidate is not None:
        return _checked_candidate(meeting, ballot), ballot.candidate.full_name
    if ballot.member is not None:
        _check_member(meeting, ballot)
        return None, ballot.member.full_name
    person = line_of_text(ballot.person, field="person", limit=120)
    if not person:
        raise DomainError(_("Hãy ghi họ tên người được xét: việc này biểu quyết từng người một."), field="person")
    if SEVERAL_PEOPLE.search(person):
        raise DomainError(
            _("Mỗi lần chỉ biểu quyết một người. Hãy ghi một họ tên, rồi thêm biểu quyết khác cho người tiếp theo."),
            field="person",
        )
    return None, person


def _checked_candidate(meeting: Meeting, ballot: Ballot) -> Candidate:
    candidate = Candidate.objects.get(pk=ballot.candidate.pk) if ballot.candidate else None
    if candidate is None or candidate.cell_id not in subtree_ids([meeting.cell_id]):
        raise DomainError(_("Người này không có trong sổ phát triển Đảng của chi bộ."), field="subject")
    if candidate.stage not in STAGES.get(Vote.Matter(ballot.matter), ()):
        raise DomainError(
            _("Hồ sơ của %(name)s đang ở bước “%(stage)s” nên chưa biểu quyết việc này được. Hãy xem lại loại việc.")
            % {"name": candidate, "stage": candidate.get_stage_display()},
            field="subject",
        )
    return candidate


def _check_member(meeting: Meeting, ballot: Ballot) -> None:
    row = meeting.attendances.filter(member=ballot.member).first()
    if row is None:
        raise DomainError(
            _("Đồng chí %(name)s không có trong danh sách của buổi sinh hoạt này.") % {"name": ballot.member},
            field="subject",
        )
    sentence = {
        (Vote.Matter.ADMISSION, True): _("Đồng chí %(name)s đã là đảng viên; không xét kết nạp nữa."),
        (Vote.Matter.ADMISSION, False): _("Đồng chí %(name)s đã là đảng viên; không xét kết nạp nữa."),
        (Vote.Matter.RECOGNITION, True): _("Đồng chí %(name)s đã là đảng viên chính thức."),
        (Vote.Matter.EXPULSION, False): _(
            "Đồng chí %(name)s còn dự bị: chỉ khiển trách, cảnh cáo hoặc xóa tên, không khai trừ."
        ),
    }.get((Vote.Matter(ballot.matter), row.is_official))
    if sentence:
        raise DomainError(sentence % {"name": ballot.member}, field="subject")


def _check_counts(meeting: Meeting, *, yes: int, no: int, abstain: int) -> None:
    rows = attendance_of(meeting)
    body, cast = body_size(rows), yes + no + abstain
    if min(yes, no, abstain) < 0:
        raise DomainError(_("Số phiếu không thể nhỏ hơn 0."), field="yes")
    if body == 0:
        raise DomainError(_("Chưa có đồng chí nào có quyền biểu quyết. Hãy điểm danh trước."), field="yes")
    if cast > body:
        raise DomainError(
            _(
                "Tổng số phiếu là %(cast)s, nhiều hơn %(body)s đồng chí có quyền biểu quyết. "
                "Hãy xem lại số phiếu hoặc điểm danh."
            )
            % {"cast": cast, "body": body},
            field="yes",
        )
    if cast > most_votes(rows):
        raise DomainError(
            _(
                "Tổng số phiếu là %(cast)s, nhưng chỉ có %(present)s đồng chí có mặt được biểu quyết; đảng viên dự bị, "
                "sinh hoạt tạm thời và người vắng mặt không biểu quyết. Hãy xem lại số phiếu hoặc điểm danh."
            )
            % {"cast": cast, "present": most_votes(rows)},
            field="yes",
        )
    if cast == 0:
        raise DomainError(_("Hãy ghi số phiếu."), field="yes")
