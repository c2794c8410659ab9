"""Giving numbers to documents: per type and term, never one twice, also in the same second.

Numbers run from 01 in each term of the organisation (36-HD/VPTW), or on through the terms where a committee chose so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation, Term
from cells.queries.terms import term_on
from core.errors import DomainError
from core.periods import format_date, today
from meetings.models import ConductSetting, DocumentKind, Meeting, NumberSeries, PartyDocument
from meetings.queries.official import body_symbol, choices_for, highest_number
from meetings.rules.official import LARGEST_NUMBER, settings, symbol_words


@dataclass(frozen=True)
class Given:
    """A number that is taken: by which term it counts, and how it is printed."""

    number: int
    term: Term | None
    symbol: str


def take_number(organisation: Organisation, kind: str, *, on: dt.date) -> Given:
    """The next number, held until the transaction ends: whoever asks meanwhile waits and gets the one after.

    Must stand in the transaction that writes the document. Nothing is audited here: the deed is the issuing.
    """
    series, term, highest = _locked(organisation, kind, on)
    number = max(series.last, highest) + 1
    NumberSeries.objects.filter(pk=series.pk).update(last=number)
    return Given(number, term, symbol_words(number, kind, body_symbol(organisation, on)))


def next_number(organisation: Organisation, kind: str, *, on: dt.date) -> int:
    """The number that the next document would get; nothing is taken."""
    restarts, term = _way(organisation, on)
    series = NumberSeries.objects.filter(organisation=organisation, kind=kind, term=term if restarts else None).first()
    highest = highest_number(organisation, kind, term=term, in_all_terms=not restarts)
    return max(series.last if series else 0, highest) + 1


def hold_series(organisation: Organisation, kind: str, *, on: dt.date) -> Term | None:
    """Lock the numbers of a kind while a document with a number typed by hand is written; returns its term."""
    return _locked(organisation, kind, on)[1]


def _way(organisation: Organisation, on: dt.date) -> tuple[bool, Term | None]:
    return bool(choices_for(organisation, on).number_restart), term_on(organisation, on)


def _locked(organisation: Organisation, kind: str, on: dt.date) -> tuple[NumberSeries, Term | None, int]:
    restarts, term = _way(organisation, on)
    series, _created = NumberSeries.objects.get_or_create(
        organisation=organisation, kind=kind, term=term if restarts else None
    )
    series = NumberSeries.objects.select_for_update().get(pk=series.pk)
    return series, term, highest_number(organisation, kind, term=term, in_all_terms=not restarts)


@transaction.atomic
def set_next_number(organisation: Organisation, kind: str, number: int, *, by: User, on: dt.date | None = None) -> int:
    """Say which number comes next, where documents of this term were issued on paper before; returns that number.

    Refused when a document bears that number or a later one. Saying the same again changes nothing.
    """
    if kind not in DocumentKind.values:
        raise DomainError(_("Hãy chọn loại văn bản."), field="kind")
    if not 1 <= number <= LARGEST_NUMBER:
        raise DomainError(_("Số tiếp theo phải từ 1 đến %(most)s.") % {"most": LARGEST_NUMBER}, field="number")
    series, _term, highest = _locked(organisation, kind, on or today())
    if number <= highest:
        raise DomainError(
            _("%(kind)s số %(highest)s đã có trong sổ; số tiếp theo phải lớn hơn.")
            % {"kind": str(DocumentKind(kind).label).capitalize(), "highest": highest},
            field="number",
        )
    if series.last == number - 1:
        return number
    NumberSeries.objects.filter(pk=series.pk).update(last=number - 1)
    record(
        "meetings.next_number_set",
        series,
        by=by,
        organisation=organisation,
        label=f"{DocumentKind(kind).label}",
        changes={"next": [max(series.last, highest) + 1, number]},
    )
    return number


@transaction.atomic
def choose_for_papers(
    organisation: Organisation, key: str, value: int, *, valid_from: dt.date, by: User, document: str = ""
) -> ConductSetting:
    """Set one choice about the papers of an organisation and of those below it, from a day on.

    Refused: an unknown choice; a day before today, which would change papers that are made already.
    """
    setting = settings().get(key)
    if setting is None or value not in setting.choices:
        raise DomainError(_("Hãy chọn một trong các cách được nêu."), field="value")
    if valid_from < today():
        raise DomainError(
            _("Quy ước chỉ áp dụng từ hôm nay (%(day)s) trở đi; văn bản đã làm giữ nguyên.")
            % {"day": format_date(today())},
            field="valid_from",
        )
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    rows = ConductSetting.objects.filter(organisation=organisation, key=key)
    before = rows.filter(valid_from__lte=valid_from).last()
    row, _created = rows.update_or_create(
        organisation=organisation, key=key, valid_from=valid_from, defaults={"value": value, "document": document}
    )
    record(
        "meetings.papers_chosen",
        row,
        by=by,
        organisation=organisation,
        label=setting.label,
        changes={key: [before.value if before else None, value], "valid_from": [None, valid_from.isoformat()]},
        note=document,
    )
    return row


def number_minutes(meeting: Meeting, *, by: User) -> PartyDocument | None:
    """Give the minutes of a meeting their number where the committee wants them numbered; the same one ever after.

    Stands in the transaction of the approval. None: such minutes bear no number.
    """
    found = meeting.documents.filter(kind=DocumentKind.MINUTES, cancelled_on__isnull=True).first()
    if found is not None or not choices_for(meeting.cell, meeting.held_on).minutes_number:
        return found
    given = take_number(meeting.cell, DocumentKind.MINUTES, on=meeting.held_on)
    document = PartyDocument.objects.create(
        organisation=meeting.cell,
        term=given.term,
        kind=DocumentKind.MINUTES,
        number=given.number,
        symbol=given.symbol,
        signed_on=meeting.held_on,
        title=str(meeting)[:500],
        signer=meeting.chair,
        meeting=meeting,
        registered_by=by,
    )
    record(
        "meetings.document_issued",
        document,
        by=by,
        organisation=meeting.cell,
        changes={"symbol": ["", given.symbol]},
    )
    return document
