"""What no page sends but anybody can: numbers that are none, notes without end, values beyond all money."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import User
from core.errors import DomainError
from core.numbers import row_numbers
from evaluations.models import AwardProposal, Commitment, Complaint, LeadershipCollective, Period
from evaluations.services.awards import settle_award
from evaluations.services.complaints import receive_complaint
from evaluations.services.process import approve_evaluations, review_evaluation
from tests.cast import Cast, Commune
from tests.evaluations.past import make_past
from tests.factories import make_member

TODAY = dt.date(2026, 11, 22)
WILD = ["²", "٣", "-1", "1e9", "", "9" * 5000, "9" * 17]


def address(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)


def test_row_numbers_leave_out_what_is_no_number() -> None:
    assert row_numbers(["12", *WILD]) == [12, int("9" * 17)]


class TestNumbersSentBack:
    @pytest.mark.parametrize("name", ["decide_batch", "cap_group_fill", "publication", "award_propose"])
    def test_committee_gets_a_sentence(self, name: str, client_of, cast: Cast, period: Period) -> None:
        paper = {"decided_on": "22/11/2026", "document_number": "1-QĐ/ĐU", "notified_on": "22/11/2026"}
        sent = paper | {"phieu": WILD, "ket-qua": WILD, "chon": [f"{text}-x" for text in WILD]}
        answer = client_of(cast.commune).post(address(name, period.pk), sent)
        assert answer.status_code in (200, 422)
        page = answer.content.decode()
        assert "Chưa chọn" in page or "Không còn kết quả" in page or "Có trường hợp không còn" in page

    def test_board_gets_a_sentence(self, client_of, cast: Cast, period: Period) -> None:
        answer = client_of(cast.officer).post(address("appraise_batch", period.pk), {"phieu": WILD})
        assert "Chưa chọn phiếu nào" in answer.content.decode()

    @pytest.mark.parametrize("words", ["chi-bo=²", "nhom=²", "phuong-an=²", f"chi-bo={'9' * 5000}"])
    def test_address_with_one_shows_the_page(self, words: str, client_of, cast: Cast, period: Period) -> None:
        client = client_of(cast.commune)
        for name in ("period_detail", "cap_group_fill", "decide_batch"):
            assert client.get(f"{address(name, period.pk)}?{words}").status_code == 200

    def test_commitment_of_somebody_elsewhere_is_refused_without_the_name(
        self, client_of, cast: Cast, commune: Commune
    ) -> None:
        stranger = make_member(commune.elsewhere, "Đặng Văn Kín")
        client = client_of(cast.secretary)
        at = address("commitment_begin", commune.cells[0].pk, 2026)
        for number in (stranger.pk, *WILD):
            answer = client.post(at, {"kind": "commitment", "member": number}, follow=True)
            assert answer.status_code == 200
            assert "Đặng Văn Kín" not in answer.content.decode()
        assert not Commitment.objects.exists()


class TestAwards:
    def test_note_beyond_its_column_is_refused_and_kept_on_the_page(
        self, client_of, cast: Cast, commune: Commune
    ) -> None:
        by = cast.commune
        made = make_past(commune.committee, 2025, cast.member.member, "excellent", cell=commune.cells[0], by=by)
        note = "Lời dài " * 60
        sent = {"chon": [f"{made.evaluation_id}-member_year"], "note": note}
        answer = client_of(cast.commune).post(address("award_propose", made.evaluation.period_id), sent, follow=True)
        assert "tối đa 300 ký tự" in answer.content.decode()
        assert not AwardProposal.objects.exists()

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("complaint_days", 9_999_999_999),
            ("base_salary", 9_999_999_999),
            ("factor.member_year", 9_999_999_999),
            ("rounding", 9_999_999_999),
            ("outstanding_percent", 101),
        ],
    )
    def test_setting_that_nothing_can_be_worked_out_of_is_refused(
        self, key: str, value: int, commune: Commune, cast: Cast
    ) -> None:
        with pytest.raises(DomainError) as refused:
            settle_award(
                commune.committee,
                by=cast.commune,
                key=key,
                value=Decimal(value),
                valid_from=TODAY,
                document="1-QĐ/ĐU",
            )
        assert refused.value.field == "value"


class TestWhoReadsADenunciation:
    SENDER, SECRET = "Người Gửi Đơn", "Chuyện kín trong đơn"

    def receive(self, decision, by) -> Complaint:
        return receive_complaint(
            decision.evaluation,
            by=by,
            kind="denunciation",
            content=self.SECRET,
            from_name=self.SENDER,
            received_on=dt.date(2026, 1, 5),
        )

    def test_not_the_leader_of_the_committee_who_leads_the_cell_too(
        self, client_of, cast: Cast, commune: Commune
    ) -> None:
        decision = make_past(commune.committee, 2025, commune.cells[2], "good", by=cast.officer)
        complaint = self.receive(decision, cast.officer)
        assert self.SENDER in client_of(cast.commune).get(complaint.get_absolute_url()).content.decode()
        cast.commune.member.seats.create(
            organisation=commune.cells[2], office="secretary", valid_from=dt.date(2026, 1, 1)
        )
        self.refused(client_of(cast.commune), complaint)

    def test_not_who_belongs_to_the_collective(self, client_of, cast: Cast, commune: Commune) -> None:
        decision = make_past(commune.committee, 2025, commune.cells[2], "good", by=cast.officer)
        since = dt.date(2025, 1, 1)
        collective = LeadershipCollective.objects.create(
            organisation=commune.committee, kind="government", name="Ủy ban nhân dân xã", valid_from=since
        )
        row = decision.evaluation
        row.subject, row.collective = "collective", collective
        row.save(update_fields=["subject", "collective"])
        complaint = self.receive(decision, cast.officer)
        assert self.SENDER in client_of(cast.commune).get(complaint.get_absolute_url()).content.decode()
        collective.seats.create(member=cast.commune.member, title="Chủ tịch", valid_from=since)
        self.refused(client_of(cast.commune), complaint)

    def refused(self, client, complaint: Complaint) -> None:
        page = client.get(complaint.get_absolute_url()).content.decode()
        assert self.SENDER not in page
        assert self.SECRET not in page
        assert client.get(address("complaint_conclude", complaint.pk)).status_code == 403

    def test_not_who_wrote_it_down_once_the_post_has_ended(self, client_of, cast: Cast, commune: Commune) -> None:
        by = cast.commune
        decision = make_past(commune.committee, 2025, cast.member.member, "good", cell=commune.cells[0], by=by)
        complaint = self.receive(decision, cast.commune)
        cast.commune.member.seats.update(valid_to=dt.date(2026, 10, 31))
        client = client_of(cast.commune)
        assert client.get(complaint.get_absolute_url()).status_code == 404
        assert client.get(address("complaint_withdraw", complaint.pk)).status_code == 404


def test_officer_of_the_board_does_not_appraise_the_cell_he_leads(
    client_of, sent, cast: Cast, commune: Commune, period: Period
) -> None:
    row = sent(commune.cells[0])
    since = dt.date(2026, 1, 1)
    cast.officer.member.seats.create(organisation=commune.cells[0], office="deputy_secretary", valid_from=since)
    officer = User.objects.get(pk=cast.officer.pk)
    assert client_of(officer).get(address("evaluation_review", row.pk)).status_code == 403
    with pytest.raises(DomainError, match="đứng đầu chi bộ"):
        review_evaluation(row, by=officer, level="good", opinion="Tốt")
    assert approve_evaluations([row], by=officer, hindered={}).count == 0
