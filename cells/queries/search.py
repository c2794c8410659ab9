"""Finding people by a few typed words: without accents, with a slip of the finger, or by a whole number."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from cells.models import Member
from core.syllables import is_syllable, meant_by
from core.vietnamese import search_key

LIKENESS = 0.45
"""How alike two names have to be (pg_trgm) to be offered when nothing else is found."""
OFFERED = 20
WORDS = 8
SHORTEST = 3
"""A word of fewer letters is taken as it is: one slip away from it lies nearly everything."""
NUMBER = re.compile(r"[0-9]{8,9}|[0-9]{12}")


def find_members(members: QuerySet[Member], text: str) -> QuerySet[Member]:
    """Members whose name contains the words of ``text``, accents left aside; or the one with that whole number."""
    number = re.sub(r"[\s.]", "", text)
    if NUMBER.fullmatch(number):
        numbers = ("citizen_id", "card_number", "old_card_number", "old_identity_number")
        holders = Member.objects.none().union(
            *(Member.objects.filter(**{name: number}).values("pk") for name in numbers)
        )
        return members.filter(pk__in=list(holders.values_list("pk", flat=True)))
    for word in _words(text):
        members = members.filter(search_key__contains=word)
    return members


def members_meant(members: QuerySet[Member], text: str) -> QuerySet[Member]:
    """Whom ``text`` may mean when nobody is named so: with a slip in a word, else names alike as a whole."""
    words = _words(text)
    unknown = {word for word in words if not is_syllable(word)}
    found = members.none()
    if unknown:
        found = members.filter(_named(words, unknown))
    elif len(words) > 1:
        found = members.filter(reduce(or_, (_named(words, {word}) for word in words)))
    return found if found.exists() else _alike(members, " ".join(words))


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[^\w']|_", search_key(text)) if word.strip("'")][:WORDS]


def _named(words: Sequence[str], mistyped: Collection[str]) -> Q:
    """A name with all the words, where those mistyped stand for any syllable one slip away."""
    condition = Q()
    for word in words:
        if word not in mistyped or len(word) < SHORTEST:
            condition &= Q(search_key__contains=word)
        elif meant := sorted(meant_by(word)):
            condition &= Q(search_key__regex=rf"\m({'|'.join(meant)})\M")
        else:
            condition &= Q(pk__in=[])
    return condition


def _alike(members: QuerySet[Member], name: str) -> QuerySet[Member]:
    """The names most alike by their groups of three letters."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LIKENESS)])
        alike = members.filter(search_key__trigram_similar=name)
        ranked = alike.order_by(TrigramSimilarity("search_key", name).desc(), "sort_key", "pk")
        return members.filter(pk__in=list(ranked.values_list("pk", flat=True)[:OFFERED]))
