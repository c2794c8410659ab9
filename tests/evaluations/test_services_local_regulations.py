"""A committee's own regulation: drafted, settled, issued by a document, ended; a period keeps its own."""

import datetime as dt
from typing import Any

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.models import Evaluation, LocalRegulation
from evaluations.queries.local_regulations import canonical_sha256, faults_of, regulation_in_force
from evaluations.queries.proposals import proposal_for
from evaluations.queries.regulations import regulation_of
from evaluations.rules.classification import classify
from evaluations.rules.regulation import load_regulation
from evaluations.rules.samples import load_criteria
from evaluations.services.facts import enter_facts
from evaluations.services.local_regulations import (
    approve_regulation,
    change_heading,
    discard_draft,
    draft_regulation,
    withdraw_regulation,
)
from evaluations.services.periods import open_period
from evaluations.services.process import submit_evaluation
from evaluations.services.regulation_parts import (
    add_criteria,
    change_choices,
    change_criteria,
    change_deadlines,
    change_gates,
    remove_criteria,
    set_of,
)
from tests.cast import Cast, Commune
from tests.evaluations.rules.tables import base

TITLE = "Quy định tiêu chí đánh giá, xếp loại"
SIGNED = dt.date(2026, 2, 10)
GATE = {
    "key": "meetings",
    "level": "good",
    "subjects": ["cell"],
    "text": "Sinh hoạt đủ số kỳ.",
    "test": "regular_held >= regular_due",
    "source": "Điều 4",
}


def draft(commune: Commune, cast: Cast, **values: Any) -> LocalRegulation:
    return draft_regulation(commune.committee, **{"year": 2026, "title": TITLE, "by": cast.commune, **values})


def issue(regulation: LocalRegulation, cast: Cast, document: str = "15-QĐ/ĐU") -> LocalRegulation:
    return approve_regulation(regulation, by=cast.commune, document=document, document_on=SIGNED)


def sample(key: str = "c1") -> dict[str, Any]:
    return dict(load_criteria(key).data)


def test_draft_is_empty_and_never_in_force(commune: Commune, cast: Cast) -> None:
    regulation = draft(commune, cast)

    assert (regulation.state, regulation.base_key, regulation.own) == ("draft", "366-43", {})
    assert regulation_in_force(commune.committee, 2026).local is None
    assert AuditEvent.objects.get(action="evaluations.local_regulation_drafted").actor == cast.commune


def test_draft_copies_what_an_earlier_one_settles(commune: Commune, cast: Cast) -> None:
    first = draft(commune, cast, year=2025)
    change_choices(first, settings={"fallthrough": "authority_decides"}, cap={"rate": 15}, by=cast.commune)
    first.refresh_from_db()

    copied = draft(commune, cast, copy_of=first)

    assert copied.own == {"settings": {"fallthrough": "authority_decides"}, "cap": {"rate": 15}}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": "  "}, "Hãy ghi tên văn bản"),
        ({"title": "x" * 201}, "dài nhất 200"),
        ({"year": 2029}, "còn xa"),
        ({"year": 2001}, "Chưa có bộ quy tắc"),
        ({"last_year": 2025}, "trước năm đầu"),
    ],
)
def test_draft_that_makes_no_sense_is_refused(commune: Commune, cast: Cast, values: Any, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        draft(commune, cast, **values)


def test_draft_of_a_cell_a_second_draft_and_a_copy_from_other_times_are_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="cấp ủy cấp trên chi bộ"):
        draft_regulation(commune.cells[0], year=2026, title=TITLE, by=cast.commune)
    old = draft(commune, cast, year=2024)
    with pytest.raises(DomainError, match="quy định khác"):
        draft(commune, cast, copy_of=old)
    with pytest.raises(DomainError, match="đang soạn"):
        draft(commune, cast, year=2024)


def test_discarded_draft_is_gone_and_its_audit_line_keeps_what_it_settled(commune: Commune, cast: Cast) -> None:
    regulation = draft(commune, cast)
    change_choices(regulation, settings={}, cap={"rate": 15}, by=cast.commune)

    discard_draft(regulation, by=cast.commune)

    assert not LocalRegulation.objects.exists()
    event = AuditEvent.objects.get(action="evaluations.local_regulation_discarded")
    assert event.changes == {"own": [{"cap": {"rate": 15}}, None]}
    with pytest.raises(DomainError, match="đã được bỏ"):
        change_heading(regulation, title="Khác", last_year=None, by=cast.commune)


class TestParts:
    def test_what_the_parent_does_not_leave_open_is_refused_at_once(self, commune: Commune, cast: Cast) -> None:
        regulation = draft(commune, cast)
        with pytest.raises(DomainError, match="không phải điều mà quy định cấp trên để"):
            change_choices(regulation, settings={"colour": "red"}, cap={}, by=cast.commune)
        with pytest.raises(DomainError, match="cao hơn tỷ lệ 20 %"):
            change_choices(regulation, settings={}, cap={"rate": 21}, by=cast.commune)
        with pytest.raises(DomainError, match="dữ kiện “nothing” không có"):
            change_gates(regulation, gates=[{**GATE, "test": "nothing > 1"}], hd21_shares=False, by=cast.commune)
        with pytest.raises(DomainError, match="không sớm hơn"):
            change_deadlines(regulation, deadlines=[{"before": "31/12", "text": "Xong."}], by=cast.commune)
        regulation.refresh_from_db()
        assert regulation.own == {}

    def test_parts_are_kept_once_and_told_to_the_audit_trail(self, commune: Commune, cast: Cast) -> None:
        regulation = draft(commune, cast)
        deadlines = [{"before": "15/12", "text": "Chi bộ gửi hồ sơ."}]

        assert change_gates(regulation, gates=[GATE], hd21_shares=True, by=cast.officer)
        assert change_deadlines(regulation, deadlines=deadlines, by=cast.officer)
        assert not change_deadlines(regulation, deadlines=deadlines, by=cast.officer)

        regulation.refresh_from_db()
        assert regulation.own == {"gates": [GATE], "hd21_shares": True, "deadlines": deadlines}
        events = AuditEvent.objects.filter(action="evaluations.local_regulation_changed")
        assert [sorted(event.changes) for event in events.order_by("pk")] == [["gates", "hd21_shares"], ["deadlines"]]

    def test_rows_of_a_set_may_be_uneven_in_a_draft_and_never_in_force(self, commune: Commune, cast: Cast) -> None:
        regulation = draft(commune, cast)
        added = add_criteria(regulation, sample(), by=cast.commune)
        uneven = {**added, "rows": added["rows"][1:]}

        change_criteria(regulation, added["key"], uneven, by=cast.commune)

        regulation.refresh_from_db()
        assert any("cộng lại" in sentence for sentence in faults_of(regulation))
        with pytest.raises(DomainError, match="cộng lại"):
            issue(regulation, cast)
        regulation.refresh_from_db()
        assert (regulation.state, regulation.document) == ("draft", "")
        gone = added["rows"][0]
        event = AuditEvent.objects.filter(action="evaluations.local_regulation_changed").first()
        assert event is not None
        assert event.changes == {gone["code"]: [f"{gone['text']} ({gone['maximum']})", None]}

    def test_two_sets_for_the_same_subjects_and_units_are_refused_at_approval(
        self, commune: Commune, cast: Cast
    ) -> None:
        regulation = draft(commune, cast)
        add_criteria(regulation, sample(), by=cast.commune)
        second = add_criteria(regulation, sample(), by=cast.commune)
        assert second["key"] == f"{sample()['key']}-2"
        with pytest.raises(DomainError, match="đã chia điểm cho cùng đối tượng"):
            issue(regulation, cast)
        remove_criteria(regulation, second["key"], by=cast.commune)
        remove_criteria(regulation, second["key"], by=cast.commune)
        issue(regulation, cast)

    def test_a_set_that_is_gone_is_told(self, commune: Commune, cast: Cast) -> None:
        regulation = draft(commune, cast)
        with pytest.raises(DomainError, match="không còn trong bản thảo"):
            change_criteria(regulation, "c1", sample(), by=cast.commune)


class TestIssuing:
    def test_issued_regulation_is_in_force_for_its_years_with_its_document(self, commune: Commune, cast: Cast) -> None:
        regulation = draft(commune, cast)
        add_criteria(regulation, sample(), by=cast.commune)
        assert set_of(LocalRegulation.objects.get(), sample()["key"])["mark"] == "C"

        regulation = issue(regulation, cast)

        assert (regulation.state, regulation.approved_by, regulation.document_on) == ("approved", cast.commune, SIGNED)
        found = regulation_in_force(commune.committee, 2026)
        assert found.local == regulation
        assert found.regulation.documents[-1].title == "15-QĐ/ĐU"
        assert found.sha256 == canonical_sha256(found.data)
        [criteria] = found.regulation.criteria_sets
        assert (criteria.mark, criteria.note) == ("R", "Ban hành theo 15-QĐ/ĐU, 10/02/2026.")
        assert regulation_in_force(commune.committee, 2025).local is None
        with pytest.raises(DomainError, match="đã ban hành nên không sửa được"):
            change_gates(regulation, gates=[], hd21_shares=False, by=cast.commune)

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"document": " "}, "Hãy ghi số"),
            ({"document": "x" * 201}, "dài nhất 200"),
            ({"document_on": None}, "Hãy ghi ngày"),
            ({"document_on": dt.date(2026, 12, 1)}, "chưa đến"),
        ],
    )
    def test_issuing_without_a_document_is_refused(self, commune: Commune, cast: Cast, values: Any, words: str) -> None:
        regulation = draft(commune, cast)
        with pytest.raises(DomainError, match=words):
            approve_regulation(regulation, by=cast.commune, **{"document": "15-QĐ/ĐU", "document_on": SIGNED, **values})

    def test_later_one_ends_the_earlier_and_a_second_click_is_told(self, commune: Commune, cast: Cast) -> None:
        first = issue(draft(commune, cast, year=2025), cast, "1-QĐ/ĐU")
        same_year = issue(draft(commune, cast, year=2025), cast, "2-QĐ/ĐU")
        later = draft(commune, cast)
        issue(later, cast, "3-QĐ/ĐU")

        rows = {row.document: row for row in LocalRegulation.objects.all()}
        assert (rows["1-QĐ/ĐU"].state, rows["1-QĐ/ĐU"].withdrawn_on) == ("withdrawn", dt.date(2026, 11, 22))
        assert (rows["2-QĐ/ĐU"].state, rows["2-QĐ/ĐU"].last_year) == ("approved", 2025)
        assert regulation_in_force(commune.committee, 2025).local == same_year
        assert regulation_in_force(commune.committee, 2026).local == later
        assert first.pk in AuditEvent.objects.filter(action="evaluations.local_regulation_ended").values_list(
            "thing_id", flat=True
        )
        with pytest.raises(DomainError, match="đã ban hành"):
            issue(later, cast)

    def test_province_settles_and_the_commune_settles_what_is_left(self, commune: Commune, cast: Cast) -> None:
        upper = draft_regulation(commune.province, year=2026, title="Quy định của tỉnh", by=cast.officer)
        change_choices(upper, settings={"fallthrough": "authority_decides"}, cap={}, by=cast.officer)
        approve_regulation(upper, by=cast.officer, document="78-QĐ/TU", document_on=SIGNED)
        lower = draft(commune, cast)
        with pytest.raises(DomainError, match="cấp trên đã chọn rồi"):
            change_choices(lower, settings={"fallthrough": "next_level"}, cap={}, by=cast.commune)
        change_gates(lower, gates=[GATE], hd21_shares=False, by=cast.commune)
        issue(lower, cast)

        found = regulation_in_force(commune.committee, 2026)

        assert [step.document for step in found.steps] == ["78-QĐ/TU", "15-QĐ/ĐU"]
        assert found.regulation.settings["fallthrough"].default == "authority_decides"
        assert found.regulation.gates[-1].text == GATE["text"]

    def test_own_one_that_no_longer_fits_the_province_stops_opening_with_a_sentence(
        self, commune: Commune, cast: Cast
    ) -> None:
        lower = draft(commune, cast)
        change_choices(lower, settings={"fallthrough": "next_level"}, cap={}, by=cast.commune)
        issue(lower, cast)
        upper = draft_regulation(commune.province, year=2026, title="Quy định của tỉnh", by=cast.officer)
        change_choices(upper, settings={"fallthrough": "authority_decides"}, cap={}, by=cast.officer)
        approve_regulation(upper, by=cast.officer, document="78-QĐ/TU", document_on=SIGNED)

        with pytest.raises(DomainError, match="không còn khớp") as refusal:
            open_period(commune.committee, year=2026, by=cast.commune)
        assert "cấp trên đã chọn rồi" in refusal.value.details[0]

    def test_withdrawn_one_is_no_longer_taken_and_its_period_keeps_it(self, commune: Commune, cast: Cast) -> None:
        regulation = draft(commune, cast)
        with pytest.raises(DomainError, match="chưa ban hành"):
            withdraw_regulation(regulation, by=cast.commune, reason="Thử")
        change_gates(regulation, gates=[GATE], hd21_shares=False, by=cast.commune)
        regulation = issue(regulation, cast)
        period = open_period(commune.committee, year=2026, by=cast.commune)
        with pytest.raises(DomainError, match="lý do bãi bỏ"):
            withdraw_regulation(regulation, by=cast.commune, reason=" ")

        withdraw_regulation(regulation, by=cast.commune, reason="Công văn 9-CV/ĐU")
        withdraw_regulation(regulation, by=cast.commune, reason="Công văn 9-CV/ĐU")

        period.refresh_from_db()
        assert period.local_regulation == regulation
        assert GATE["text"] in [gate.text for gate in regulation_of(period).gates]
        assert regulation_in_force(commune.committee, 2026).local is None
        assert AuditEvent.objects.filter(action="evaluations.local_regulation_ended").count() == 1


class TestPeriods:
    def test_period_freezes_what_the_committees_settled_and_the_engine_goes_by_it(
        self, commune: Commune, cast: Cast
    ) -> None:
        regulation = draft(commune, cast)
        change_choices(
            regulation,
            settings={"fallthrough": "authority_decides", "basic_targets_reading": "any"},
            cap={"mode": "all_rated", "rate": 15, "small_groups": "cell"},
            by=cast.commune,
        )
        issue(regulation, cast)

        period = open_period(commune.committee, year=2026, by=cast.commune)

        assert (period.regulation_key, period.local_regulation) == ("366-43", regulation)
        assert period.regulation_sha256 == canonical_sha256(period.regulation)
        assert (period.cap_mode, period.cap_rate, period.pooling) == ("all_rated", 15, "cell")
        frozen = regulation_of(period)
        facts = base("366-43", "cell") | {"tasks_exceeded": 5}
        assert classify(load_regulation("366-43"), "cell", facts).level == "good"
        assert classify(frozen, "cell", facts).level == "undetermined"
        claimed = classify(
            frozen, "committee", base("366-43", "committee") | {"triggers": [{"key": "basic_targets_missed"}]}
        )
        assert "bất kỳ chỉ tiêu nào" in claimed.why

    def test_rate_above_the_committees_own_needs_a_document(self, commune: Commune, cast: Cast) -> None:
        regulation = draft(commune, cast)
        change_choices(regulation, settings={}, cap={"rate": 15}, by=cast.commune)
        issue(regulation, cast)
        with pytest.raises(DomainError, match="phải có văn bản cho phép"):
            open_period(commune.committee, year=2026, by=cast.commune, cap_rate=20)

    def test_regulation_approved_later_changes_no_period(self, commune: Commune, cast: Cast) -> None:
        period = open_period(commune.committee, year=2026, by=cast.commune)
        frozen, sha256 = period.regulation, period.regulation_sha256
        regulation = draft(commune, cast)
        change_gates(regulation, gates=[GATE], hd21_shares=False, by=cast.commune)
        issue(regulation, cast)
        period.refresh_from_db()
        assert (period.regulation, period.regulation_sha256, period.local_regulation) == (frozen, sha256, None)

    def test_points_by_criterion_are_entered_and_sent(self, commune: Commune, cast: Cast) -> None:
        issue(draft(commune, cast, criteria=[sample("c2")]), cast)
        period = open_period(commune.committee, year=2026, by=cast.commune)
        own = Evaluation.objects.get(period=period, member=cast.member.member)
        points = {f"point:{row['code']}": row["maximum"] for row in sample("c2")["rows"]}
        with pytest.raises(DomainError, match="chưa nhập điểm"):
            submit_evaluation(own, by=cast.secretary)

        enter_facts(own, by=cast.secretary, values=points)
        submit_evaluation(own, by=cast.secretary)

        assert proposal_for(Evaluation.objects.get(pk=own.pk)).sheet.score == 100
