"""The calendar of a month as a committee publishes it: the paper, and the text to paste into a message."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import override

from cells.documents import committee_name
from cells.queries import seats_of, superior_of
from cells.rules.offices import office_words
from core.pdf import render_html
from core.periods import day_of, format_date, official_day_line
from core.word import word_file
from meetings.models import PublishedCalendar
from meetings.queries.official import body_symbol

BLANK = "……"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@dataclass(frozen=True)
class PublishedRow:
    """One meeting of the published calendar."""

    cell: str
    kind: str
    held_on: dt.date
    time: dt.time | None
    place: str
    is_online: bool
    theme: str
    keepers: tuple[str, ...]

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.held_on.weekday()]

    @property
    def clock(self) -> str:
        """As papers write it: "19 giờ 30"."""
        return f"{self.time.hour} giờ {self.time.minute:02d}" if self.time else ""

    @property
    def where(self) -> str:
        return f"{self.place} (trực tuyến)" if self.is_online else self.place

    @property
    def matter(self) -> str:
        return f"{self.kind}: {self.theme}" if self.theme else self.kind


def rows_of(calendar: PublishedCalendar) -> list[PublishedRow]:
    """The meetings as published."""
    return [_row(row) for row in calendar.rows["meetings"]]


def _row(values: dict[str, Any]) -> PublishedRow:
    kind = values["kind"]
    return PublishedRow(
        cell=values["cell"],
        kind=capfirst(kind),
        held_on=dt.date.fromisoformat(values["held_on"]),
        time=dt.time.fromisoformat(values["time"]) if values["time"] else None,
        place=values["place"],
        is_online=values["is_online"],
        theme=values["theme"],
        keepers=tuple(values["keepers"]),
    )


def month_words(calendar: PublishedCalendar) -> str:
    """As papers write it: months 1 and 2 with a zero."""
    month = f"{calendar.month:02d}" if calendar.month <= 2 else str(calendar.month)
    return f"tháng {month} năm {calendar.year}"


def calendar_day(calendar: PublishedCalendar) -> dt.date:
    """The date of the paper: when it was published."""
    return day_of(calendar.published_at)


def calendar_pdf(calendar: PublishedCalendar) -> bytes:
    """The paper "Thông báo lịch sinh hoạt"; an edition gives the same bytes again."""
    return render_html(_page(calendar), day=calendar_day(calendar))


def calendar_word(calendar: PublishedCalendar) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return word_file(_page(calendar), day=calendar_day(calendar))


def calendar_file_name(calendar: PublishedCalendar) -> str:
    """As in "Thông báo lịch sinh hoạt tháng 12-2026, Đảng ủy xã Vân Trục"."""
    issuer = committee_name(calendar.organisation.label(calendar_day(calendar)))
    edition = f" (lần {calendar.edition})" if calendar.edition > 1 else ""
    return f"Thông báo lịch sinh hoạt tháng {calendar.month}-{calendar.year}{edition}, {issuer}"


def _page(calendar: PublishedCalendar) -> str:
    unit, day = calendar.organisation, calendar_day(calendar)
    period, superior = unit.period(day), superior_of(unit, day)
    seat = seats_of(unit, day).first()
    with override("vi"):
        context = {
            "calendar": calendar,
            "rows": rows_of(calendar),
            "agenda": calendar.rows.get("agenda", []),
            "month": month_words(calendar),
            "issuer": committee_name(unit.label(day)),
            "superior": superior.label(day) if superior else "",
            "symbol": f"TB/{body_symbol(unit, day)}",
            "place_and_date": f"{period.place_name}, {official_day_line(day)}"
            if period and period.place_name
            else official_day_line(day),
            "signer": str(seat.member) if seat else "",
            "signer_office": office_words(seat.office, period.kind) if seat and period else "Bí thư",
            "blank": BLANK,
        }
        return render_to_string("meetings/pdf/calendar.html", context)


def calendar_text(calendar: PublishedCalendar) -> str:
    """The text to paste into a message, day by day."""
    issuer = committee_name(calendar.organisation.label(calendar_day(calendar)))
    lines = [f"LỊCH SINH HOẠT CHI BỘ {month_words(calendar).upper()}", issuer]
    day: dt.date | None = None
    for row in rows_of(calendar):
        if row.held_on != day:
            day = row.held_on
            lines += ["", f"{row.weekday}, {format_date(day)}:"]
        moment = f"{row.clock} – " if row.clock else ""
        lines.append(f"- {moment}{row.cell}, tại {row.where}{f' ({row.theme})' if row.theme else ''}")
    if calendar.rows.get("agenda"):
        lines += ["", "Nội dung gợi ý:", *(f"- {line}" for line in calendar.rows["agenda"])]
    return "\n".join(lines)
