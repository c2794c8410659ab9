"""Admission, status and membership of people; founding and end of units: who is rated at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cells.models import Membership, StatusPeriod
from core.periods import format_date, today, whole_months_between
from evaluations.queries.sources.basis import Basis, Exclusion
from evaluations.queries.sources.subjects import ANY, ORGANISATIONS, PERSONS, SUBJECTS, Group, Subject, rows_of

KINDS = ANY
PROBATION_MONTHS = 12
"""Months from admission to becoming official (Điều lệ Đ5.1), for members whose admission day is not recorded."""
ENDED, LEFT = "excluded.cell_ended", "excluded.left"
EXCLUSION = "exclusion"
FACTS = ("months_since_admission", "exempt", "suspended", "months_since_founding", EXCLUSION)
LEFT_SOURCE = "Theo hồ sơ đảng viên; nơi nhận đánh giá (HD 21-HD/BTCTW)"
ENDED_SOURCE = "Theo cây tổ chức; đánh giá tổ chức đang hoạt động ở ngày chốt"

# A leader may be rated at the unit of the post, without ever having belonged to it as a member. The last membership is
# found by the plain index of its member: `IS TRUE` hides the kind from the index of the constraint, ten times slower.
PEOPLE = f"""
WITH {SUBJECTS}, last AS MATERIALIZED (
    SELECT DISTINCT ON (s.pk) s.pk, place.cell_id, place.valid_from, place.valid_to, place.end_reason
    FROM s JOIN cells_membership place ON place.member_id = s.member AND (place.kind = 'permanent') IS TRUE
        AND place.valid_from <= s.cut
    ORDER BY s.pk, place.valid_from DESC, place.id DESC
)
SELECT s.pk, coalesce(person.admitted_on, person.admission_decided_on), person.official_on, standing.status,
    standing.valid_from, last.valid_from, last.valid_to, last.end_reason,
    last.cell_id = s.cell OR EXISTS (SELECT FROM evaluations_evaluation other WHERE other.period_id = s.period
        AND other.cell_id = last.cell_id AND other.member_id IS NULL)
        OR NOT EXISTS (SELECT FROM cells_membership place WHERE place.member_id = s.member
        AND place.cell_id = s.cell AND place.kind = 'permanent')
FROM s JOIN cells_member person ON person.id = s.member
LEFT JOIN cells_statusperiod standing ON standing.member_id = s.member AND standing.valid_from <= s.cut
    AND (standing.valid_to IS NULL OR standing.valid_to >= s.cut)
LEFT JOIN last ON last.pk = s.pk
"""  # noqa: S608 - made of constants
# A unit made by merging or splitting counts from the founding of the oldest one that it followed.
UNITS = f"""
WITH {SUBJECTS}, before AS (
    SELECT step.successor_id AS cell, min(older.founded_on) AS founded_on
    FROM cells_succession step JOIN cells_organisation older ON older.id = step.predecessor_id
    WHERE step.successor_id IN (SELECT cell FROM s) GROUP BY 1
), after AS (
    SELECT DISTINCT ON (step.predecessor_id) step.predecessor_id AS cell, place.name FROM cells_succession step
    JOIN cells_organisationperiod place ON place.organisation_id = step.successor_id AND place.valid_from <= %(now)s
    WHERE step.predecessor_id IN (SELECT cell FROM s)
    ORDER BY step.predecessor_id, step.id, place.valid_from DESC
)
SELECT s.pk, CASE WHEN s.scope = 'apart' THEN body.valid_from ELSE unit.founded_on END,
    CASE WHEN s.scope = 'apart' THEN NULL ELSE before.founded_on END, coalesce(body.valid_to, unit.ended_on), after.name
FROM s JOIN cells_organisation unit ON unit.id = s.cell
LEFT JOIN evaluations_leadershipcollective body ON body.id = s.collective
LEFT JOIN before ON before.cell = s.cell LEFT JOIN after ON after.cell = s.cell
WHERE s.member IS NULL
"""  # noqa: S608 - made of constants


class Person(NamedTuple):
    joined_on: dt.date | None
    official_on: dt.date | None
    status: str | None
    status_from: dt.date | None
    place_from: dt.date | None
    place_to: dt.date | None
    end_reason: str | None
    is_here: bool | None


class Unit(NamedTuple):
    founded_on: dt.date
    oldest_on: dt.date | None
    ended_on: dt.date | None
    successor: str | None

    @property
    def since(self) -> dt.date:
        return min(self.founded_on, self.oldest_on) if self.oldest_on else self.founded_on


months_between = lru_cache(maxsize=20_000)(whole_months_between)


def _lives(subjects: Sequence[Subject]) -> dict[int, Person | Unit]:
    everyone = subjects if isinstance(subjects, Group) else Group(subjects)
    people, units = everyone.only(PERSONS), everyone.only(ORGANISATIONS)
    found: dict[int, Person | Unit] = {row[0]: Person(*row[1:]) for row in rows_of(PEOPLE, people)}
    found |= {row[0]: Unit(*row[1:]) for row in rows_of(UNITS, units, now=today())}
    return found


def read(subjects: Sequence[Subject]) -> dict[int, dict[str, Any]]:
    lives, found = _lives(subjects), {}
    for row in subjects:
        life = lives.get(row.pk)
        if isinstance(life, Person):
            found[row.pk] = _of_person(life, row.cut_off, row.months_on)
        elif isinstance(life, Unit):
            found[row.pk] = _of_unit(row, life)
    return found


def _of_person(life: Person, on: dt.date, months_on: dt.date) -> dict[str, Any]:
    return {
        "months_since_admission": _months_since_admission(life, months_on),
        "exempt": life.status == StatusPeriod.Status.EXEMPT,
        "suspended": life.status == StatusPeriod.Status.SUSPENDED,
        EXCLUSION: _left(life, on),
    }


def _months_since_admission(life: Person, on: dt.date) -> int | None:
    """Whole months from admission; from the day of becoming official where admission is not recorded."""
    if life.joined_on is not None:
        return max(0, months_between(life.joined_on, on))
    if life.official_on is not None:
        return PROBATION_MONTHS + max(0, months_between(life.official_on, on))
    return None


def _left(life: Person, on: dt.date) -> Exclusion | None:
    """A member who by that day belongs to no cell of the period any more. Kept for good, so always Vietnamese."""
    if life.place_from is None:
        return None
    if life.place_to is not None and life.place_to < on:
        with override("vi"):
            reason = Membership.EndReason(life.end_reason).label if life.end_reason else ""
        text = f"Không còn sinh hoạt tại chi bộ: {reason}, ngày {format_date(life.place_to)}."
        return Exclusion(LEFT, text, LEFT_SOURCE)
    if not life.is_here:
        text = f"Đã chuyển đến chi bộ ngoài kỳ đánh giá này từ ngày {format_date(life.place_from)}."
        return Exclusion(LEFT, text, LEFT_SOURCE)
    return None


def _of_unit(row: Subject, life: Unit) -> dict[str, Any]:
    exclusion = None
    if life.ended_on is not None and life.ended_on < row.cut_off:
        exclusion = _ended(row, life, life.ended_on)
    months = max(0, months_between(life.since, row.months_on))
    return {"months_since_founding": months, EXCLUSION: exclusion}


def _ended(row: Subject, life: Unit, ended_on: dt.date) -> Exclusion:
    """Kept with the decision for good, so always Vietnamese, like the regulations."""
    name = "Tập thể" if row.collective else "Chi bộ" if row.kind == "cell" else "Đảng bộ"
    text = f"{name} kết thúc hoạt động ngày {format_date(ended_on)}"
    after = f"; {name.lower()} kế thừa là {life.successor}." if life.successor else "."
    return Exclusion(ENDED, text + after, ENDED_SOURCE)


def tell(subjects: Sequence[Subject], values: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Basis]]:
    lives, found = _lives(subjects), {}
    for row in subjects:
        life = lives.get(row.pk)
        if isinstance(life, Person) and row.member:
            found[row.pk] = _bases_of_person(row.member, life, row.months_on)
        elif isinstance(life, Unit):
            found[row.pk] = {"months_since_founding": _founding(row, life)}
    return found


def _bases_of_person(member: int, life: Person, on: dt.date) -> dict[str, Basis]:
    url = reverse("cells:member_detail", args=[member])
    text = _("Tình trạng: đang sinh hoạt.")
    if life.status and life.status_from:
        words = {"status": StatusPeriod.Status(life.status).label, "day": format_date(life.status_from)}
        text = _("Tình trạng: %(status)s từ ngày %(day)s.") % words
    said = Basis(text, url)
    return {"months_since_admission": Basis(_admission_words(life, on), url), "exempt": said, "suspended": said}


def _admission_words(life: Person, on: dt.date) -> str:
    if life.joined_on is not None:
        words = {"day": format_date(life.joined_on), "on": format_date(on)}
        return _("Kết nạp ngày %(day)s, tính đến %(on)s.") % words
    if life.official_on is not None:
        words = {"day": format_date(life.official_on)}
        return _("Hồ sơ thiếu ngày kết nạp; chính thức ngày %(day)s, cộng 12 tháng dự bị.") % words
    return _("Hồ sơ thiếu ngày kết nạp và ngày chính thức; hãy bổ sung hồ sơ.")


def _founding(row: Subject, life: Unit) -> Basis:
    said = (
        _("Thành lập ngày %(day)s (kế thừa chi bộ đã có), tính đến %(on)s.")
        if life.since < life.founded_on
        else _("Thành lập ngày %(day)s, tính đến %(on)s.")
    )
    words = {"day": format_date(life.since), "on": format_date(row.months_on)}
    return Basis(said % words, reverse("cells:cell_detail", args=[row.cell]))
