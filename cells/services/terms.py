"""Terms of committees: opened by a congress or an appointment, extended by a document, ended."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation, OrganisationKind, Term
from core.errors import DomainError
from core.periods import add_months, format_date
from core.vietnamese import normalise


@transaction.atomic
def open_term(
    organisation: Organisation,
    *,
    name: str,
    valid_from: dt.date,
    length_months: int,
    by: User | None,
    planned_end: dt.date | None = None,
    congress_on: dt.date | None = None,
    document: str = "",
    document_on: dt.date | None = None,
) -> Term:
    """Open a term; without ``planned_end`` it ends ``length_months`` after its first day (Điều lệ Đ22.1, Đ24.3).

    A first term after a merge may be shorter (Đ13.5): then ``planned_end`` says when it ends.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    name, document = normalise(name), normalise(document)
    end = planned_end or add_months(valid_from, length_months)
    if not name:
        raise DomainError(_("Hãy ghi tên nhiệm kỳ, ví dụ 2025 – 2030."), field="name")
    if organisation.kind == OrganisationKind.PARTY_GROUP:
        raise DomainError(_("Tổ đảng không có nhiệm kỳ; nhiệm kỳ ghi ở chi bộ."))
    if not organisation.existed_on(valid_from):
        raise DomainError(_("%(unit)s không hoạt động vào ngày này.") % {"unit": organisation}, field="valid_from")
    if end <= valid_from:
        raise DomainError(_("Ngày hết nhiệm kỳ phải sau ngày bắt đầu."), field="planned_end")
    _check_congress(organisation, congress_on, end)
    _check_free(organisation, first=valid_from, end=end, field="valid_from")
    term = Term.objects.create(
        organisation=organisation,
        name=name,
        valid_from=valid_from,
        length_months=length_months,
        planned_end=end,
        congress_on=congress_on,
        document=document,
        document_on=document_on,
    )
    changes = {"valid_from": [None, valid_from.isoformat()], "planned_end": [None, end.isoformat()]}
    record("cells.term_opened", term, by=by, organisation=organisation, changes=changes, note=document)
    return term


@transaction.atomic
def extend_term(
    term: Term, *, extended_to: dt.date, document: str, by: User | None, document_on: dt.date | None = None
) -> None:
    """Let a term last longer, by a document of the superior. How much longer is warned of, not blocked."""
    term = _locked(term)
    document = normalise(document)
    if term.ended_on is not None:
        raise DomainError(_("Nhiệm kỳ này đã kết thúc; không kéo dài được nữa."))
    if extended_to <= term.last_day:
        raise DomainError(
            _("Ngày kéo dài phải sau ngày hết nhiệm kỳ (%(day)s).") % {"day": format_date(term.last_day)},
            field="extended_to",
        )
    if not document:
        raise DomainError(_("Kéo dài nhiệm kỳ phải có văn bản; hãy ghi số văn bản."), field="document")
    _check_free(term.organisation, first=term.valid_from, end=extended_to, field="extended_to", besides=term)
    before = term.last_day
    term.extended_to, term.extension_document, term.extension_document_on = extended_to, document, document_on
    term.save(update_fields=["extended_to", "extension_document", "extension_document_on"])
    changes = {"extended_to": [before.isoformat(), extended_to.isoformat()]}
    record("cells.term_extended", term, by=by, organisation=term.organisation, changes=changes, note=document)


@transaction.atomic
def end_term(term: Term, *, ended_on: dt.date, by: User | None, document: str = "") -> None:
    """End a term on the day on which the next begins, or the unit ends."""
    term = _locked(term)
    if term.ended_on is not None:
        raise DomainError(
            _("Nhiệm kỳ này đã kết thúc ngày %(day)s.") % {"day": format_date(term.ended_on)}, field="ended_on"
        )
    if ended_on < term.valid_from:
        raise DomainError(_("Ngày kết thúc phải sau ngày bắt đầu nhiệm kỳ."), field="ended_on")
    if ended_on > term.last_day:
        raise DomainError(
            _("Nhiệm kỳ hết ngày %(day)s; muốn lâu hơn thì kéo dài bằng văn bản.")
            % {"day": format_date(term.last_day)},
            field="ended_on",
        )
    term.ended_on = ended_on
    term.save(update_fields=["ended_on"])
    changes = {"ended_on": [None, ended_on.isoformat()]}
    note = normalise(document)
    record("cells.term_ended", term, by=by, organisation=term.organisation, changes=changes, note=note)


@transaction.atomic
def set_congress_day(term: Term, *, congress_on: dt.date, by: User | None) -> None:
    """Write the day of the congress that opened the term."""
    term = _locked(term)
    if congress_on == term.congress_on:
        return
    _check_congress(term.organisation, congress_on, term.last_day)
    before, term.congress_on = term.congress_on, congress_on
    term.save(update_fields=["congress_on"])
    changes = {"congress_on": [before.isoformat() if before else None, congress_on.isoformat()]}
    record("cells.congress_day_set", term, by=by, organisation=term.organisation, changes=changes)


def _locked(term: Term) -> Term:
    """The term as it is now; the unit's row is what two writers of its terms meet at."""
    organisation = Organisation.objects.select_for_update().get(pk=term.organisation_id)
    term = Term.objects.select_for_update().get(pk=term.pk)
    term.organisation = organisation
    return term


def _check_congress(organisation: Organisation, congress_on: dt.date | None, end: dt.date) -> None:
    if congress_on is None:
        return
    if not organisation.existed_on(congress_on):
        raise DomainError(_("%(unit)s không hoạt động vào ngày đại hội.") % {"unit": organisation}, field="congress_on")
    if congress_on >= end:
        raise DomainError(_("Ngày đại hội phải trước ngày hết nhiệm kỳ."), field="congress_on")


def _check_free(
    organisation: Organisation, *, first: dt.date, end: dt.date, field: str, besides: Term | None = None
) -> None:
    for other in Term.objects.filter(organisation=organisation):
        if besides is not None and other.pk == besides.pk:
            continue
        if other.valid_from < end and first < other.last_day:
            raise DomainError(
                _("Trùng với nhiệm kỳ %(name)s (từ %(first)s đến %(last)s). Hãy kết thúc nhiệm kỳ đó hoặc đổi ngày.")
                % {
                    "name": other.name,
                    "first": format_date(other.valid_from),
                    "last": format_date(other.last_day),
                },
                field=field,
            )
