"""The interface: the forms of the statistics, counted for a unit and a time."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router, Schema

from cells.access import get_organisation
from cells.queries.statistics import Row, Table, statistics_of
from cells.rules.statistics import forms
from core.periods import today
from reports.access.tokens import Reader
from reports.rules.scopes import STATISTICS
from reports.views.api.keys import Key
from reports.views.api.pages import Day, Number

router = Router(tags=["Thống kê"])


class FormHead(Schema):
    """A form there is."""

    key: str
    number: str
    title: str
    moment: str = Field(description="day: của một ngày (`last`); period: từ `first` đến `last`.")


class Line(Schema):
    """A line of a table: its numbers by column; null where the question does not fit."""

    key: str
    label: str
    numbers: dict[str, int | None]


class Counted(Schema):
    """A table of a form."""

    key: str
    title: str
    columns: dict[str, str]
    rows: list[Line]
    total: Line | None


class CountedForm(FormHead):
    """A form with its numbers."""

    unit: int
    first: dt.date
    last: dt.date
    tables: list[Counted]


class AskedForm(Schema):
    """For whom and when."""

    unit: Number | None = Field(None, description="Đơn vị; bỏ trống: đơn vị gốc của khóa.")
    first: Day | None = Field(None, description="Từ ngày; bỏ trống: đầu năm của `last`.")
    last: Day | None = Field(None, description="Đến ngày; bỏ trống: hôm nay.")


@router.get("/statistics", auth=Key(STATISTICS), response=list[FormHead], summary="Các biểu thống kê")
def statistics(request: HttpRequest) -> list[FormHead]:
    """The forms there are."""
    return [_head(form) for form in forms()]


@router.get("/statistics/{form}", auth=Key(STATISTICS), response=CountedForm, summary="Một biểu của một đơn vị")
def statistics_form(request: HttpRequest, form: Path[str], asked: Query[AskedForm]) -> CountedForm:
    """The numbers of a form, every table of it."""
    reader: Reader = request.auth  # type: ignore[attr-defined]
    number = asked.unit or reader.token.organisation_id
    if form not in forms() or number not in reader.units:
        raise Http404
    last = asked.last or today()
    first = min(asked.first or last.replace(month=1, day=1), last)
    unit = get_organisation(reader.user, number, to="view_members")
    found = statistics_of(forms()[form], unit, first=first, last=last)
    tables = [_table(table) for table in found.tables]
    return CountedForm(**_head(form).dict(), unit=unit.pk, first=first, last=last, tables=tables)


def _head(key: str) -> FormHead:
    form = forms()[key]
    return FormHead(key=key, number=form.number, title=str(form.title), moment=form.moment)


def _table(table: Table) -> Counted:
    return Counted(
        key=table.layout.key,
        title=str(table.layout.title),
        columns={column.key: " – ".join(filter(None, [column.group, str(column.label)])) for column in table.columns},
        rows=[_line(row) for row in table.rows],
        total=_line(table.total) if table.total else None,
    )


def _line(row: Row) -> Line:
    return Line(key=row.key, label=row.label, numbers=dict(row.numbers))
