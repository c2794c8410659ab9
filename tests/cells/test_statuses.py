"""Statuses as dated periods: between others, never two at a time, each refusal a sentence that names the other."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Membership, StatusPeriod
from cells.rules.meanings import status_doubts
from cells.services.statuses import begin_status, change_status, end_status
from core.errors import DomainError
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def member(commune):
    return make_member(commune.cells[0], "Lê Văn Bình")


def begin(member, cast, first, last=None, status="exempt", **values):
    return begin_status(
        member, status=status, valid_from=day(first), valid_to=last and day(last), by=cast.secretary, **values
    )


def test_status_is_stored_with_its_document_and_audit_line(member, commune, cast):
    period = begin(member, cast, "2026-03-01", document=" NQ  05-NQ/CB ", document_on=day("2026-02-20"))
    period.refresh_from_db()
    assert (period.status, period.valid_to, period.document) == ("exempt", None, "NQ 05-NQ/CB")
    line = AuditEvent.objects.get(action="cells.status_begun")
    assert (line.organisation_number, line.thing_label) == (
        commune.cells[0].pk,
        "Lê Văn Bình: miễn công tác và sinh hoạt đảng",
    )
    assert line.changes["valid_from"] == [None, "2026-03-01"]


def test_backdated_status_fits_between_two_others(member, cast):
    begin(member, cast, "2024-02-01", "2024-06-30")
    begin(member, cast, "2025-01-01")
    begin(member, cast, "2024-07-01", "2024-12-31", status="reduced")
    assert list(StatusPeriod.objects.values_list("status", flat=True)) == ["exempt", "reduced", "exempt"]


def test_status_before_the_admission_is_refused(member, cast):
    with pytest.raises(DomainError, match="vào Đảng ngày 03/02/1990") as refusal:
        begin(member, cast, "1950-05-01", "1951-04-10", status="suspended")
    assert refusal.value.field == "valid_from"
    assert not StatusPeriod.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "words", "field"),
    [
        ("2025-05-01", None, "Từ ngày 01/01/2025 đến nay", "valid_from"),
        ("2024-03-01", "2024-04-01", "Từ 01/02/2024 đến 30/06/2024", "valid_from"),
        ("2024-09-01", None, "muộn nhất là 31/12/2024", "valid_to"),
        ("2024-09-01", "2025-01-01", "muộn nhất là 31/12/2024", "valid_to"),
        ("2024-09-02", "2024-09-01", "từ ngày bắt đầu", "valid_to"),
    ],
)
def test_status_that_meets_another_is_refused_naming_it(member, cast, first, last, words, field):
    begin(member, cast, "2024-02-01", "2024-06-30")
    begin(member, cast, "2025-01-01")
    with pytest.raises(DomainError, match=words) as refusal:
        begin(member, cast, first, last, status="reduced")
    assert refusal.value.field == field
    assert StatusPeriod.objects.count() == 2


def test_status_needs_a_kind_and_away_a_place(member, cast):
    with pytest.raises(DomainError, match="chọn tình trạng"):
        begin(member, cast, "2026-01-01", status="asleep")
    with pytest.raises(DomainError, match="nơi sinh hoạt tạm thời"):
        begin(member, cast, "2026-01-01", status="away")
    begin(member, cast, "2026-01-01", status="away", place="Chi bộ 5, phường Nông Trang")


def test_status_after_leaving_is_refused_and_before_it_is_not(member, cast):
    Membership.objects.filter(member=member).update(valid_to=day("2026-06-30"), end_reason="transferred")
    with pytest.raises(DomainError, match="thôi sinh hoạt từ sau ngày 30/06/2026"):
        begin(member, cast, "2026-07-01")
    begin(member, cast, "2026-06-01", "2026-06-30")


def test_status_ends_on_its_last_day_once(member, cast):
    period = begin(member, cast, "2026-01-01")
    with pytest.raises(DomainError, match="từ ngày bắt đầu"):
        end_status(period, last_day=day("2025-12-31"), by=cast.secretary)
    end_status(period, last_day=day("2026-05-31"), by=cast.secretary, document="NQ 9", document_on=day("2026-05-30"))
    period.refresh_from_db()
    assert period.valid_to == day("2026-05-31")
    line = AuditEvent.objects.get(action="cells.status_ended")
    assert (line.changes, line.note) == ({"valid_to": [None, "2026-05-31"]}, "NQ 9 30/05/2026")
    with pytest.raises(DomainError, match="đã kết thúc ngày 31/05/2026"):
        end_status(period, last_day=day("2026-06-30"), by=cast.secretary)


def test_status_written_wrongly_is_put_right_but_not_over_another(member, cast):
    first = begin(member, cast, "2024-02-01", "2024-06-30")
    second = begin(member, cast, "2025-01-01")
    change_status(first, valid_from=day("2024-01-15"), valid_to=day("2024-12-31"), by=cast.secretary, document="QĐ 3")
    first.refresh_from_db()
    assert (first.valid_from, first.valid_to, first.document) == (day("2024-01-15"), day("2024-12-31"), "QĐ 3")
    assert AuditEvent.objects.get(action="cells.status_changed").changes["valid_to"] == ["2024-06-30", "2024-12-31"]
    with pytest.raises(DomainError, match="Từ 15/01/2024 đến 31/12/2024"):
        change_status(second, valid_from=day("2024-12-31"), by=cast.secretary)


@pytest.mark.parametrize(
    ("last", "words"),
    [(None, "hãy ghi ngày kết thúc"), ("2026-12-31", "từ 12 tháng"), ("2026-12-30", None)],
)
def test_temporary_exemption_is_for_less_than_twelve_months(last, words):
    found = status_doubts("temporarily_exempt", day("2026-01-01"), last and day(last))
    assert (not found) if words is None else (words in found[0])
    assert status_doubts("exempt", day("2026-01-01"), None) == []
