"""What others say of a subject: recorded, changed (taken away and written anew), entered for a whole unit at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.periods import format_date, today
from evaluations.models import Evaluation, Level, Opinion, Period
from evaluations.services.process import lock_evaluations
from meetings.services.passages import clean_text
from meetings.services.writing import line_of_text

Giver = Opinion.Giver
State = Evaluation.State
UNDECIDED = (State.OPEN, State.SUBMITTED, State.REVIEWED)


@dataclass(frozen=True)
class Said:
    """What one giver says of one subject."""

    giver: str
    level: str = ""
    text: str = ""
    giver_name: str = ""
    document: str = ""
    given_on: dt.date | None = None


@dataclass(frozen=True)
class Cell:
    """One box of the sheet: what is typed now, and the opinion that the page showed (None: there was none)."""

    evaluation: int
    said: Said
    shown: int | None = None


class OpinionErrors(DomainError):
    """Boxes of the sheet that cannot be kept: a sentence for each, by evaluation and giver. Nothing was written."""

    def __init__(self, errors: Mapping[tuple[int, str], str]) -> None:
        super().__init__(
            _("Chưa lưu: có %(count)s ô cần sửa; hãy xem dòng chữ đỏ dưới từng ô.") % {"count": len(errors)},
            details=tuple(errors.values()),
        )
        self.errors = dict(errors)


@transaction.atomic
def record_opinion(evaluation: Evaluation, *, said: Said, by: User) -> Opinion:
    """Write down what one giver says; the same words of the same day are there once."""
    evaluation = _lock(evaluation)
    values = _checked(evaluation, said)
    return _written(evaluation, values, by)


@transaction.atomic
def change_opinion(opinion: Opinion, *, said: Said, by: User) -> Opinion:
    """Put another in its place: the old one stays in the database as removed, and in the trail."""
    evaluation = _lock(opinion.evaluation)
    old = _standing(opinion)
    values = _checked(evaluation, said)
    if all(getattr(old, name) == value for name, value in values.items()):
        return old
    _take_away(old)
    new = Opinion.objects.create(evaluation=evaluation, recorded_by=by, **values)
    changes = {
        name: [_plain(getattr(old, name)), _plain(value)]
        for name, value in values.items()
        if getattr(old, name) != value
    }
    record("evaluations.opinion_changed", new, by=by, organisation=evaluation.cell, changes=_without_words(changes))
    return new


@transaction.atomic
def remove_opinion(opinion: Opinion, *, by: User) -> None:
    """Take away an opinion written down by mistake."""
    evaluation = _lock(opinion.evaluation)
    old = _standing(opinion)
    _take_away(old)
    changes = {"giver": [str(old.get_giver_display()), None], "level": [old.level, None]}
    record("evaluations.opinion_removed", old, by=by, organisation=evaluation.cell, changes=changes)


@transaction.atomic
def enter_opinions(period: Period, *, boxes: Sequence[Cell], by: User) -> int:
    """Keep a whole sheet, all or nothing; returns how many opinions changed. Raises OpinionErrors.

    A box that is emptied takes its opinion away. What somebody else changed since the page was opened is refused.
    """
    rows = {row.pk: row for row in lock_evaluations(_rows_of(period, boxes))}
    standing: dict[int, dict[str, Opinion]] = {}
    for opinion in Opinion.objects.filter(evaluation__in=rows, is_removed=False).order_by("given_on", "pk"):
        standing.setdefault(opinion.evaluation_id, {})[opinion.giver] = opinion
    errors: dict[tuple[int, str], str] = {}
    deeds: list[tuple[Evaluation, Opinion | None, dict[str, Any] | None]] = []
    for box in boxes:
        row, old = rows.get(box.evaluation), standing.get(box.evaluation, {}).get(box.said.giver)
        if row is None:
            continue
        try:
            values = _of_box(row, old, box)
        except DomainError as error:
            errors[row.pk, box.said.giver] = str(error)
            continue
        if values != _kept(old):
            deeds.append((row, old, values))
    if errors:
        raise OpinionErrors(errors)
    for row, old, values in deeds:
        _replace(row, old, values, by)
    return len(deeds)


def _rows_of(period: Period, boxes: Sequence[Cell]) -> list[Evaluation]:
    return list(Evaluation.objects.filter(period=period, pk__in={box.evaluation for box in boxes}))


def _of_box(evaluation: Evaluation, old: Opinion | None, box: Cell) -> dict[str, Any] | None:
    """What the box asks to keep: values, or None for nothing. A box left as it was keeps its day and document."""
    said = box.said
    if not said.level and not said.text.strip():
        wanted: dict[str, Any] | None = None
    elif old is not None and (old.level, old.text) == (said.level, clean_text(said.text)):
        return _kept(old)
    else:
        wanted = _checked(evaluation, said)
        if old is not None:
            wanted |= {"giver_name": old.giver_name}
    if wanted == _kept(old):
        return wanted
    if (old.pk if old else None) != box.shown:
        shown = old.get_level_display() or old.text[:60] if old else _("chưa có")
        raise DomainError(
            _("Có người vừa sửa ô này thành “%(value)s”; hãy xem lại rồi lưu.") % {"value": shown},
        )
    _refuse_decided(evaluation)
    return wanted


def _kept(old: Opinion | None) -> dict[str, Any] | None:
    if old is None:
        return None
    names = ("giver", "level", "text", "giver_name", "document", "given_on")
    return {name: getattr(old, name) for name in names}


def _replace(evaluation: Evaluation, old: Opinion | None, values: dict[str, Any] | None, by: User) -> None:
    if old is not None:
        _take_away(old)
    if values is None:
        assert old is not None
        changes = {"giver": [str(old.get_giver_display()), None], "level": [old.level, None]}
        record("evaluations.opinion_removed", old, by=by, organisation=evaluation.cell, changes=changes)
        return
    new = Opinion.objects.create(evaluation=evaluation, recorded_by=by, **values)
    action = "evaluations.opinion_changed" if old else "evaluations.opinion_recorded"
    changes = {"giver": [None, str(new.get_giver_display())], "level": [old.level if old else None, new.level]}
    record(action, new, by=by, organisation=evaluation.cell, changes=changes)


def _written(evaluation: Evaluation, values: dict[str, Any], by: User) -> Opinion:
    same = Opinion.objects.filter(evaluation=evaluation, is_removed=False, **values).first()
    if same is not None:
        return same
    opinion = Opinion.objects.create(evaluation=evaluation, recorded_by=by, **values)
    changes = {"giver": [None, str(opinion.get_giver_display())], "level": [None, opinion.level]}
    record("evaluations.opinion_recorded", opinion, by=by, organisation=evaluation.cell, changes=changes)
    return opinion


def _checked(evaluation: Evaluation, said: Said) -> dict[str, Any]:
    if said.giver not in Giver.values:
        raise DomainError(_("Hãy chọn bên cho ý kiến."), field="giver")
    if said.level and said.level not in Level.values:
        raise DomainError(_("Hãy chọn một mức trong danh sách."), field="level")
    text = clean_text(said.text)
    if not said.level and not text:
        raise DomainError(_("Hãy chọn mức hoặc ghi nội dung nhận xét."), field="text")
    if said.giver == Giver.CIVIL_SERVICE and not said.level:
        raise DomainError(_("Kết quả xếp loại cán bộ, công chức, viên chức phải có mức."), field="level")
    day = said.given_on
    if day is None:
        raise DomainError(_("Hãy ghi ngày của ý kiến hoặc của văn bản xếp loại."), field="given_on")
    if day > today():
        raise DomainError(_("Ngày %(day)s chưa đến; hãy ghi lại ngày.") % {"day": format_date(day)}, field="given_on")
    if day < dt.date(evaluation.period.year, 1, 1):
        words = {"day": format_date(day), "year": evaluation.period.year}
        raise DomainError(_("Ngày %(day)s trước năm đánh giá %(year)s; hãy ghi lại.") % words, field="given_on")
    return {
        "giver": said.giver,
        "level": said.level,
        "text": text,
        "giver_name": line_of_text(said.giver_name, field="giver_name", limit=200),
        "document": line_of_text(said.document, field="document", limit=200),
        "given_on": day,
    }


def _lock(evaluation: Evaluation) -> Evaluation:
    locked = lock_evaluations([evaluation])[0]
    _refuse_decided(locked)
    return locked


def _refuse_decided(evaluation: Evaluation) -> None:
    if evaluation.state not in UNDECIDED or (
        evaluation.period.state == Period.State.CLOSED and evaluation.state != State.OPEN
    ):
        words = {"subject": evaluation, "state": evaluation.get_state_display()}
        raise DomainError(_("%(subject)s: phiếu %(state)s nên không ghi thêm ý kiến được.") % words)


def _standing(opinion: Opinion) -> Opinion:
    row = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if row.is_removed:
        raise DomainError(_("Ý kiến này đã được bỏ hoặc thay. Hãy tải lại trang."))
    return row


def _take_away(opinion: Opinion) -> None:
    opinion.is_removed = True
    opinion.save(update_fields=["is_removed"])


def _without_words(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The trail says that the words changed; the words themselves stand in the opinions."""
    return {name: ["…", "…"] if name == "text" else pair for name, pair in changes.items()}


def _plain(value: object) -> str | None:
    if isinstance(value, dt.date):
        return format_date(value)
    return None if value is None else str(value)
