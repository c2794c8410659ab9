"""Recording what was put to the vote. Whether it carried is worked out, never typed."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from meetings.models import AgendaItem, Meeting, Vote
from meetings.queries import tally
from meetings.queries.votes import ABOUT_A_PERSON, counted
from meetings.services.writing import item_of, line_of_text, lock_for_writing

SEVERAL_PEOPLE = re.compile(r"[,;/&+]|\s(?:và|cùng|với)\s", re.IGNORECASE)


@transaction.atomic
def record_vote(
    meeting: Meeting,
    *,
    item: AgendaItem,
    matter: str,
    question: str,
    yes: int,
    by: User,
    no: int = 0,
    abstain: int = 0,
    person: str = "",
    method: str = Vote.Method.HAND,
) -> Vote:
    """Store a vote on an item. Admission, recognition and expulsion are decided by two thirds of the body, one
    person at a time; everything else by more than half of it (Điều lệ Đ4.3, Đ5.2, Đ9.5, Đ38.3).

    A repeated submit gives the vote that is there. Raises DomainError without a question, for a personal matter
    without a person or with several, when more votes are counted than the body has, or when the minutes are closed.
    """
    meeting = _still_open(meeting)
    item = item_of(meeting, item)
    question = line_of_text(question, field="question", limit=500, missing=_("Hãy ghi nội dung biểu quyết."))
    person = _checked_person(matter, line_of_text(person, field="person", limit=120))
    _check_counts(meeting, yes=yes, no=no, abstain=abstain)
    facts = {
        "item": item,
        "matter": matter,
        "question": question,
        "person": person,
        "method": method,
        "yes": yes,
        "no": no,
        "abstain": abstain,
    }
    same = Vote.objects.filter(meeting=meeting, is_removed=False, **facts).first()
    if same is not None:
        return same
    vote = Vote.objects.create(meeting=meeting, **facts)
    changes = {field: [None, facts[field]] for field in ("matter", "person", "method", "yes", "no", "abstain")}
    record("meetings.vote_recorded", vote, by=by, organisation=meeting.cell, changes=changes)
    return vote


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


def _checked_person(matter: str, person: str) -> str:
    if matter not in ABOUT_A_PERSON:
        return ""
    if not person:
        raise DomainError(_("Hãy ghi họ tên người được xét: việc này biểu quyết từng người một."), field="person")
    if SEVERAL_PEOPLE.search(person):
        raise DomainError(
            _("Mỗi lần chỉ biểu quyết một người. Hãy ghi một họ tên, rồi thêm biểu quyết khác cho người tiếp theo."),
            field="person",
        )
    return person


def _check_counts(meeting: Meeting, *, yes: int, no: int, abstain: int) -> None:
    body, cast = tally(meeting).body, yes + no + abstain
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
    if cast == 0:
        raise DomainError(_("Hãy ghi số phiếu."), field="yes")


def outcome_sentence(vote: Vote, *, body: int) -> str:
    """The vote in words for messages: "Tán thành 12/20, cần ít nhất 11: được thông qua."."""
    outcome = counted([vote], body=body)[0].outcome
    if outcome is None:
        return _("Số phiếu không còn khớp với điểm danh; hãy xem lại.")
    words = {"yes": vote.yes, "body": body, "needed": outcome.needed}
    if outcome.carried:
        return _("Tán thành %(yes)s/%(body)s, cần ít nhất %(needed)s: được thông qua.") % words
    return _("Tán thành %(yes)s/%(body)s, cần ít nhất %(needed)s: không được thông qua.") % words
