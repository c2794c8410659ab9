"""Rows by COPY: a hundred times as many as one by one, under the same constraints."""

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from django.db import connection, models
from django.db.models import Max

NOTHING = "\\N"


def numbers_for(model: type[models.Model]) -> Iterator[int]:
    """The numbers that the next rows of a table get; nobody else may write while they are used."""
    last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    return itertools.count(last + 1)


def copy_rows(rows: Sequence[models.Model]) -> None:
    """Write rows, numbering those that have no number yet."""
    if not rows:
        return
    model = type(rows[0])
    fields = model._meta.concrete_fields
    if rows[0].pk is None:
        for row, number in zip(rows, numbers_for(model), strict=False):
            row.pk = number
    for moment in (field for field in fields if getattr(field, "auto_now_add", False)):
        for row in rows:
            moment.pre_save(row, add=True)
    values = map(attrgetter(*(field.attname for field in fields)), rows)
    copy_values(model, [field.attname for field in fields], values)


def copy_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows given as values of the named fields, and set the table's counter behind the last."""
    text = io.StringIO()
    csv.writer(text).writerows([_written(value) for value in row] for row in rows)
    text.seek(0)
    table = model._meta.db_table
    by_name = {field.attname: field.column for field in model._meta.concrete_fields}
    columns = ", ".join(f'"{by_name[name]}"' for name in names)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT csv, NULL '{NOTHING}')", text)
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))",  # noqa: S608 - our tables
            [table],
        )


def _written(value: object) -> object:
    if value is None:
        return NOTHING
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
