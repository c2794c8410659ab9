"""Rows by COPY: a hundred times as many as one by one, under the same constraints."""

import csv
import io
import itertools
import json
from collections.abc import Iterator, Sequence

from django.db import connection, models
from django.db.models import Max

NOTHING = "\\N"


def numbers_for(model: type[models.Model]) -> Iterator[int]:
    """The numbers that the next rows of a table get; nobody else may write while they are used."""
    last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    return itertools.count(last + 1)


def copy_rows(rows: Sequence[models.Model]) -> None:
    """Write rows, number those that have no number yet, and set the table's counter behind the last."""
    if not rows:
        return
    model = type(rows[0])
    if rows[0].pk is None:
        for row, number in zip(rows, numbers_for(model), strict=False):
            row.pk = number
    fields = model._meta.concrete_fields
    text = io.StringIO()
    csv.writer(text).writerows([_written(field.pre_save(row, add=True)) for field in fields] for row in rows)
    text.seek(0)
    table, columns = model._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT csv, NULL '{NOTHING}')", text)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))", [table])  # noqa: S608 - names of our tables


def _written(value: object) -> object:
    if value is None:
        return NOTHING
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
