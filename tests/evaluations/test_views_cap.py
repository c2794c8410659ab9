"""The pages of the cap: trying, keeping, picking, comparing; groups of the committee's own."""

import pytest
from django.urls import reverse

from cells.models import Member
from evaluations.models import CapGroup, CapScenario, Decision, Evaluation, Period
from evaluations.services.cap_scenarios import keep_scenario
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import EXCELLENT, GOOD
from tests.factories import make_cell, make_member

LITERAL = {"mode": "good_only", "rate": 20, "pooling": "committee"}
NAMES = tuple(f"Phan Thị {name}" for name in ("Ất", "Bính", "Đinh", "Giáp", "Kỷ", "Mậu", "Tân"))


@pytest.fixture
def people(period: Period, sent, cast: Cast, commune: Commune) -> list[Member]:
    found = [make_member(commune.cells[1], name) for name in NAMES]
    update_subjects(period, by=cast.commune)
    for place, person in enumerate(found):
        points = {"score_results": 68 - place}
        sent(person, EXCELLENT | points if place < 2 else GOOD)
    return found


def page(client, name: str, pk: int, words: str = "") -> str:
    answer = client.get(reverse(f"evaluations:{name}", args=[pk]) + words)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_page_shows_three_denominators_and_who_falls_out(client_of, cast: Cast, period: Period, people) -> None:
    shown = page(client_of(cast.officer), "cap_whatif", period.pk)

    assert "<strong>2</strong> xuất sắc, 5 tốt" in shown
    assert shown.count('class="in-force"') >= 1
    assert "Sau Phan Thị Ất vì điểm kết quả thực hiện nhiệm vụ thấp hơn (67 so với 68)." in shown
    assert "ngoài số lượng" in shown
    assert "Trang này chỉ để xem thử" in shown


def test_trial_stands_in_the_address_and_writes_nothing(client_of, cast: Cast, period: Period, people) -> None:
    client = client_of(cast.commune)

    shown = page(client, "cap_whatif", period.pk, "?mode=good_or_better&rate=25&pooling=cell")

    assert "Đang xem thử: 25 %" in shown
    assert "mode=good_or_better&amp;rate=25&amp;pooling=cell" in shown
    assert "Tỷ lệ phải là số từ 1 đến 100" in page(client, "cap_whatif", period.pk, "?mode=good_only&rate=x&pooling=y")
    period.refresh_from_db()
    assert (period.cap_mode, period.cap_rate, period.pooling) == ("good_only", 20, "committee")


def test_scenario_is_kept_picked_compared_and_removed(client_of, cast: Cast, period: Period, people, of) -> None:
    client, first, second = client_of(cast.officer), of(people[0]).pk, of(people[1]).pk

    client.post(reverse("evaluations:cap_scenario_add", args=[period.pk]), {"name": "Một", **LITERAL})
    scenario = CapScenario.objects.get()
    assert (scenario.levels[str(first)], scenario.levels[str(second)]) == ("excellent", "good")
    assert "ra ngoài, giữ nguyên điểm" in page(client, "cap_scenario_detail", scenario.pk)

    ticks = {"phieu": [first, second], "xuat-sac": [second]}
    client.post(reverse("evaluations:cap_scenario_pick", args=[scenario.pk]), ticks)
    scenario.refresh_from_db()
    assert (scenario.levels[str(first)], scenario.levels[str(second)]) == ("good", "excellent")
    client.post(reverse("evaluations:cap_scenario_copy", args=[scenario.pk]))
    assert "Một (bản sao)" in page(client, "cap_scenario_compare", period.pk)
    client.post(reverse("evaluations:cap_scenario_remove", args=[scenario.pk]))
    assert client.get(reverse("evaluations:cap_scenario_detail", args=[scenario.pk])).status_code == 404
    assert not Decision.objects.exists()


def test_scenario_is_selected_beforehand_where_the_committee_decides(
    client_of, cast: Cast, period: Period, people, of
) -> None:
    first, second = of(people[0]).pk, of(people[1]).pk
    levels = {first: "good", second: "excellent"}
    scenario = keep_scenario(period, name="Một", levels=levels, by=cast.commune, **LITERAL)
    client, words = client_of(cast.commune), f"?phuong-an={scenario.pk}"

    batch = page(client, "decide_batch", period.pk, words)
    falling, kept = (client.get(reverse("evaluations:evaluation_decide", args=[pk]) + words) for pk in (first, second))

    assert "Đang dùng “Một”" in batch
    assert f"/{first}/quyet-dinh/?phuong-an={scenario.pk}" in batch
    assert falling.context["form"].initial["level"] == "good"
    assert "theo “Một” do cấp ủy chọn" in falling.content.decode()
    assert kept.context["form"].initial["level"] == "excellent"
    assert page(client, "decide_batch", period.pk, "?phuong-an=4711").count("Đang dùng") == 0
    assert not Decision.objects.exists()


def test_refused_scenario_keeps_every_word(client_of, cast: Cast, period: Period) -> None:
    keep_scenario(period, name="Một", by=cast.commune, **LITERAL)
    typed = {"name": "Một", **LITERAL, "rate": "25", "note": "Ghi riêng"}

    answer = client_of(cast.commune).post(reverse("evaluations:cap_scenario_add", args=[period.pk]), typed)

    assert answer.status_code == 422
    assert "Đã có phương án “Một”" in answer.content.decode()
    assert "Ghi riêng" in answer.content.decode()


def test_group_is_made_filled_by_filter_and_removed(client_of, cast: Cast, period: Period, people, of) -> None:
    client = client_of(cast.commune)
    client.post(reverse("evaluations:cap_group_add", args=[period.pk]), {"name": "Thôn"})
    group = CapGroup.objects.get()
    fill = reverse("evaluations:cap_group_fill", args=[period.pk])

    client.post(f"{fill}?tim=phan thi", {"group": group.pk, "tat-ca": "1"})
    assert set(Evaluation.objects.filter(cap_group=group).values_list("member__full_name", flat=True)) == set(NAMES)
    client.post(fill, {"group": "", "phieu": [of(people[0]).pk]})
    assert Evaluation.objects.filter(cap_group=group).count() == 6
    refused = client.post(fill, {"group": group.pk, "phieu": [period.evaluations.filter(member=None)[0].pk]})
    assert refused.status_code == 422
    assert "Tập thể và cá nhân phải tính tỷ lệ riêng" in refused.content.decode()
    client.post(reverse("evaluations:cap_group_remove", args=[group.pk]))
    assert not Evaluation.objects.filter(cap_group__isnull=False).exists()


def test_pages_ask_a_fixed_number_of_questions(
    client_of, cast: Cast, commune: Commune, period: Period, people, django_assert_max_num_queries
) -> None:
    client = client_of(cast.commune)
    keep_scenario(period, name="Một", by=cast.commune, **LITERAL)
    names = ("cap_whatif", "cap_scenario_compare", "cap_group_list", "cap_group_fill")
    for number in range(3):
        make_member(make_cell(commune.committee, f"Chi bộ thêm {number}"))
        update_subjects(period, by=cast.commune)
        keep_scenario(period, name=f"Thêm {number}", by=cast.commune, **LITERAL)
    for name in names:
        with django_assert_max_num_queries(30):
            page(client, name, period.pk)
