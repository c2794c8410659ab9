"""What a paper would lack if it were printed now: each gap in a sentence, with the page where it is mended.

``templates/reports/_print_check.html`` shows the gaps before the buttons that print. A paper has a function that yields
its own gaps; the ones here are those that many papers share. None of them writes anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cells.models import Organisation, OrganisationPeriod, Seat
from core.periods import format_date
from core.vietnamese import normalise
from evaluations.queries.signing import SIGN

NAMED = 3
"""How many units a sentence names before it says how many more there are."""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing or does not fit."""

    sentence: str
    url: str = ""
    """Where it is mended; empty where no page does."""
    is_blocking: bool = False
    """Whether the paper cannot be printed at all; others are printed with a blank to fill in by hand."""


def has_blocking(gaps: Iterable[Gap]) -> bool:
    return any(gap.is_blocking for gap in gaps)


def head_gaps(unit: Organisation, on: dt.date) -> Iterator[Gap]:
    """What the head of a paper of the unit lacks on its day: a unit of that time, the place name."""
    period = unit.period(on)
    if period is None or not unit.existed_on(on):
        sentence = _("%(unit)s không hoạt động vào ngày %(day)s của văn bản; hãy xem lại quá trình của đơn vị.")
        words = {"unit": unit.name or unit.code or unit.pk, "day": format_date(on)}
        yield Gap(sentence % words, reverse("cells:unit_history", args=[unit.pk]))
    elif not period.place_name:
        sentence = _("%(unit)s chưa ghi địa danh nên dòng ngày, tháng không có nơi ban hành.") % {"unit": period.name}
        yield Gap(sentence, reverse("cells:unit_change", args=[unit.pk]))


def signer_gaps(unit: Organisation, on: dt.date, *, offices: Collection[str] = SIGN) -> Iterator[Gap]:
    """Whether somebody holds, on the day of the paper, an office that may sign it."""
    if Seat.objects.in_force(on).filter(organisation=unit, office__in=offices).exists():
        return
    words = {"unit": unit.label(on), "day": format_date(on)}
    sentence = _("Ngày %(day)s %(unit)s chưa ghi ai là bí thư, phó bí thư nên chỗ người ký để trống.") % words
    yield Gap(sentence, reverse("cells:post_list", args=[unit.pk]))


def holder_gaps(name: str, unit: Organisation, on: dt.date, *, offices: Collection[str] = SIGN) -> Iterator[Gap]:
    """Whether the person named as signer held, on the day of the paper, an office that may sign it."""
    seats = Seat.objects.in_force(on).filter(organisation=unit, office__in=offices).select_related("member")
    if normalise(name) in {normalise(seat.member.full_name) for seat in seats}:
        return
    words = {"name": name, "unit": unit.label(on), "day": format_date(on)}
    sentence = _("Người ký là %(name)s nhưng ngày %(day)s sổ không ghi đồng chí ấy là bí thư, phó bí thư của %(unit)s.")
    yield Gap(sentence % words, reverse("cells:post_list", args=[unit.pk]))


def told(gaps: Iterable[tuple[bool, str]], url: str) -> Iterator[Gap]:
    """The gaps whose condition holds, all mended on one page."""
    return (Gap(sentence, url) for is_missing, sentence in gaps if is_missing)


def code_gaps(units: Iterable[Organisation], on: dt.date) -> Iterator[Gap]:
    """Units without a code: in one sentence, however many. Units have their periods at hand."""
    without = [unit for unit in units if not unit.code]
    if without:
        sentence = _("%(number)s tổ chức đảng chưa có mã: %(names)s.") % _some(without, on)
        yield Gap(sentence, without[0].get_absolute_url())


def type_gaps(units: Iterable[Organisation], on: dt.date) -> Iterator[Gap]:
    """Units without a type in the statistics, which the tables by type count apart."""
    without = [unit for unit in units if not _type_of(unit.period(on))]
    if without:
        text = _("%(number)s tổ chức đảng chưa ghi loại hình thống kê nên đứng ở cột “Chưa ghi loại hình”: %(names)s.")
        yield Gap(text % _some(without, on), reverse("cells:unit_change", args=[without[0].pk]))


def _type_of(period: OrganisationPeriod | None) -> str:
    return period.statistical_type if period else ""


def _some(units: Sequence[Organisation], on: dt.date) -> dict[str, object]:
    names = ", ".join(unit.label(on) for unit in units[:NAMED])
    more = len(units) - NAMED
    return {
        "number": len(units),
        "names": _("%(names)s và %(more)s nơi khác") % {"names": names, "more": more} if more > 0 else names,
    }
