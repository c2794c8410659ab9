"""A committee's own regulation: drafted, issued by a document, ended. What it settles is in ``regulation_parts``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise
from evaluations.models import LocalRegulation
from evaluations.queries.local_regulations import derived_data, issued_in
from evaluations.queries.regulations import regulation_for

State = LocalRegulation.State
TITLE_LENGTH = DOCUMENT_LENGTH = 200
YEARS_AHEAD = 1


@transaction.atomic
def draft_regulation(
    organisation: Organisation,
    *,
    year: int,
    title: str,
    by: User,
    copy_of: LocalRegulation | None = None,
    criteria: Sequence[Mapping[str, Any]] = (),
    last_year: int | None = None,
) -> LocalRegulation:
    """Begin a committee's own regulation for ``year`` and after: empty, with examples of criteria, or as a copy.

    Refused: a cell, a year without a regulation or further ahead than the next, a copy or an example from the time of
    another regulation, a second draft for the same year.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    base, title = regulation_for(year), _checked_title(title)
    _refuse_drafting(organisation, year)
    _check_years(year, last_year)
    others = [copy_of.title] if copy_of is not None and copy_of.base_key != base.key else []
    for other in [*others, *(item["title"] for item in criteria if item["regulation"] != base.key)]:
        raise DomainError(
            _("“%(title)s” thuộc quy định khác với quy định của năm %(year)s; hãy lập bản mới từ đầu.")
            % {"title": other, "year": year},
            field="start",
        )
    regulation = LocalRegulation(
        organisation=organisation,
        base_key=base.key,
        title=title,
        first_year=year,
        last_year=last_year,
        own=_begun_with(copy_of, criteria),
        created_by=by,
    )
    regulation.save(force_insert=True)
    changes = {"base": [None, base.key], "first_year": [None, year], "copy_of": [None, copy_of.pk if copy_of else None]}
    record("evaluations.local_regulation_drafted", regulation, by=by, organisation=organisation, changes=changes)
    return regulation


def _begun_with(copy_of: LocalRegulation | None, criteria: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    own = dict(copy_of.own) if copy_of else {}
    return own | {"criteria": [dict(item) for item in criteria]} if criteria else own


def _refuse_drafting(organisation: Organisation, year: int) -> None:
    if organisation.is_cell:
        raise DomainError(_("Quy định cụ thể do cấp ủy cấp trên chi bộ ban hành; hãy chọn đảng ủy."))
    if year > today().year + YEARS_AHEAD:
        raise DomainError(
            _("Năm %(year)s còn xa; hãy lập quy định cho năm nay hoặc năm sau.") % {"year": year}, field="year"
        )
    drafts = LocalRegulation.objects.filter(organisation=organisation, first_year=year, state=State.DRAFT)
    if drafts.exists():
        raise DomainError(
            _("%(unit)s đang soạn một quy định từ năm %(year)s; hãy mở bản đó, hoặc bỏ đi rồi lập lại.")
            % {"unit": organisation, "year": year},
            field="year",
        )


def _checked_title(title: str) -> str:
    title = normalise(title)
    if not title:
        raise DomainError(_("Hãy ghi tên văn bản."), field="title")
    if len(title) > TITLE_LENGTH:
        raise DomainError(_("Tên văn bản dài nhất %(most)s ký tự.") % {"most": TITLE_LENGTH}, field="title")
    return title


def _check_years(first_year: int, last_year: int | None) -> None:
    if last_year is not None and last_year < first_year:
        raise DomainError(
            _("Năm cuối %(last)s trước năm đầu %(first)s; hãy sửa, hoặc để trống nếu chưa định.")
            % {"last": last_year, "first": first_year},
            field="last_year",
        )


@transaction.atomic
def change_heading(regulation: LocalRegulation, *, title: str, last_year: int | None, by: User) -> bool:
    """Change a draft's title and last year; returns whether anything changed."""
    regulation = draft_for_change(regulation)
    _check_years(regulation.first_year, last_year)
    after: dict[str, Any] = {"title": _checked_title(title), "last_year": last_year}
    changes = {key: [getattr(regulation, key), value] for key, value in after.items()}
    changes = {key: pair for key, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return False
    for key, (_before, value) in changes.items():
        setattr(regulation, key, value)
    regulation.save(update_fields=list(changes))
    record(
        "evaluations.local_regulation_changed",
        regulation,
        by=by,
        organisation=regulation.organisation,
        changes=changes,
    )
    return True


@transaction.atomic
def discard_draft(regulation: LocalRegulation, *, by: User) -> None:
    """Throw a draft away. It was never in force, so nothing refers to it; the audit line keeps what it settled."""
    regulation = draft_for_change(regulation)
    record(
        "evaluations.local_regulation_discarded",
        regulation,
        by=by,
        organisation=regulation.organisation,
        changes={"own": [regulation.own, None]},
    )
    regulation.delete()


def replaced_by(regulation: LocalRegulation) -> list[LocalRegulation]:
    """The approved regulations of the same committee that end when ``regulation`` is approved."""
    found = issued_in(regulation.organisation_id, regulation.first_year, regulation.last_year)
    return list(found.exclude(pk=regulation.pk))


@transaction.atomic
def approve_regulation(
    regulation: LocalRegulation, *, by: User, document: str, document_on: dt.date | None
) -> LocalRegulation:
    """Issue a draft by a document. An earlier one for the same years ends; periods that were opened keep theirs.

    Refused: without number and date, a date still to come, and with every fault that ``derive`` names.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=regulation.organisation_id)
    regulation = draft_for_change(regulation)
    regulation.document, regulation.document_on = _checked_document(document, document_on)
    regulation.own = _issued(regulation.own, f"{regulation.document}, {format_date(regulation.document_on)}")
    regulation.state, regulation.approved_by, regulation.approved_at = State.APPROVED, by, timezone.now()
    derived_data(regulation)
    for row in replaced_by(regulation):
        _end(row, before=regulation.first_year, by=by, reason=regulation.document)
    regulation.save(update_fields=["document", "document_on", "own", "state", "approved_by", "approved_at"])
    record(
        "evaluations.local_regulation_approved",
        regulation,
        by=by,
        organisation=regulation.organisation,
        changes={"state": [State.DRAFT, State.APPROVED], "first_year": [None, regulation.first_year]},
        note=f"{regulation.document}, {format_date(regulation.document_on)}",
    )
    return regulation


def _checked_document(document: str, document_on: dt.date | None) -> tuple[str, dt.date]:
    document = normalise(document)
    if not document:
        raise DomainError(_("Hãy ghi số, ký hiệu của văn bản ban hành."), field="document")
    if len(document) > DOCUMENT_LENGTH:
        raise DomainError(_("Số, ký hiệu dài nhất %(most)s ký tự.") % {"most": DOCUMENT_LENGTH}, field="document")
    if document_on is None:
        raise DomainError(_("Hãy ghi ngày của văn bản ban hành."), field="document_on")
    if document_on > today():
        raise DomainError(_("Ngày văn bản chưa đến; hãy ghi ngày đã ký."), field="document_on")
    return document, document_on


def _issued(own: dict[str, Any], document: str) -> dict[str, Any]:
    """The committee's own sets of criteria are no examples any more once the committee issues them."""
    if not own.get("criteria"):
        return own
    note = f"Ban hành theo {document}."
    return {**own, "criteria": [{**item, "mark": "R", "note": note} for item in own["criteria"]]}


def _end(row: LocalRegulation, *, before: int, by: User, reason: str) -> None:
    """End a regulation in force before the year ``before``; one that began no earlier is withdrawn."""
    if row.first_year < before:
        changes: dict[str, Any] = {"last_year": [row.last_year, before - 1]}
        row.last_year = before - 1
        row.save(update_fields=["last_year"])
    else:
        changes = {"state": [row.state, State.WITHDRAWN]}
        row.state, row.withdrawn_on = State.WITHDRAWN, today()
        row.save(update_fields=["state", "withdrawn_on"])
    record(
        "evaluations.local_regulation_ended", row, by=by, organisation=row.organisation, changes=changes, note=reason
    )


@transaction.atomic
def withdraw_regulation(regulation: LocalRegulation, *, by: User, reason: str) -> None:
    """End an approved regulation at once, with the reason. A period that was opened with it keeps it."""
    row = _locked(regulation)
    reason = normalise(reason)
    if row.state == State.WITHDRAWN:
        return
    if row.state != State.APPROVED:
        raise DomainError(_("Bản này chưa ban hành nên không có gì để bãi bỏ; hãy bỏ bản thảo."))
    if not reason:
        raise DomainError(_("Hãy ghi lý do bãi bỏ, số văn bản nếu có."), field="reason")
    row.state, row.withdrawn_on = State.WITHDRAWN, today()
    row.save(update_fields=["state", "withdrawn_on"])
    record(
        "evaluations.local_regulation_ended",
        row,
        by=by,
        organisation=row.organisation,
        changes={"state": [State.APPROVED, State.WITHDRAWN]},
        note=reason,
    )


def draft_for_change(regulation: LocalRegulation) -> LocalRegulation:
    """The draft, locked; refused once it is issued."""
    row = _locked(regulation)
    if row.state != State.DRAFT:
        raise DomainError(_("Quy định này đã ban hành nên không sửa được; hãy lập bản mới từ bản này."))
    return row


def _locked(regulation: LocalRegulation) -> LocalRegulation:
    rows = LocalRegulation.objects.select_for_update(of=("self",)).select_related("organisation")
    row = rows.prefetch_related("organisation__periods").filter(pk=regulation.pk).first()
    if row is None:
        raise DomainError(_("Bản thảo này đã được bỏ; hãy xem lại danh sách."))
    return row
