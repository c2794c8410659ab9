"""The right to take lists out: granted with a reason to those who may see, never to oneself, ended at any time."""

import datetime as dt

import pytest

from accounts.models import AuditEvent, User
from cells.access import actions_for
from cells.models import Assignment, ExportRight
from cells.services.rights import end_export, grant_export
from core.errors import DomainError
from tests.cast import TODAY

pytestmark = pytest.mark.django_db


def fresh(user):
    return User.objects.get(pk=user.pk)


def grant(commune, cast, **values):
    facts = {"user": cast.deputy, "reason": "Nộp danh sách", "valid_from": TODAY, "by": cast.commune, **values}
    return grant_export(commune.committee, **{**facts, "user": fresh(facts["user"])})


def test_right_granted_counts_until_it_ends_and_is_written_down(commune, cast):
    right = grant(commune, cast)
    assert "export" in actions_for(fresh(cast.deputy), commune.cells[0])
    line = AuditEvent.objects.get(action="cells.export_granted")
    assert (line.note, line.organisation_number) == ("Nộp danh sách", commune.committee.pk)
    end_export(right, last_day=TODAY - dt.timedelta(days=1), by=cast.commune)
    right.refresh_from_db()
    assert right.valid_to == TODAY
    with pytest.raises(DomainError, match="đã hết ngày 22/11/2026"):
        end_export(right, last_day=TODAY, by=cast.commune)


def test_right_taken_back_with_yesterday_as_its_last_day_is_gone(commune, cast):
    right = grant(commune, cast, valid_from=TODAY - dt.timedelta(days=9))
    end_export(right, last_day=TODAY - dt.timedelta(days=1), by=cast.commune)
    assert "export" not in actions_for(fresh(cast.deputy), commune.cells[0])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": " "}, "lý do"),
        ({"valid_to": TODAY - dt.timedelta(days=1)}, "sau ngày bắt đầu"),
        ({"user": "commune"}, "không tự giao quyền cho mình"),
        ({"user": "stranger"}, "chưa được xem Đảng bộ xã Vân Trục"),
        ({"user": "member"}, "chưa được xem"),
    ],
)
def test_right_that_cannot_be_granted_is_refused(commune, cast, values, sentence):
    if "user" in values:
        values = {**values, "user": getattr(cast, values["user"])}
    with pytest.raises(DomainError, match=sentence):
        grant(commune, cast, **values)
    assert not ExportRight.objects.exists()


def test_right_is_not_granted_to_a_stopped_account_or_to_the_secretary(commune, cast):
    User.objects.filter(pk=cast.deputy.pk).update(is_active=False)
    with pytest.raises(DomainError, match="ngừng dùng"):
        grant(commune, cast)
    with pytest.raises(DomainError, match="theo chức vụ"):
        grant_export(commune.cells[0], user=fresh(cast.secretary), reason="x", valid_from=TODAY, by=cast.commune)


def test_right_granted_twice_for_the_same_time_is_refused(commune, cast):
    grant(commune, cast, valid_to=dt.date(2026, 12, 31))
    with pytest.raises(DomainError, match="đã có quyền"):
        grant(commune, cast)
    assert grant(commune, cast, valid_from=dt.date(2027, 1, 1)).pk


def test_person_in_charge_may_be_granted_it(commune, cast):
    Assignment.objects.create(
        organisation=commune.committee, member=cast.member.member, unit=commune.cells[1], valid_from=TODAY
    )
    grant(commune, cast, user=cast.member)
    assert "export" in actions_for(fresh(cast.member), commune.cells[1])
    assert "export" not in actions_for(fresh(cast.member), commune.cells[0])
