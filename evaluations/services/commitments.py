"""What members and units sign for a year: signed in one sheet, filled line by line, copied forward as a draft."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Organisation
from core.errors import DomainError
from core.periods import format_date, today
from evaluations.models import Commitment, CommitmentItem
from meetings.queries.roll import roll_of
from meetings.services.writing import line_of_text

Kind = Commitment.Kind
Result = CommitmentItem.Result
FIRST_YEAR = 2008
TEXT_LENGTH, PRODUCT_LENGTH, MOST_LINES = 500, 300, 60
Who = tuple[int | None, str]
"""A member's number (None: the unit itself), and the kind of commitment."""


class SheetErrors(DomainError):
    """Boxes of a sheet that cannot be kept: a sentence for each, by their key. Nothing was written."""

    def __init__(self, errors: Mapping[object, str]) -> None:
        super().__init__(
            _("Chưa lưu: có %(count)s ô cần sửa; hãy xem dòng chữ đỏ dưới từng ô.") % {"count": len(errors)},
            details=tuple(errors.values()),
        )
        self.errors = dict(errors)


@dataclass(frozen=True)
class Line:
    """One line of a commitment as it is typed; ``pk`` of a line that is there already. An emptied text removes it."""

    pk: int | None
    text: str
    due_on: dt.date | None = None
    result: str = Result.OPEN
    finished_on: dt.date | None = None
    product: str = ""


@transaction.atomic
def begin_commitment(unit: Organisation, *, year: int, kind: str, by: User, member: Member | None = None) -> Commitment:
    """The commitment of a year, begun unless it is there; only the programme is the unit's own."""
    _check_year(year)
    if kind not in Kind.values or (member is None) != (kind == Kind.PROGRAMME):
        raise DomainError(_("Hãy chọn loại cam kết trong danh sách."), field="kind")
    if member is not None:
        _check_here(unit, {member.pk}, year)
    found, is_new = Commitment.objects.get_or_create(cell=unit, member=member, year=year, kind=kind)
    if is_new:
        record("evaluations.commitment_begun", found, by=by, organisation=unit, note=str(member or ""))
    return found


@transaction.atomic
def sign_commitments(
    unit: Organisation,
    *,
    year: int,
    signed: Mapping[Who, dt.date | None],
    by: User,
    seen: Mapping[Who, dt.date | None] | None = None,
    document: str = "",
) -> int:
    """Keep the days of signing of a whole unit, all or nothing; returns how many changed. Raises SheetErrors.

    ``seen`` are the days that the page showed; what somebody else changed meanwhile is refused. ``document`` is noted
    with those that are newly signed. A day that is emptied makes it unsigned again.
    """
    _check_year(year)
    Organisation.objects.select_for_update(no_key=True).get(pk=unit.pk)
    document = line_of_text(document, field="document", limit=200)
    rows = {(row.member_id, row.kind): row for row in Commitment.objects.filter(cell=unit, year=year)}
    now = {who: row.signed_on for who, row in rows.items()}
    changed = {who: day for who, day in signed.items() if now.get(who) != day}
    errors: dict[object, str] = {}
    for who, day in changed.items():
        if seen is not None and seen.get(who) != now.get(who):
            errors[who] = _("Có người vừa sửa ô này; hãy xem lại rồi lưu.")
        elif day is not None and (day > today() or not dt.date(year - 1, 10, 1) <= day <= dt.date(year, 12, 31)):
            errors[who] = _("Ngày %(day)s không thuộc năm %(year)s hoặc chưa đến.") % {
                "day": format_date(day),
                "year": year,
            }
    if errors:
        raise SheetErrors(errors)
    _check_here(unit, {pk for pk, _kind in changed if pk is not None and (pk, _kind) not in rows}, year)
    for who, day in changed.items():
        _sign(unit, year, who, rows.get(who), day, document, by)
    return len(changed)


def _sign(
    unit: Organisation, year: int, who: Who, row: Commitment | None, day: dt.date | None, document: str, by: User
) -> None:
    member, kind = who
    if row is None:
        row = Commitment(cell=unit, member_id=member, year=year, kind=kind)
    before = row.signed_on
    row.signed_on = day
    if day is not None and document and before is None:
        row.document = document
    row.save()
    changes = {"signed_on": [format_date(before) if before else None, format_date(day) if day else None]}
    record("evaluations.commitment_signed", row, by=by, organisation=unit, changes=changes, note=str(row.member or ""))


@transaction.atomic
def save_commitment_lines(commitment: Commitment, *, lines: Sequence[Line], by: User, seen: str | None = None) -> int:
    """Keep the lines of one commitment, all or nothing; returns how many changed. Raises SheetErrors by place.

    ``seen`` is the mark (`lines_mark`) of the lines that the page showed; lines changed meanwhile are not overwritten.
    """
    commitment = (
        Commitment.objects.select_for_update(of=("self",)).select_related("cell", "member").get(pk=commitment.pk)
    )
    known = {row.pk: row for row in commitment.items.filter(is_removed=False)}
    if seen is not None and seen != lines_mark(known.values()):
        raise DomainError(_("Có người vừa sửa bản này; hãy xem các dòng hiện có bên dưới rồi lưu lại."))
    errors: dict[object, str] = {}
    kept: list[tuple[CommitmentItem, bool]] = []
    for place, line in enumerate(lines):
        try:
            found = _of_line(commitment, known, line, place)
        except DomainError as error:
            errors[place] = str(error)
        else:
            kept += [found] if found else []
    if len(known) + sum(row.pk is None for row, _gone in kept) > MOST_LINES:
        errors[len(lines)] = _("Một bản cam kết ghi nhiều nhất %(most)s dòng.") % {"most": MOST_LINES}
    if errors:
        raise SheetErrors(errors)
    for row, _gone in kept:
        row.save()
    if kept:
        changes = {f"item {row.order + 1}": [None, "–" if gone else row.text] for row, gone in kept}
        record("evaluations.commitment_written", commitment, by=by, organisation=commitment.cell, changes=changes)
    return len(kept)


def lines_mark(lines: Iterable[CommitmentItem]) -> str:
    """A short mark of some lines, by which a later save tells whether they are still those that the page showed."""
    words = "|".join(
        f"{row.pk},{row.text},{row.due_on},{row.result},{row.finished_on},{row.product}"
        for row in sorted(lines, key=lambda row: (row.order, row.pk))
    )
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _of_line(
    commitment: Commitment, known: Mapping[int, CommitmentItem], line: Line, place: int
) -> tuple[CommitmentItem, bool] | None:
    """The row to write for a line and whether it goes away; None when nothing changes."""
    text = line_of_text(line.text, field="text", limit=TEXT_LENGTH)
    row = known.get(line.pk) if line.pk else None
    if line.pk and row is None:
        raise DomainError(_("Dòng này đã được người khác bỏ. Hãy tải lại trang."))
    if not text:
        if row is None:
            return None
        row.is_removed = True
        return row, True
    values = {"text": text, "due_on": line.due_on, **_checked_result(commitment, line), "order": place}
    if row is None:
        return CommitmentItem(commitment=commitment, **values), False
    if all(getattr(row, name) == value for name, value in values.items()):
        return None
    for name, value in values.items():
        setattr(row, name, value)
    return row, False


def _checked_result(commitment: Commitment, line: Line) -> dict[str, object]:
    if line.result not in Result.values:
        raise DomainError(_("Hãy chọn kết quả trong danh sách."))
    is_done = line.result in (Result.DONE, Result.EXCEEDED)
    if is_done and line.finished_on is None:
        raise DomainError(_("Đã hoàn thành thì ghi ngày hoàn thành."))
    if line.finished_on is not None and line.finished_on > today():
        raise DomainError(_("Ngày %(day)s chưa đến; hãy ghi lại ngày.") % {"day": format_date(line.finished_on)})
    return {
        "result": line.result,
        "finished_on": line.finished_on if is_done else None,
        "product": line_of_text(line.product, field="product", limit=PRODUCT_LENGTH),
    }


@transaction.atomic
def copy_commitments(unit: Organisation, *, year: int, by: User) -> int:
    """Begin this year's commitments from last year's lines, unsigned; returns how many were begun.

    Of those who are still here and have none of the kind yet. Results are not copied; days move on by a year.
    """
    _check_year(year)
    Organisation.objects.select_for_update(no_key=True).get(pk=unit.pk)
    here = {entry.member.pk for entry in roll_of(unit, today())} | {None}
    there = set(Commitment.objects.filter(cell=unit, year=year).values_list("member", "kind"))
    count = 0
    for old in Commitment.objects.filter(cell=unit, year=year - 1).order_by("pk").prefetch_related("items"):
        if old.member_id not in here or (old.member_id, old.kind) in there:
            continue
        new = Commitment.objects.create(cell=unit, member_id=old.member_id, year=year, kind=old.kind)
        lines = [row for row in old.items.all() if not row.is_removed]
        CommitmentItem.objects.bulk_create(
            CommitmentItem(commitment=new, text=row.text, due_on=_a_year_on(row.due_on), order=place)
            for place, row in enumerate(lines)
        )
        count += 1
    if not count:
        raise DomainError(
            _("Không có bản nào của năm %(year)s để chép: chưa ghi, hoặc năm nay đã lập đủ.") % {"year": year - 1}
        )
    record("evaluations.commitments_copied", unit, by=by, organisation=unit, changes={"year": [year - 1, year]})
    return count


def _a_year_on(day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= today().year + 1:
        words = {"first": FIRST_YEAR, "last": today().year + 1}
        raise DomainError(_("Hãy chọn năm từ %(first)s đến %(last)s.") % words, field="year")


def _check_here(unit: Organisation, members: set[int], year: int) -> None:
    """New ones are signed by who belongs to the unit: today, or on the last day of a year that is over."""
    if not members:
        return
    here = {entry.member.pk for entry in roll_of(unit, min(today(), dt.date(year, 12, 31)))}
    if strangers := members - here:
        name = Member.objects.filter(pk__in=strangers).order_by("sort_key").first()
        raise DomainError(_("Đồng chí %(name)s không sinh hoạt tại %(unit)s.") % {"name": name, "unit": unit})
