"""How fast the boards of a province are, against an empty page; what is written for it is undone.

The invented province has no meetings: three years of them are written by PostgreSQL, with everyone on the roll, and a
decision on everyone for the year before.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from cells.models import Organisation
from core.periods import today
from demo.measures import BOARD_LIMIT, EMPTY, Figure, medians
from demo.province.growth import PROVINCE_CODE

ROUNDS = 3
# One cell in eleven misses a month, one in four has no theme in a quarter.
MEETINGS = """
INSERT INTO meetings_meeting (cell_id, kind, year, month, held_on, place, mode, theme, ends_next_day, state,
    planned_by_id, planned_at, opened_by_id, opened_at, started_at, ended_at, submitted_by_id, submitted_at,
    returned_reason, registration, registration_note, version, correction_reason, cancelled_reason)
SELECT cell.id, CASE WHEN month %% 3 = 0 AND cell.id %% 4 > 0 THEN 'combined' ELSE 'regular' END, year, month,
    make_date(year, month, 5), 'x', 'in_person', '', false, 'submitted', %(by)s, now(), %(by)s, now(), TIME '19:30',
    TIME '21:00', %(by)s, make_date(year, month, 6 + (cell.id %% 4)::int), '', 'registered', '', 1, '', ''
FROM cells_organisation cell
JOIN cells_organisationperiod place ON place.organisation_id = cell.id AND place.kind = 'cell'
CROSS JOIN generate_series(%(first)s, %(last)s) year CROSS JOIN generate_series(1, 12) month
WHERE place.valid_from <= make_date(year, month, 5)
  AND (place.valid_to IS NULL OR place.valid_to >= make_date(year, month, 5))
  AND cell.founded_on <= make_date(year, month, 1) AND make_date(year, month, 5) < %(today)s
  AND (cell.id + month) %% 11 > 0
"""
ROLLS = """
INSERT INTO meetings_attendance (meeting_id, member_id, is_official, status, is_temporary, state, reason)
SELECT meeting.id, held.member_id, true, '', false,
    CASE WHEN (held.member_id + meeting.month) %% 12 > 0 THEN 'present' ELSE 'unexcused' END, ''
FROM meetings_meeting meeting JOIN cells_membership held ON held.cell_id = meeting.cell_id
    AND held.kind = 'permanent' AND held.valid_from <= meeting.held_on
    AND (held.valid_to IS NULL OR held.valid_to >= meeting.held_on)
WHERE meeting.place = 'x' AND meeting.year >= %(rolls)s
"""
DECISIONS = """
INSERT INTO evaluations_decision (evaluation_id, version, kind, level, computed_level, reason, decided_on,
    document_number, signed_by, signer_title, is_outstanding, facts, trace, decided_by_id, decided_at)
SELECT id, 1, 'first', level, level, '', %(today)s, '', '', '', false, '{}', '[]', %(by)s, now()
FROM (
    SELECT id, CASE WHEN id %% 100 < 12 THEN 'excellent' WHEN id %% 100 < 90 THEN 'good' ELSE 'completed' END AS level
    FROM evaluations_evaluation WHERE state = 'submitted'
) drawn
"""


def board_figures() -> Iterator[Figure]:
    """Each tab of the province's board, the month of all its cells, home, and the board of one commune."""
    province = Organisation.objects.get(code=PROVINCE_CODE)
    commune = Organisation.objects.filter(periods__parent=province, ended_on=None).exclude(periods__kind="cell")[0]
    board = reverse("reports:province_board", args=[province.pk])
    month = reverse("reports:month_reasons", args=[today().year, 5])
    pages = [
        ("trang chủ", reverse("reports:home")),
        *((f"bảng điều hành tỉnh, {part}", f"{board}?phan={part}") for part in ("sinh-hoat", "xep-loai", "vuong")),
        ("đơn vị điểm của tỉnh", f"{board}?phan=don-vi-diem"),
        ("tháng 5 của mọi chi bộ", month),
        ("bảng điều hành một xã", reverse("reports:commune_board", args=[commune.pk])),
        ("xã, các tháng", f"{reverse('reports:commune_board', args=[commune.pk])}?phan=thang"),
    ]
    with transaction.atomic(), override_settings(ROOT_URLCONF="demo.bench_urls", ALLOWED_HOSTS=["testserver"]):
        _write()
        client = Client()
        client.force_login(User.objects.get(username="canbo.tinh"), "django.contrib.auth.backends.ModelBackend")
        for name, path in pages:
            page, empty = medians(partial(client.get, path), partial(client.get, EMPTY), rounds=ROUNDS)
            detail = f"{page * 1000:.0f} ms / {empty * 1000:.1f} ms"
            yield Figure(f"Tỉnh: {name} / trang trống", page / empty, BOARD_LIMIT, detail)
        transaction.set_rollback(True)


def _write() -> None:
    year = today().year
    values: dict[str, Any] = {
        "by": User.objects.get(username="bithu.tinh").pk, "first": year - 2, "last": year, "rolls": year - 1,
        "today": today(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (MEETINGS, ROLLS, DECISIONS, "ANALYZE"):
            cursor.execute(statement, values)
