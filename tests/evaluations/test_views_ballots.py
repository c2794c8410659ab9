"""The pages of ballots, as plain forms."""

from django.test import Client
from django.urls import reverse

from evaluations.models import Ballot, Period
from reports.catalogue import CATALOGUE
from tests.cast import Cast, Commune


def address(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def count(client: Client, ballot: Ballot, **numbers: int):
    (row,) = ballot.evaluations.all()
    posted = {"issued": 3, "collected": 3, "invalid": 0}
    posted |= {f"{row.pk}-{choice}": number for choice, number in numbers.items()}
    return client.post(address("ballot_count", ballot.pk), posted)


def test_a_ballot_from_the_paper_to_the_result(period: Period, commune: Commune, cast: Cast, client_of, of) -> None:
    cell, evaluation = commune.cells[0], of(cast.member)
    secretary, deputy = client_of(cast.secretary), client_of(cast.deputy)
    assert "Lập phiếu của Chi bộ thôn Song Vân" in text_of(secretary.get(address("ballot_list", period.pk)))
    url = address("ballot_prepare", period.pk, cell.pk, "levels")
    page = text_of(secretary.get(url))
    assert "Được biểu quyết: 3 đảng viên chính thức" in page
    assert "Trịnh Mạnh Lâm" in page
    refused = text_of(secretary.post(url, {"body": "2", "about": "Phiếu lạ", "evaluations": [evaluation.pk]}))
    assert "ghi số khác thì phải nói lý do" in refused
    assert "Phiếu lạ" in refused
    secretary.post(url, {"evaluations": [evaluation.pk]})
    ballot = Ballot.objects.get()
    assert "chưa kiểm phiếu" in text_of(secretary.get(address("ballot_list", period.pk)))

    faulty = text_of(count(secretary, ballot, good=1, completed=1))
    assert "Trịnh Mạnh Lâm: 1 + 1 + 0 + 0 = 2, thiếu 1 so với 3 phiếu hợp lệ" in faulty
    count(secretary, ballot, good=1, completed=2)
    blind = text_of(deputy.get(address("ballot_count", ballot.pk)))
    assert "số của người trước không hiện ra" in blind
    assert 'value="2"' not in blind
    count(deputy, ballot, good=2, completed=1)
    differing = text_of(deputy.get(ballot.get_absolute_url()))
    assert "Hai người nhập khác nhau. Cả hai đếm lại" in differing
    assert "Hai người nhập khác nhau. Cả hai đếm lại" not in text_of(
        client_of(cast.commune).get(ballot.get_absolute_url())
    )
    for client in (deputy, secretary):
        count(client, ballot, good=2, completed=1)

    result = text_of(secretary.get(ballot.get_absolute_url() + "?moc=two_thirds"))
    assert "Hai người nhập khớp nhau:" in result
    assert "(66,7 %)" in result
    assert "Lập phiếu vòng 2" in result
    assert deputy.get(address("ballot_count", ballot.pk)).status_code == 403
    assert "Trịnh Mạnh Lâm (vòng 1: 2/3 phiếu hoàn thành tốt)" in text_of(
        secretary.get(address("ballot_prepare", period.pk, cell.pk, "excellent"))
    )
    secretary.post(address("ballot_void", ballot.pk), {"void_reason": "Phát nhầm phiếu"})
    assert "Phát nhầm phiếu" in text_of(secretary.get(ballot.get_absolute_url()))


def test_papers_of_a_ballot_name_no_voter(period: Period, commune: Commune, cast: Cast, of) -> None:
    ballot = Ballot.objects.create(
        period=period, organisation=commune.cells[0], stage="levels", about="Phiếu", body=3, prepared_by=cast.secretary
    )
    ballot.evaluations.set([of(cast.member)])
    for kind in ("ballot", "counting_record"):
        assert CATALOGUE[kind].build(ballot)[:4] == b"%PDF"
        assert CATALOGUE[f"{kind}_word"].build(ballot)[:2] == b"PK"
    assert CATALOGUE["ballot"].file_name_of(ballot) == "Phiếu xếp loại năm 2026, vòng 1, Chi bộ thôn Song Vân.pdf"
    assert CATALOGUE["counting_record"].title_of(ballot) == "Biên bản kiểm phiếu năm 2026, Phiếu, Chi bộ thôn Song Vân"


def test_ballot_list_asks_as_much_for_one_as_for_three(
    period: Period, commune: Commune, cast: Cast, client_of, of, django_assert_max_num_queries
) -> None:
    client = client_of(cast.commune)
    client.get(address("ballot_list", period.pk))
    for number in range(3):
        ballot = Ballot.objects.create(
            period=period,
            organisation=commune.cells[number],
            stage="levels",
            about="x",
            body=3,
            prepared_by=cast.commune,
        )
        ballot.evaluations.set([of(cast.member)])
        with django_assert_max_num_queries(16):
            assert client.get(address("ballot_list", period.pk)).status_code == 200
