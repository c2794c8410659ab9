"""What the papers of a review would lack, told before they are printed."""

import datetime as dt

from cells.models import Member, OrganisationPeriod, Seat
from evaluations.models import Ballot, BallotCount, Evaluation, LocalRegulation, Period, SelfReview
from reports.queries.review_gaps import (
    appraisal_gaps,
    ballot_gaps,
    blank_review_gaps,
    cap_gaps,
    local_regulation_gaps,
    opinion_list_gaps,
    opinion_summary_gaps,
    postponed_gaps,
    record_list_gaps,
    review_gaps,
    unit_record_list_gaps,
    unit_reviews_gaps,
)
from tests.cast import TODAY, Cast, Commune
from tests.reports.gaps import period, review, url_of, words

__all__ = ["period", "review"]

SENT_AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def test_review_tells_words_level_day_and_birthday_that_are_missing(review: Evaluation, cast: Cast) -> None:
    found = words(review_gaps(review))
    for sentence in ("Chưa chọn mức tự xếp loại.", "Chưa gửi nên dòng ngày", "mục chưa viết"):
        assert sentence in found
    sections = dict.fromkeys(("I.1", "I.2", "I.3", "II", "III", "IV", "V", "VI"), "Đã làm.")
    SelfReview.objects.create(evaluation=review, form="2C", sections=sections, level="good", updated_by=cast.secretary)
    assert "Chưa chọn mức" not in words(review_gaps(review))
    assert "mục chưa viết" not in words(review_gaps(review))


def test_review_without_a_whole_birthday_leads_to_the_record(review: Evaluation) -> None:
    Member.objects.filter(pk=review.member_id).update(birth_date=None)
    again = Evaluation.objects.select_related("period", "cell", "member").get(pk=review.pk)
    assert again.member is not None
    assert url_of(review_gaps(again), "năm sinh") == again.member.get_absolute_url()


def test_review_of_a_unit_without_a_leader_has_nobody_to_sign(period: Period, commune: Commune) -> None:
    Seat.objects.filter(organisation=commune.cells[1]).delete()
    row = Evaluation.objects.select_related("period", "cell").get(period=period, cell=commune.cells[1], member=None)
    assert "chỗ người ký để trống" in words(review_gaps(row))


def test_blank_form_says_where_its_number_is_unknown_or_only_recalled(review: Evaluation) -> None:
    assert list(blank_review_gaps(review)) == []
    forms = review.period.regulation["forms"]
    review.period.regulation = {**review.period.regulation, "forms": []}
    assert "không có số mẫu cho năm 2026" in words(blank_review_gaps(review))
    review.period.regulation = {**review.period.regulation, "forms": [{**row, "mark": "M"} for row in forms]}
    assert "chưa đối chiếu được với văn bản" in words(blank_review_gaps(review))


def test_forms_of_a_unit_count_who_has_not_sent(review: Evaluation) -> None:
    total = Evaluation.objects.filter(cell=review.cell).count()
    assert f"{total}/{total} bản chưa gửi" in words(unit_reviews_gaps(review))
    assert url_of(unit_reviews_gaps(review), "bản chưa gửi").endswith(f"/chi-bo/{review.cell_id}/kiem-diem/")
    Evaluation.objects.filter(cell=review.cell).update(submitted_at=SENT_AT)
    assert list(unit_reviews_gaps(review)) == []


def test_summary_of_opinions_counts_silence_and_missing_sides(review: Evaluation) -> None:
    Evaluation.objects.filter(pk=review.pk).update(subject=Evaluation.Subject.MEMBER)
    found = list(opinion_summary_gaps(review))
    assert "chưa chọn mức tự xếp loại" in words(found)
    assert "1 đồng chí còn thiếu ý kiến" in words(found)
    Evaluation.objects.filter(cell=review.cell, member__isnull=False).delete()
    assert "không có đảng viên nào trong kỳ" in words(opinion_summary_gaps(review))


def test_opinions_one_by_one_need_no_signer(review: Evaluation, commune: Commune) -> None:
    Seat.objects.filter(organisation=commune.cells[0]).delete()
    assert "chỗ người ký để trống" in words(opinion_summary_gaps(review))
    assert "chỗ người ký để trống" not in words(opinion_list_gaps(review))
    assert "chưa chọn mức tự xếp loại" in words(opinion_list_gaps(review))


def test_ballot_that_is_not_counted_or_has_no_meeting_or_names_says_so(period: Period, commune: Commune) -> None:
    ballot = Ballot(period=period, organisation=commune.cells[0], stage="levels", about="Xếp loại", body=4, pk=1)
    found = words(ballot_gaps(ballot))
    for sentence in ("Chưa gắn buổi họp", "Chưa có kết quả kiểm phiếu", "Phiếu chưa có tên ai."):
        assert sentence in found


def test_counted_ballot_says_which_numbers_do_not_fit(period: Period, commune: Commune, cast: Cast) -> None:
    ballot = Ballot.objects.create(
        period=period,
        organisation=commune.cells[0],
        stage="levels",
        about="Xếp loại",
        body=5,
        prepared_by=cast.secretary,
        state="confirmed",
    )
    BallotCount.objects.create(ballot=ballot, place=1, issued=4, collected=3, entered_by=cast.secretary)
    found = words(ballot_gaps(ballot))
    assert "Phát ra 4 phiếu, có 5 người được bỏ phiếu" in found
    assert "Thu về 3 phiếu trên 4 phiếu phát ra." in found


def test_appraisal_tells_who_was_not_appraised_and_nothing_else(period: Period, review: Evaluation) -> None:
    assert list(appraisal_gaps(period)) == []
    Evaluation.objects.filter(pk=review.pk).update(
        state="submitted", submitted_by=period.opened_by, submitted_at=SENT_AT
    )
    assert words(appraisal_gaps(period)) == "1 phiếu đã gửi chưa có ý kiến thẩm định."


def test_list_of_records_counts_who_lacks_papers_with_the_page_that_names_them(
    period: Period, review: Evaluation
) -> None:
    total = period.evaluations.count()
    assert f"{total}/{total} đối tượng còn thiếu tài liệu" in words(record_list_gaps(period))
    own = list(unit_record_list_gaps(review))
    assert url_of(own, "còn thiếu tài liệu").endswith(f"?don-vi={review.cell_id}")
    assert url_of(own, "chưa được quyết định xếp loại") == period.get_absolute_url()


def test_list_of_records_of_a_year_without_the_form_or_people_says_so(period: Period) -> None:
    period.regulation = {**period.regulation, "forms": []}
    assert "không có mẫu danh mục hồ sơ" in words(record_list_gaps(period))
    period.evaluations.all().delete()
    assert "Danh mục chưa có tập thể, cá nhân nào." in words(record_list_gaps(period))


def test_list_of_records_lacks_signer_place_and_legal_basis(period: Period, commune: Commune) -> None:
    Seat.objects.filter(organisation=commune.committee).delete()
    OrganisationPeriod.objects.filter(organisation=commune.committee).update(place_name="")
    period = Period.objects.select_related("organisation").get(pk=period.pk)
    undated = [{**row, "date": ""} for row in period.regulation["documents"]]
    period.regulation = {**period.regulation, "documents": undated}
    found = words(record_list_gaps(period))
    for sentence in ("chỗ người ký để trống", "chưa ghi địa danh", "phần căn cứ để trống"):
        assert sentence in found


def test_list_of_those_left_tells_reasons_days_and_cards_that_are_missing(period: Period, review: Evaluation) -> None:
    assert "Không có ai trong danh sách" in words(postponed_gaps(period))
    rows = Evaluation.objects.filter(pk=review.pk)
    rows.update(state="postponed", postponed_reason="Ốm dài ngày", postponed_until=None)
    Member.objects.filter(pk=review.member_id).update(card_number="")
    found = words(postponed_gaps(period))
    assert "1 trường hợp chưa hẹn ngày kiểm điểm." in found
    assert "1 đảng viên chưa ghi số thẻ" in found
    assert url_of(postponed_gaps(period), "chưa hẹn ngày") == review.get_absolute_url()
    rows.update(postponed_until=dt.date(2026, 11, 1))
    assert "1 trường hợp đã quá ngày hẹn kiểm điểm." in words(postponed_gaps(period))


def test_what_ifs_say_that_nothing_is_compared_and_who_has_not_sent(period: Period) -> None:
    found = words(cap_gaps(period))
    assert "Chưa lập phương án nào" in found
    assert f"{period.evaluations.count()} phiếu chưa gửi" in found
    period.regulation = {key: value for key, value in period.regulation.items() if key != "cap"}
    assert "không đặt tỷ lệ" in words(cap_gaps(period))


def test_own_regulation_that_is_a_draft_or_withdrawn_says_so(commune: Commune) -> None:
    local = LocalRegulation(pk=1, organisation=commune.committee, state="draft", withdrawn_on=TODAY)
    found = words(local_regulation_gaps(local))
    for sentence in ("bản thảo", "số văn bản ban hành", "ngày ban hành", "đã thu hồi từ ngày 22/11/2026"):
        assert sentence in found
