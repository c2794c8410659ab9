"""Records that may be one person."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, models

from cells.models import DistinctPair, Member, MemberMerge
from cells.queries.people import with_status

NUMBER, SAME, SIMILAR = "number", "same", "similar"
LIKENESS = 0.55
"""How alike two names without accents have to be (pg_trgm) when the day of birth is the same."""
SHOWN = 200

PAIRS = """
WITH person AS (
    SELECT id, search_key, birth_date, birth_precision, old_card_number, old_identity_number, citizen_id
    FROM cells_member WHERE merged_into_id IS NULL AND id IN (
        SELECT member_id FROM cells_membership WHERE cell_id = ANY(%(cells)s::bigint[])
    )
), pair AS (
    SELECT 1 AS rank, a.id AS first, b.id AS second
    FROM person a JOIN person b ON a.old_card_number = b.old_card_number AND a.id < b.id
    WHERE a.old_card_number <> ''
    UNION ALL
    SELECT 1, a.id, b.id
    FROM person a JOIN person b ON a.old_identity_number = b.old_identity_number AND a.id < b.id
    WHERE a.old_identity_number <> ''
    UNION ALL
    SELECT 1, least(a.id, b.id), greatest(a.id, b.id)
    FROM person a JOIN person b ON a.old_identity_number = b.citizen_id AND a.id <> b.id
    WHERE a.old_identity_number <> ''
    UNION ALL
    SELECT 2, a.id, b.id
    FROM person a JOIN person b ON a.search_key = b.search_key AND a.birth_date = b.birth_date AND a.id < b.id
    WHERE a.birth_precision = 'day' AND b.birth_precision = 'day'
    UNION ALL
    SELECT 3, a.id, b.id
    FROM person a JOIN person b ON a.search_key = b.search_key AND a.id < b.id
    WHERE a.birth_date IS NULL OR b.birth_date IS NULL
       OR ((a.birth_precision <> 'day' OR b.birth_precision <> 'day')
           AND extract(year FROM a.birth_date) = extract(year FROM b.birth_date))
       OR (a.birth_date <> b.birth_date AND extract(year FROM a.birth_date) = extract(year FROM b.birth_date)
           AND extract(day FROM a.birth_date) = extract(month FROM b.birth_date)
           AND extract(month FROM a.birth_date) = extract(day FROM b.birth_date))
    UNION ALL
    SELECT 3, a.id, b.id
    FROM person a JOIN person b ON a.birth_date = b.birth_date AND a.id < b.id AND a.search_key <> b.search_key
    WHERE a.birth_precision = 'day' AND b.birth_precision = 'day'
      AND similarity(a.search_key, b.search_key) >= %(likeness)s
)
SELECT first, second, min(rank) AS rank FROM pair
WHERE NOT EXISTS (SELECT FROM cells_distinctpair known WHERE known.member_id = first AND known.other_id = second)
GROUP BY first, second ORDER BY rank, first, second LIMIT %(limit)s
"""


OWN_RECORD = (MemberMerge, DistinctPair, Member)
"""Tables that name a member as the record itself, not as someone it speaks of."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person, and why it seems so."""

    first: Member
    second: Member
    why: str


def doubles_in(cells: Iterable[int], on: dt.date, *, limit: int = SHOWN) -> list[Pair]:
    """Pairs among the people who belong, or belonged, to these cells: the surest first.

    ``number``: an identity or card number in common; ``same``: same name and day of birth; ``similar``: same name with
    a birth not fully known or with day and month exchanged, or same day of birth and a name that differs by a slip.
    """
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, {"cells": sorted(cells), "likeness": LIKENESS, "limit": limit})
        found = cursor.fetchall()
    wanted = {number for first, second, _rank in found for number in (first, second)}
    members = {member.pk: member for member in with_status(Member.objects.filter(pk__in=wanted), on)}
    whys = {1: NUMBER, 2: SAME, 3: SIMILAR}
    return [Pair(members[first], members[second], whys[rank]) for first, second, rank in found]


def tables_naming_members() -> Iterator[tuple[type[models.Model], str]]:
    """Every foreign key to a member in any table above or beside, hidden ones and those of many-to-many rows too."""
    for relation in Member._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in OWN_RECORD:
            yield relation.related_model, relation.field.name


def rows_naming(members: Iterable[Member]) -> dict[int, int]:
    """How many rows of all tables name each of these members, in one question."""
    # A foreign key of ours is always called after its field.
    columns = [(model._meta.db_table, f"{name}_id") for model, name in tables_naming_members()]
    one = "SELECT {} AS member FROM {} WHERE {} = ANY(%(asked)s)"
    naming = " UNION ALL ".join(one.format(column, table, column) for table, column in columns)
    wanted = [member.pk for member in members]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT member, count(*) FROM ({naming}) AS row GROUP BY member", {"asked": wanted})  # noqa: S608
        found = dict(cursor.fetchall())
    return {number: found.get(number, 0) for number in wanted}
