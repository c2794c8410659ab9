"""Dates as offices write them: the local day, dates known only to the month or year, months, the date line."""

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.vietnamese import normalise

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR, LAST_YEAR = 1900, 2100
# A two-digit year lies at most this far ahead: a plan for next year is common, a plan for 2045 is not.
TWO_DIGIT_YEARS_AHEAD = 10

_LONGEST_TEXT = 80

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or only the year; ``date`` is then the first day of that time."""

    date: datetime.date
    precision: str = "day"

    def __str__(self) -> str:
        return format_date(self)

    @property
    def earliest(self) -> datetime.date:
        """The first day it can mean."""
        return self.date

    @property
    def latest(self) -> datetime.date:
        """The last day it can mean."""
        if self.precision == "year":
            return self.date.replace(month=12, day=31)
        if self.precision == "month":
            return self.date.replace(day=calendar.monthrange(self.date.year, self.date.month)[1])
        return self.date


def today() -> datetime.date:
    """The day it is in Việt Nam, whatever the zone of the server."""
    return datetime.datetime.now(LOCAL_ZONE).date()


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day on which it happened in Việt Nam: before seven in the morning it is another one in UTC."""
    return moment.astimezone(LOCAL_ZONE).date()


def format_date(value: datetime.date | PartialDate | None) -> str:
    """``05/02/2026``, ``02/2026``, ``2026``, or nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        value = day_of(value)
    if isinstance(value, PartialDate) and value.precision != "day":
        year = f"{value.date.year:04d}"
        return year if value.precision == "year" else f"{value.date.month:02d}/{year}"
    day = value.date if isinstance(value, PartialDate) else value
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def official_day_line(day: datetime.date) -> str:
    """``ngày 03 tháng 02 năm 2026``: days below 10 and months 1 and 2 take a zero, "tháng 3" does not."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later (or earlier) month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_months_between(start: datetime.date, end: datetime.date) -> int:
    """How many whole months lie between; negative when ``end`` is before ``start``."""
    if end < start:
        return -whole_months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    is_whole = start.day <= end.day or end.day == calendar.monthrange(end.year, end.month)[1]
    return months if is_whole else months - 1


def parse_date(value: object, *, not_after: datetime.date | None = None) -> PartialDate:
    """Read a date as people type it or as a spreadsheet stores it.

    Takes dates, ``dd/mm/yyyy`` (also with ``-`` ``.`` or spaces, one digit, two-digit years), ``ddmmyyyy``,
    ``yyyy-mm-dd``, ``mm/yyyy``, ``yyyy``, "ngày 3 tháng 2 năm 1985", ``00/00/yyyy``, ``../mm/yyyy``
    and Excel serial numbers.
    A two-digit year is the latest one not after ``not_after`` (default: ten years from today).
    Raises DomainError, quoting the value, for what is no date or lies outside 1900-2100.
    """
    if isinstance(value, datetime.datetime):
        return _in_range(value.date(), value)
    if isinstance(value, datetime.date):
        return _in_range(value, value)
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    if isinstance(value, str):
        return _from_text(value, not_after or add_months(today(), 12 * TWO_DIGIT_YEARS_AHEAD))
    raise _not_a_date(value)


def _quoted(value: object) -> str:
    text = normalise(format_date(value) if isinstance(value, datetime.date) else str(value))
    return text if len(text) <= 40 else text[:39] + "…"


def _not_a_date(value: object) -> DomainError:
    return DomainError(
        _("“%(value)s” không phải là ngày. Hãy viết dạng 05/02/1980; nếu chỉ biết tháng hoặc năm: 02/1980 hoặc 1980.")
        % {"value": _quoted(value)}
    )


def _not_in_calendar(value: object) -> DomainError:
    return DomainError(
        _("%(value)s không có trong lịch. Hãy kiểm tra lại; ngày viết theo thứ tự ngày/tháng/năm.")
        % {"value": _quoted(value)}
    )


def _in_range(day: datetime.date, written: object, precision: Precision = "day") -> PartialDate:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DomainError(
            _("Năm của “%(value)s” không hợp lý: phải từ %(first)s đến %(last)s.")
            % {"value": _quoted(written), "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return PartialDate(day, precision)


def _build(day: int, month: int, year: int, written: object, precision: Precision = "day") -> PartialDate:
    try:
        return _in_range(datetime.date(year, month, day), written, precision)
    except ValueError as error:
        raise _not_in_calendar(written) from error


def _from_number(value: float) -> PartialDate:
    """A year, a date typed without separators that lost its leading zero, or Excel's count of days."""
    if value != value or not 1 <= value < 10**8:
        raise _not_a_date(value)
    whole = int(value)
    if whole == value and FIRST_YEAR <= whole <= LAST_YEAR:
        return _build(1, 1, whole, whole, "year")
    if whole == value and whole >= 10**6:
        return _run_of_digits(f"{whole:08d}", str(whole), today())
    if LAST_YEAR < whole < 73_051:
        return PartialDate(datetime.date(1899, 12, 30) + datetime.timedelta(days=whole))
    raise _not_a_date(whole if whole == value else value)


_SEPARATOR = r"\s*[/\-.,\\ ]\s*"
_CLOCK = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str], str, datetime.date], PartialDate]]] = [
    (
        re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_CLOCK}", re.ASCII),
        lambda found, text, _latest: _build(int(found[3]), int(found[2]), int(found[1]), text),
    ),
    (
        re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{4}}|\d{{2}}){_CLOCK}", re.ASCII),
        lambda found, text, latest: _day_month_year(found[1], found[2], found[3], text, latest),
    ),
    (
        re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{4}})", re.ASCII),
        lambda found, text, _latest: _build(1, int(found[1]), int(found[2]), text, "month"),
    ),
    (
        re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})", re.ASCII),
        lambda found, text, _latest: _build(1, int(found[2]), int(found[1]), text, "month"),
    ),
    (re.compile(r"(\d{4})", re.ASCII), lambda found, text, _latest: _build(1, 1, int(found[1]), text, "year")),
    (re.compile(r"(\d{8}|\d{6})", re.ASCII), lambda found, text, latest: _run_of_digits(found[1], text, latest)),
]


def _from_text(value: str, latest: datetime.date) -> PartialDate:
    if len(value) > _LONGEST_TEXT:
        raise _not_a_date(value)
    text = normalise(value).strip("'’`\"").strip()
    words = re.sub(r"\b(ngày|mùng|mồng|sinh)\b\s*", "", text.lower())
    words = re.sub(r"\s*[,/\-]?\s*\b(tháng|thg|năm)\b[.\s]*", "/", words)
    # "../9/1965" and "?/?/1965" say that the day, or the month too, is not known.
    words = re.sub(r"^(?:[.…?_x\-]*\s*/\s*)+", "", words).strip("/ .,;")
    for form, read in _FORMS:
        if found := form.fullmatch(words):
            return read(found, text, latest)
    raise _not_a_date(value)


def _day_month_year(day: str, month: str, year: str, text: str, latest: datetime.date) -> PartialDate:
    """``00/00/1965`` is how some registers write a year alone; half a zero date is a mistake."""
    full_year = int(year)
    if len(year) == 2:
        full_year += latest.year // 100 * 100
        # Whether 29/02 exists depends on the century, so compare the parts and not a date.
        if (full_year, int(month), int(day)) > (latest.year, latest.month, latest.day):
            full_year -= 100
    if int(day) == 0 and int(month) == 0:
        return _build(1, 1, full_year, text, "year")
    return _build(int(day), int(month), full_year, text)


def _run_of_digits(digits: str, text: str, latest: datetime.date) -> PartialDate:
    """``ddmmyyyy``, else ``yyyymmdd``; six digits are ``mmyyyy``, else ``ddmmyy``."""
    if len(digits) == 8:
        if FIRST_YEAR <= int(digits[:4]) <= LAST_YEAR and not FIRST_YEAR <= int(digits[4:]) <= LAST_YEAR:
            return _build(int(digits[6:]), int(digits[4:6]), int(digits[:4]), text)
        return _day_month_year(digits[:2], digits[2:4], digits[4:], text, latest)
    if FIRST_YEAR <= int(digits[2:]) <= LAST_YEAR:
        return _build(1, int(digits[:2]), int(digits[2:]), text, "month")
    return _day_month_year(digits[:2], digits[2:4], digits[4:], text, latest)
