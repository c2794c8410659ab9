"""From an uploaded file to written members: read, compared, confirmed."""

import dataclasses
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cells.imports.matching import Question
from cells.imports.plan import RosterPlan, plan_roster
from cells.imports.roster import read_roster
from cells.imports.understood import DOUBTFUL, Issue, Roster
from cells.imports.vocabulary import FIELDS, column_key
from cells.models import Office, Organisation, RosterUpload
from cells.queries.uploads import mapping_of
from cells.services.listed import CREATED, UNCHANGED, UPDATED, ListedMember
from cells.services.roster import write_roster
from cells.services.uploads import close_upload, keep_mapping, keep_upload, lock_waiting_upload
from core.errors import DomainError
from core.periods import today


def receive_roster(
    organisation: Organisation,
    *,
    file_name: str,
    content: bytes,
    effective_on: dt.date | None,
    joined_means: str,
    by: User,
) -> RosterUpload:
    """Read the file, so that a broken one is refused at once, and keep it for the preview.

    What the unit once said about the columns of a list with this head holds again.
    """
    roster = read_roster(content, file_name)
    known = mapping_of(organisation, kind=RosterUpload.Kind.MEMBERS, head_signature=roster.head_signature)
    if known is not None:
        roster = read_roster(content, file_name, known.mapping)
    return keep_upload(
        organisation,
        file_name=file_name,
        content=content,
        effective_on=effective_on or roster.as_of or today(),
        joined_means=roster.admission_kind or joined_means,
        mapping=known.mapping if known else {},
        by=by,
    )


def plan_of(upload: RosterUpload, *, lock: bool = False) -> RosterPlan:
    """The differences between a waiting list and the records of this moment."""
    if upload.state != RosterUpload.State.WAITING:
        raise DomainError(_("Danh sách này đã được ghi hoặc đã bỏ; hãy tải lại tệp nếu cần nhập nữa."))
    return plan_roster(
        read_roster(bytes(upload.content), upload.file_name, upload.mapping),
        upload.organisation,
        effective_on=upload.effective_on,
        joined_means=upload.joined_means,
        answers=upload.answers,
        lock=lock,
    )


def fingerprint(plan: RosterPlan) -> str:
    """What the preview showed, in short: if the records change meanwhile, it changes."""
    shown = [(member.sheet, member.row, member.outcome, member.differences) for member in plan.listed.members]
    answers = [(question.key, question.answer) for question in plan.questions]
    return hashlib.sha256(repr((shown, plan.refused, answers)).encode()).hexdigest()


@transaction.atomic
def confirm_roster(upload: RosterUpload, *, seen: str, by: User, endings_seen: bool = False) -> dict[str, Any]:
    """Write the list whose preview had the fingerprint ``seen``; all or nothing.

    Memberships end only when the user said to have looked at them (``endings_seen``).
    """
    upload = lock_waiting_upload(upload)
    Organisation.objects.select_for_update().get(pk=upload.organisation_id)
    plan = plan_of(upload, lock=True)
    refuse_if_refused(plan)
    refuse_if_unanswered(plan)
    if fingerprint(plan) != seen:
        raise DomainError(_("Dữ liệu vừa thay đổi sau khi đồng chí xem trước; hãy xem lại rồi xác nhận lần nữa."))
    if plan.listed.leaving and not endings_seen:
        raise DomainError(
            _("Danh sách kết thúc sinh hoạt của %(number)s đồng chí; hãy xem lại rồi đánh dấu đã kiểm tra.")
            % {"number": len(plan.listed.leaving)}
        )
    write_roster(plan.listed, by=by, sha256=upload.sha256)
    result = summary(plan)
    close_upload(upload, state=RosterUpload.State.WRITTEN, result=result)
    return result


@transaction.atomic
def drop_roster(upload: RosterUpload) -> None:
    """Forget a waiting list."""
    close_upload(lock_waiting_upload(upload), state=RosterUpload.State.DROPPED, result={})


def import_now(
    roster: Roster,
    organisation: Organisation,
    *,
    by: User | None,
    effective_on: dt.date | None,
    joined_means: str,
    dry_run: bool,
    sha256: str,
    answers: Mapping[str, Any] | None = None,
    may_end: bool = False,
) -> tuple[RosterPlan, bool]:
    """The shell's way: plan, and write unless it is a rehearsal or something is open. Says whether it wrote.

    Memberships end only with ``may_end``: a rehearsal shows which; otherwise those rows are told and left alone.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        plan = plan_roster(
            roster, organisation, effective_on=effective_on, joined_means=joined_means, answers=answers, lock=True
        )
        if not may_end and not dry_run:
            plan = without_endings(plan)
        if dry_run or plan.refused or plan.unanswered:
            return plan, False
        write_roster(plan.listed, by=by, sha256=sha256)
    return plan, True


def without_endings(plan: RosterPlan) -> RosterPlan:
    """The plan without the memberships that it would end, each told as a doubt."""
    issues = [
        Issue(p.sheet, p.row, "", _("cả hàng"), DOUBTFUL, f"{p.differences[0].after}: {_('chưa ghi, cần --end.')}")
        for p in plan.listed.leaving
    ]
    members = tuple(
        dataclasses.replace(person, leaving=None, ends=(), differences=()) if person.leaving else person
        for person in plan.listed.members
    )
    return dataclasses.replace(
        plan, listed=dataclasses.replace(plan.listed, members=members), issues=[*plan.issues, *issues]
    )


def refuse_if_refused(plan: RosterPlan) -> None:
    """A list with a refused row is not written at all: the office mends its file and loads it again."""
    if plan.refused:
        raise DomainError(
            _("Còn %(number)s chỗ sai trong danh sách nên chưa ghi gì; hãy sửa trong tệp Excel rồi tải lại.")
            % {"number": len(plan.refused)}
        )


def refuse_if_unanswered(plan: RosterPlan) -> None:
    """Whom a row speaks of is never guessed."""
    if plan.unanswered:
        raise DomainError(
            _("Còn %(number)s câu hỏi chưa trả lời; hãy chọn rồi bấm “Lưu các câu trả lời”.")
            % {"number": len(plan.unanswered)}
        )


def take_mapping(upload: RosterUpload, chosen: Mapping[str, str], *, by: User) -> None:
    """Read the columns as the user says, now and the next time this unit brings a list with this head."""
    roster = read_roster(bytes(upload.content), upload.file_name, upload.mapping)
    mapping = dict(upload.mapping)
    for column in roster.columns:
        key = column_key(column.header)
        if key in chosen and chosen[key] != column.field and (chosen[key] in FIELDS or not chosen[key]):
            mapping[key] = chosen[key]
    read = read_roster(bytes(upload.content), upload.file_name, mapping)
    if roster.people and not read.people:
        raise DomainError(_("Theo cách đọc này thì không còn đọc được ai; hãy chọn lại các cột."))
    keep_mapping(upload, mapping, head_signature=roster.head_signature, by=by)


def summary(plan: RosterPlan) -> dict[str, Any]:
    """Counts as shown and as printed by ``import_members --json``."""
    return {
        "cells": len(plan.listed.cells),
        "members": len(plan.listed.members),
        **{outcome: plan.listed.count(outcome) for outcome in (CREATED, UPDATED, UNCHANGED)},
    }


def posts_of(plan: RosterPlan) -> list[tuple[str, int]]:
    """How many of each post the list names, in the order of offices."""
    counts = Counter(person.post for person in plan.roster.people if person.post)
    return [(str(Office(office).label), counts[office]) for office in Office.values if office in counts]


def issue_data(issue: Issue) -> dict[str, Any]:
    """An issue as JSON: the row number that Excel shows, the column, the reason."""
    column = f"{issue.column} ({issue.label})" if issue.column else issue.label
    return {"sheet": issue.sheet, "row": issue.row, "column": column, "reason": issue.reason}


def question_data(question: Question) -> dict[str, Any]:
    """A question as JSON; ``key`` and ``answer`` are what ``--answer`` takes."""
    options = [{"answer": o.value, "label": o.label, "detail": o.detail} for o in question.options]
    person = question.person
    return {
        "key": question.key,
        "sheet": person.sheet,
        "row": person.row,
        "name": person.name,
        "question": question.text,
        "options": options,
    }


def ending_data(person: ListedMember) -> dict[str, Any]:
    """A membership that would end, as JSON."""
    (difference,) = person.differences
    return {
        "sheet": person.sheet,
        "row": person.row,
        "name": person.name,
        "before": difference.before,
        "after": difference.after,
    }
