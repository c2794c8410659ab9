"""The board writes its own numbers beside those of the subject, also in years without points."""

import pytest
from django.urls import reverse

from evaluations.models import Evaluation, FactEntry
from evaluations.queries.fact_sheets import read_facts
from evaluations.queries.proposals import proposal_for
from tests.cast import Cast, Commune
from tests.evaluations.past import make_past


def address(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_appraisal_enters_its_numbers_beside_the_own_with_a_ground(sent, cast: Cast, client_of) -> None:
    evaluation, client = sent(cast.member), client_of(cast.officer)
    url = address("facts_appraise", evaluation.pk)
    assert url in text_of(client.get(evaluation.get_absolute_url()))
    page = text_of(client.get(url))
    assert "Đơn vị tự ghi: <strong>10</strong>" in page
    assert f'name="f-{evaluation.pk}-score_general"' not in page

    box = f"f-{evaluation.pk}-tasks_on_time"
    refused = client.post(url, {box: "11"})
    assert refused.status_code == 422
    assert 'value="11"' in text_of(refused)
    assert not FactEntry.objects.filter(stage="appraised").exists()

    answer = client.post(url, {box: "7", "note-tasks_on_time": "Sổ của ban tổ chức"})
    assert answer["Location"] == evaluation.get_absolute_url()
    entry = FactEntry.objects.get(stage="appraised")
    assert (entry.key, entry.value, entry.note, entry.entered_by) == (
        "tasks_on_time", 7, "Sổ của ban tổ chức", cast.officer
    )  # fmt: skip
    assert FactEntry.objects.get(stage="self", key="tasks_on_time").value == 10
    assert proposal_for(evaluation).sheet.values["tasks_on_time"] == 7

    client.post(url, {box: ""})
    assert proposal_for(evaluation).sheet.values["tasks_on_time"] == 10


@pytest.mark.parametrize("year", [2020, 2024])
def test_year_without_points_is_appraised_by_its_facts(year: int, commune: Commune, cast: Cast, client_of) -> None:
    make_past(commune.committee, year, cast.member.member, "good", by=cast.secretary, cell=commune.cells[0])
    row = Evaluation.objects.get(period__year=year)
    row.decisions.all().delete()
    Evaluation.objects.filter(pk=row.pk).update(state="submitted")
    client, url = client_of(cast.officer), address("facts_appraise", row.pk)
    assert url in text_of(client.get(address("points_appraise", row.pk)))
    FactEntry.objects.create(
        evaluation=row, stage="self", key="result_grades", value=["xuat_sac"], entered_by=cast.secretary
    )
    page = text_of(client.get(url))
    assert "Đơn vị tự ghi: <strong>Xuất sắc</strong>" in page

    assert client.post(url, {f"f-{row.pk}-result_grades": "tốt, giỏi"}).status_code == 422
    assert client.post(url, {f"f-{row.pk}-result_grades": "tốt, trung bình"}).status_code == 302
    assert FactEntry.objects.get(stage="appraised").value == ["tot", "trung_binh"]
    assert read_facts(row.period, [row])[row.pk].values["result_grades"] == ["tot", "trung_binh"]
