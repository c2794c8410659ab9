"""From an uploaded file to written members: read, compared, confirmed."""

import datetime as dt
import hashlib
from collections import Counter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cells.imports.plan import RosterPlan, plan_roster
from cells.imports.roster import read_roster
from cells.imports.understood import Issue, Roster
from cells.models import Office, Organisation, RosterUpload
from cells.services.roster import CREATED, UNCHANGED, UPDATED, write_roster
from cells.services.uploads import close_upload, keep_upload, lock_waiting_upload
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
    """Read the file, so that a broken one is refused at once, and keep it for the preview."""
    roster = read_roster(content, file_name)
    return keep_upload(
        organisation,
        file_name=file_name,
        content=content,
        effective_on=effective_on or roster.as_of or today(),
        joined_means=roster.admission_kind or joined_means,
        by=by,
    )


def plan_of(upload: RosterUpload) -> RosterPlan:
    """The differences between a waiting list and the records of this moment."""
    if upload.state != RosterUpload.State.WAITING:
        raise DomainError(_("Danh sách này đã được ghi hoặc đã bỏ; hãy tải lại tệp nếu cần nhập nữa."))
    roster = read_roster(bytes(upload.content), upload.file_name)
    return plan_roster(roster, upload.organisation, effective_on=upload.effective_on, joined_means=upload.joined_means)


def fingerprint(plan: RosterPlan) -> str:
    """What the preview showed, in short: if the records change meanwhile, it changes."""
    shown = [(member.row, member.outcome, member.differences) for member in plan.listed.members]
    return hashlib.sha256(repr((shown, plan.refused)).encode()).hexdigest()


@transaction.atomic
def confirm_roster(upload: RosterUpload, *, seen: str, by: User) -> dict[str, Any]:
    """Write the list whose preview had the fingerprint ``seen``; all or nothing."""
    upload = lock_waiting_upload(upload)
    Organisation.objects.select_for_update().get(pk=upload.organisation_id)
    plan = plan_of(upload)
    refuse_if_refused(plan)
    if fingerprint(plan) != seen:
        raise DomainError(_("Dữ liệu vừa thay đổi sau khi đồng chí xem trước; hãy xem lại rồi xác nhận lần nữa."))
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
) -> tuple[RosterPlan, bool]:
    """The shell's way: plan, and write unless it is a rehearsal or something is refused. Says whether it wrote."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        plan = plan_roster(roster, organisation, effective_on=effective_on, joined_means=joined_means)
        if dry_run or plan.refused:
            return plan, False
        write_roster(plan.listed, by=by, sha256=sha256)
    return plan, True


def refuse_if_refused(plan: RosterPlan) -> None:
    """A list with a refused row is not written at all: the office mends its file and loads it again."""
    if plan.refused:
        raise DomainError(
            _("Còn %(number)s chỗ sai trong danh sách nên chưa ghi gì; hãy sửa trong tệp Excel rồi tải lại.")
            % {"number": len(plan.refused)}
        )


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
