"""Shortcomings named in reviews, commitments of a year, and the meetings at which units are reviewed."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.models import Commitment, CommitmentItem, ReviewMeeting, SelfReview, Shortcoming
from evaluations.services.commitments import (
    Line,
    SheetErrors,
    begin_commitment,
    copy_commitments,
    lines_mark,
    save_commitment_lines,
    sign_commitments,
)
from evaluations.services.review_meetings import change_review_meeting, link_review_meeting
from evaluations.services.shortcomings import (
    change_shortcoming,
    name_shortcoming,
    remove_shortcoming,
    report_shortcoming,
)
from tests.cast import Cast, Commune
from tests.factories import make_meeting, make_member

DAY = dt.date(2026, 3, 10)


def named(commune: Commune, cast: Cast, **values: object) -> Shortcoming:
    given: dict[str, object] = {"year": 2025, "text": "Sinh hoạt chuyên đề còn ít", "by": cast.secretary, **values}
    return name_shortcoming(commune.cells[0], **given)  # type: ignore[arg-type]


def test_shortcoming_is_named_once_and_remedied_with_day_and_result(commune: Commune, cast: Cast) -> None:
    row = named(commune, cast, remedy="Mỗi quý một chuyên đề", responsible=cast.deputy.member, due_on=DAY)
    assert named(commune, cast) == row
    with pytest.raises(DomainError, match="ghi ngày khắc phục xong"):
        report_shortcoming(row, progress="remedied", result="Đã họp", by=cast.secretary)
    with pytest.raises(DomainError, match="ghi kết quả"):
        report_shortcoming(row, progress="remedied", remedied_on=DAY, result=" ", by=cast.secretary)
    with pytest.raises(DomainError, match="chưa đến"):
        report_shortcoming(row, progress="remedied", remedied_on=dt.date(2026, 12, 1), result="x", by=cast.secretary)
    with pytest.raises(DomainError, match="trước kỳ kiểm điểm năm 2025"):
        report_shortcoming(row, progress="remedied", remedied_on=dt.date(2024, 12, 1), result="x", by=cast.secretary)
    with pytest.raises(DomainError, match="Hãy chọn tình trạng"):
        report_shortcoming(row, progress="soon", by=cast.secretary)
    assert report_shortcoming(row, progress="remedied", remedied_on=DAY, result="4 chuyên đề", by=cast.secretary)
    assert not report_shortcoming(row, progress="remedied", remedied_on=DAY, result="4 chuyên đề", by=cast.secretary)
    row.refresh_from_db()
    assert (row.progress, row.remedied_on, row.result) == ("remedied", DAY, "4 chuyên đề")
    with pytest.raises(DomainError, match="đã ghi khắc phục xong"):
        change_shortcoming(row, text="x", remedy="", responsible=None, due_on=None, by=cast.secretary)
    assert AuditEvent.objects.filter(action="evaluations.shortcoming_reported").count() == 1


def test_shortcoming_that_opens_again_loses_its_day(commune: Commune, cast: Cast) -> None:
    row = named(commune, cast)
    report_shortcoming(row, progress="remedied", remedied_on=DAY, result="x", by=cast.secretary)
    report_shortcoming(row, progress="under_way", remedied_on=DAY, result="x", by=cast.secretary)
    row.refresh_from_db()
    assert (row.progress, row.remedied_on) == ("under_way", None)
    assert change_shortcoming(row, text="Khác", remedy="a", responsible=None, due_on=DAY, by=cast.secretary)
    assert not change_shortcoming(row, text="Khác", remedy="a", responsible=None, due_on=DAY, by=cast.secretary)


def test_shortcoming_refuses_another_year_no_words_and_strangers(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="từ 2008 đến 2026"):
        named(commune, cast, year=2027)
    with pytest.raises(DomainError, match="Hãy ghi hạn chế"):
        named(commune, cast, text=" ")
    stranger = make_member(commune.cells[1], "Vũ Văn Xa")
    with pytest.raises(DomainError, match="Vũ Văn Xa không sinh hoạt tại Chi bộ thôn Song Vân"):
        named(commune, cast, responsible=stranger)
    assert not Shortcoming.objects.exists()


def test_shortcoming_removed_needs_a_reason_and_stays_removed(commune: Commune, cast: Cast) -> None:
    row = named(commune, cast)
    with pytest.raises(DomainError, match="Hãy ghi lý do"):
        remove_shortcoming(row, reason="", by=cast.secretary)
    remove_shortcoming(row, reason="Ghi nhầm", by=cast.secretary)
    with pytest.raises(DomainError, match="đã được bỏ"):
        remove_shortcoming(row, reason="Ghi nhầm", by=cast.secretary)
    assert AuditEvent.objects.get(action="evaluations.shortcoming_removed").note == "Ghi nhầm"


def test_commitments_are_signed_in_a_sheet_all_or_nothing(commune: Commune, cast: Cast) -> None:
    cell, member, deputy = commune.cells[0], cast.member.member.pk, cast.deputy.member.pk
    days = {(member, "commitment"): DAY, (deputy, "commitment"): dt.date(2026, 12, 1)}
    with pytest.raises(SheetErrors) as refused:
        sign_commitments(cell, year=2026, signed=days, by=cast.secretary)
    assert set(refused.value.errors) == {(deputy, "commitment")}
    assert not Commitment.objects.exists()

    signed = {(member, "commitment"): DAY, (None, "programme"): DAY, (deputy, "plan"): None}
    assert sign_commitments(cell, year=2026, signed=signed, by=cast.secretary, document="Mẫu của Đảng ủy") == 2
    assert sign_commitments(cell, year=2026, signed=signed, by=cast.secretary) == 0
    rows = {(row.member_id, row.kind, row.signed_on, row.document) for row in Commitment.objects.all()}
    assert rows == {(member, "commitment", DAY, "Mẫu của Đảng ủy"), (None, "programme", DAY, "Mẫu của Đảng ủy")}
    with pytest.raises(SheetErrors, match="1 ô cần sửa"):
        sign_commitments(cell, year=2026, signed={(member, "commitment"): None}, seen={}, by=cast.deputy)
    stranger = make_member(commune.cells[1], "Vũ Văn Xa")
    with pytest.raises(DomainError, match="Vũ Văn Xa không sinh hoạt"):
        sign_commitments(cell, year=2026, signed={(stranger.pk, "commitment"): DAY}, by=cast.secretary)
    with pytest.raises(DomainError, match="từ 2008 đến 2027"):
        sign_commitments(cell, year=2028, signed={}, by=cast.secretary)


def test_commitment_lines_are_kept_with_results_and_copied_as_a_draft(commune: Commune, cast: Cast) -> None:
    cell, member = commune.cells[0], cast.member.member
    old = begin_commitment(cell, year=2025, kind="commitment", member=member, by=cast.secretary)
    assert begin_commitment(cell, year=2025, kind="commitment", member=member, by=cast.secretary) == old
    lines = [
        Line(None, "Dự đủ các kỳ sinh hoạt", due_on=dt.date(2024, 2, 29)),
        Line(None, "Giúp một hộ nghèo", result="done", finished_on=dt.date(2025, 9, 1), product="1 hộ"),
        Line(None, " "),
    ]
    assert save_commitment_lines(old, lines=lines, by=cast.secretary) == 2
    first, second = old.items.all()
    again = [Line(first.pk, first.text, due_on=first.due_on), Line(second.pk, "")]
    mark = lines_mark([first, second])
    assert save_commitment_lines(old, lines=again, by=cast.secretary, seen=mark) == 1
    with pytest.raises(DomainError, match="Có người vừa sửa bản này"):
        save_commitment_lines(old, lines=again, by=cast.deputy, seen=mark)

    assert copy_commitments(cell, year=2026, by=cast.secretary) == 1
    new = Commitment.objects.get(year=2026)
    assert (new.member, new.signed_on) == (member, None)
    assert [(row.text, row.due_on, row.result) for row in new.items.all()] == [
        ("Dự đủ các kỳ sinh hoạt", dt.date(2025, 2, 28), "open")
    ]
    with pytest.raises(DomainError, match="Không có bản nào của năm 2025 để chép"):
        copy_commitments(cell, year=2026, by=cast.secretary)


def test_commitment_lines_refuse_done_without_a_day_and_wrong_kinds(commune: Commune, cast: Cast) -> None:
    cell, member = commune.cells[0], cast.member.member
    with pytest.raises(DomainError, match="Hãy chọn loại cam kết"):
        begin_commitment(cell, year=2026, kind="programme", member=member, by=cast.secretary)
    with pytest.raises(DomainError, match="không sinh hoạt"):
        begin_commitment(commune.cells[1], year=2026, kind="plan", member=member, by=cast.secretary)
    row = begin_commitment(cell, year=2026, kind="plan", member=member, by=cast.secretary)
    lines = [
        Line(None, "a", result="done"),
        Line(None, "b", result="done", finished_on=dt.date(2026, 12, 3)),
        Line(None, "c", result="soon"),
        Line(12345, "d"),
        Line(None, "e"),
    ]
    with pytest.raises(SheetErrors) as refused:
        save_commitment_lines(row, lines=lines, by=cast.secretary)
    assert set(refused.value.errors) == {0, 1, 2, 3}
    assert not CommitmentItem.objects.exists()


def test_review_meeting_is_linked_once_and_the_forms_went_out_with_the_drafts(of, period, commune, cast: Cast) -> None:
    cell = commune.cells[0]
    SelfReview.objects.create(evaluation=of(cell), form="01", updated_by=cast.secretary)
    meeting = make_meeting(cell, dt.date(2026, 11, 20), by=cast.secretary)
    sent_on = dt.date(2026, 11, 16)
    given = {"meeting": meeting, "drafts_sent_on": sent_on, "delegation": "Đ/c Vinh", "by": cast.secretary}
    found = link_review_meeting(period, cell, **given)
    assert link_review_meeting(period, cell, **given) == found
    assert SelfReview.objects.get().circulated_on == sent_on
    assert AuditEvent.objects.filter(action="evaluations.review_meeting_linked").count() == 1
    changed = {"meeting": meeting, "drafts_sent_on": sent_on, "delegation": "Đ/c Trang", "by": cast.deputy}
    assert change_review_meeting(found, **changed)
    assert not change_review_meeting(found, **changed)
    assert ReviewMeeting.objects.get().delegation == "Đ/c Trang"


def test_review_meeting_refuses_what_does_not_fit(period, commune: Commune, cast: Cast) -> None:
    cell, by = commune.cells[0], cast.secretary
    meeting = make_meeting(cell, dt.date(2026, 11, 20), by=by)
    with pytest.raises(DomainError, match="không phải của Chi bộ thôn Tân Lập"):
        link_review_meeting(period, commune.cells[1], meeting=meeting, by=by)
    with pytest.raises(DomainError, match="sau ngày họp 20/11/2026"):
        link_review_meeting(period, cell, meeting=meeting, drafts_sent_on=dt.date(2026, 11, 21), by=by)
    with pytest.raises(DomainError, match="chưa đến"):
        link_review_meeting(period, cell, meeting=meeting, drafts_sent_on=dt.date(2026, 11, 25), by=by)
    old = make_meeting(cell, dt.date(2025, 11, 20), by=by)
    with pytest.raises(DomainError, match="trước năm đánh giá 2026"):
        link_review_meeting(period, cell, meeting=old, by=by)
    gone = make_meeting(cell, dt.date(2026, 10, 20), by=by, state="cancelled", cancelled_reason="x")
    with pytest.raises(DomainError, match="đã hủy"):
        link_review_meeting(period, cell, meeting=gone, by=by)
    type(period).objects.filter(pk=period.pk).update(state="closed", closed_by=by, closed_at="2026-11-21T00:00Z")
    with pytest.raises(DomainError, match="năm 2026 đã kết thúc"):
        link_review_meeting(period, cell, meeting=meeting, by=by)
