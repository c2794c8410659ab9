"""The pages of dossiers: who reads which, what can be asked for, what the member gets of the own one."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import Assignment, Member, Membership
from evaluations.models import Opinion, SelfReview
from reports.access import documents_visible_to
from reports.catalogue import CATALOGUE
from reports.dossiers.front import list_part
from reports.dossiers.of_members import contents_of_member, home_of
from reports.models import (
    MEMBER_DOSSIER_FORM,
    OWN_DOSSIER_FORM,
    AskedPaper,
    Document,
)
from reports.services import keep_asked
from reports.views import month_minutes
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, of, period, sent
from tests.factories import make_cell, make_member, make_user
from tests.reports.papers import make_approved_meeting

__all__ = ["of", "period", "sent"]


@pytest.fixture
def written(commune: Commune, cast: Cast, sent: Any) -> Commune:
    """A year with approved minutes, and the form and an opinion of the plain member."""
    make_approved_meeting(commune, cast)
    evaluation = sent(cast.member)
    SelfReview.objects.create(evaluation=evaluation, form="2C", sections={"I.1": "Tốt"}, updated_by=cast.secretary)
    said = {"given_on": DAY, "recorded_by": cast.secretary}
    Opinion.objects.create(evaluation=evaluation, giver="cell_committee", level="good", text="Kín", **said)
    return commune


def test_dossier_page_leads_to_where_each_gap_is_mended(client_of: Any, written: Commune, cast: Cast) -> None:
    page = client_of(cast.secretary).get(reverse("reports:dossier", args=[written.cells[0].pk]))
    text = page.content.decode()
    for gap in page.context["contents"].gaps:
        assert f'href="{gap.url}"' in text
    assert "Làm hồ sơ (PDF)" in text
    assert "Tải từng tệp (zip)" in text


def test_every_page_that_a_gap_leads_to_opens(client_of: Any, written: Commune, cast: Cast) -> None:
    client = client_of(cast.commune)
    for pk in [written.cells[0].pk, written.cells[1].pk]:
        gaps = client.get(reverse("reports:dossier", args=[pk])).context["contents"].gaps
        for url in {gap.url.partition("?")[0] for gap in gaps}:
            assert client.get(url).status_code in (200, 302), url


def test_dossier_page_of_a_year_without_anything_offers_nothing_to_print(
    client_of: Any, commune: Commune, cast: Cast
) -> None:
    page = client_of(cast.commune).get(reverse("reports:dossier", args=[commune.cells[1].pk]), {"nam": "1900"})
    assert page.context["year"] == 2026
    assert "Làm hồ sơ (PDF)" not in page.content.decode()


def test_dossier_request_makes_one_row_for_a_year(client_of: Any, written: Commune, cast: Cast) -> None:
    url = reverse("reports:dossier_request", args=[written.cells[0].pk, 2026, "dossier"])
    for _time in range(2):
        client_of(cast.secretary).post(url)
    asked = AskedPaper.objects.get(form="ho-so-don-vi")
    assert (asked.first_on, asked.last_on) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize("part", [(1900, "dossier"), (2026, "minutes"), (2026, "dossiers_below")])
def test_dossier_request_of_something_else_is_404(client_of: Any, written: Commune, cast: Cast, part: Any) -> None:
    url = reverse("reports:dossier_request", args=[written.cells[0].pk, *part])
    assert client_of(cast.secretary).post(url).status_code == 404


def test_member_reads_the_own_dossier_without_what_is_internal(client_of: Any, written: Commune, cast: Cast) -> None:
    own, cell = cast.member.member, written.cells[0]
    whole = contents_of_member(own, cell, 2026, reads_all=True)
    allowed = contents_of_member(own, cell, 2026, reads_all=False)
    assert any(leaf.key.startswith("gop-y") for leaf in whole.leaves)
    heads = {leaf.key.split(":")[0] for leaf in allowed.leaves}
    assert heads == {"kiem-diem", "phieu-rieng", "di-hop", "bien-ban"}
    assert not [gap for gap in allowed.gaps if gap.record in ("opinions", "residence") or "kiểm phiếu" in gap.sort]
    text = client_of(cast.member).get(reverse("reports:member_dossier", args=[own.pk])).content.decode()
    assert "Phiếu xếp loại: Trịnh Mạnh Lâm" in text
    assert "Ý kiến góp ý" not in text
    assert text.count("do chi bộ, cấp ủy giữ") == 3
    assert list_part(allowed).html.count("Do chi bộ, cấp ủy giữ.") == 3


def test_member_gets_the_own_paper_and_nobody_elses(client_of: Any, written: Commune, cast: Cast) -> None:
    own = reverse("reports:member_dossier_request", args=[cast.member.member.pk, 2026, "pdf"])
    client_of(cast.member).post(own)
    asked = AskedPaper.objects.get(form="ho-so-ca-nhan")
    assert CATALOGUE["own_dossier"].about.door(cast.member, asked.pk) == asked
    for kind, user in (("own_dossier", cast.secretary), ("member_dossier", cast.member)):
        page = client_of(user).post(reverse("reports:document_request", args=[kind, asked.pk]))
        assert page.status_code == 404
    for name in ("member_dossier", "dossier"):
        pk = cast.deputy.member.pk if name == "member_dossier" else written.cells[0].pk
        assert client_of(cast.member).get(reverse(f"reports:{name}", args=[pk])).status_code in (403, 404)


def test_own_paper_is_listed_for_the_member_alone(written: Commune, cast: Cast) -> None:
    row = {"organisation": written.cells[0], "title": "Hồ sơ", "requested_by": cast.member}
    days = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 12, 31)}
    about = {"member": Member.objects.get(user=cast.member), "by": cast.member}
    mine = keep_asked(OWN_DOSSIER_FORM, written.cells[0], **days, **about)
    whole_one = keep_asked(MEMBER_DOSSIER_FORM, written.cells[0], **days, **about)
    own = Document.objects.create(kind="own_dossier", subject_id=mine.pk, **row)
    whole = Document.objects.create(kind="member_dossier", subject_id=whole_one.pk, **row)
    assert list(documents_visible_to(cast.member)) == [own]
    assert list(documents_visible_to(cast.secretary)) == [whole]


def test_own_form_that_another_had_printed_opens_and_those_of_others_do_not(
    client_of: Any, written: Commune, cast: Cast, of: Any
) -> None:
    evaluations = [of(user) for user in (cast.member, cast.deputy)]
    papers = [
        Document.objects.create(
            kind="self_review", subject_id=row.pk, organisation=row.cell, title=str(row), requested_by=user
        )
        for row, user in zip(evaluations, (cast.secretary, cast.member), strict=True)
    ]
    assert list(documents_visible_to(cast.member)) == papers[:1]
    url = reverse("reports:document_request", args=["self_review", evaluations[0].pk])
    assert client_of(cast.member).post(url, follow=True).status_code == 200


def test_class_sheet_has_a_closed_copy_for_the_member(client_of: Any, written: Commune, cast: Cast, of: Any) -> None:
    evaluation = of(cast.member)
    text = client_of(cast.member).get(evaluation.get_absolute_url()).content.decode()
    assert reverse("reports:document_request", args=["own_class_sheet", evaluation.pk]) in text
    assert reverse("reports:document_request", args=["class_sheet", evaluation.pk]) not in text
    closed = reverse("reports:document_request", args=["class_sheet", evaluation.pk])
    assert client_of(cast.member).post(closed).status_code == 403


def test_dossier_of_who_moved_in_the_year_names_both_cells(written: Commune, cast: Cast) -> None:
    member, (old, new) = cast.member.member, (written.cells[0], written.cells[1])
    Membership.objects.filter(member=member).update(valid_to=dt.date(2026, 10, 31), end_reason="transferred")
    Membership.objects.create(member=member, cell=new, valid_from=dt.date(2026, 11, 1))
    assert home_of(member, 2026).unit == old  # where the year's evaluation is
    assert home_of(member, 2025).unit == old
    contents = contents_of_member(member, new, 2026, reads_all=True)
    assert contents.notes[0] == (
        "01/01/2026 – 31/10/2026: Chi bộ thôn Song Vân (sinh hoạt chính thức); biên bản ở hồ sơ của chi bộ ấy."
    )
    assert [leaf.key.split(":")[0] for leaf in contents.leaves] == ["di-hop"]
    assembly = CATALOGUE["member_dossier"].assembly
    assert assembly is not None
    asked = AskedPaper(organisation=new, member=member, first_on=dt.date(2026, 1, 1), form="ho-so-dang-vien")
    made: Any = assembly.make(asked, contents.leaves[0].key)
    assert "Chi bộ thôn Song Vân" in made.html


def test_dossier_list_counts_what_each_unit_lacks(client_of: Any, written: Commune, cast: Cast) -> None:
    page = client_of(cast.commune).get(reverse("reports:dossier_list", args=[written.committee.pk]))
    assert [row.name for row in page.context["rows"]][:2] == ["Đảng bộ xã Vân Trục", "Chi bộ thôn Song Vân"]
    assert "Làm hồ sơ tất cả (PDF)" in page.content.decode()


def test_who_only_looks_after_a_commune_reads_the_list_and_does_not_take_all(
    client_of: Any, written: Commune, cast: Cast
) -> None:
    user = make_user()
    guide = make_member(written.elsewhere, user=user)
    Assignment.objects.create(
        organisation=written.province, unit=written.committee, member=guide, valid_from=dt.date(2026, 1, 1)
    )
    client, pk = client_of(user), written.committee.pk
    page = client.get(reverse("reports:dossier_list", args=[pk]))
    assert page.status_code == 200
    assert "Làm hồ sơ tất cả (PDF)" not in page.content.decode()
    assert client.post(reverse("reports:dossier_list_request", args=[pk, 2026, "pdf"])).status_code == 403
    row = {"organisation": written.committee, "title": "Hồ sơ", "requested_by": cast.commune, "subject_id": 1}
    Document.objects.create(kind="dossiers_below", **row)
    assert not documents_visible_to(user).exists()
    assert documents_visible_to(cast.officer).exists()


def test_dossier_list_asks_the_same_for_few_and_many_cells(client_of: Any, written: Commune, cast: Cast) -> None:
    client, url = client_of(cast.commune), reverse("reports:dossier_list", args=[written.committee.pk])

    def count() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(url).status_code == 200
        return len(counted)

    count()
    few = count()
    for _number in range(3):
        make_cell(written.committee)
    assert count() == few


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ({"tu": "2026-05"}, "tháng 5/2026"),
        ({"tu": "2026-05", "den": "2026-06"}, "từ tháng 5/2026 đến tháng 6/2026"),
        ({"tu": "2026-05", "den": "2026-01"}, "tháng 5/2026"),
        ({"tu": "1-1", "den": "²-³"}, "tháng 10/2026"),
        ({"tu": "2020-01", "den": "2026-01"}, "từ tháng 1/2020 đến tháng 12/2021"),
    ],
)
def test_month_minutes_take_a_sensible_span(
    client_of: Any, written: Commune, cast: Cast, asked: dict[str, str], span: str
) -> None:
    page = client_of(cast.commune).get(reverse("reports:month_minutes", args=[written.committee.pk]), asked)
    assert page.context["span"] == span


def test_month_minutes_of_many_units_come_page_by_page(
    client_of: Any, written: Commune, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(month_minutes, "PAGE", 1)
    url = reverse("reports:month_minutes", args=[written.committee.pk])
    pages = [client_of(cast.commune).get(url, {"tu": "2026-10", "trang": number}) for number in (1, 2)]
    assert [page.context["number"] for page in pages] == [1, 1]
    assert [len(page.context["units"]) for page in pages] == [0, 1]
    assert "Làm tập biên bản (PDF)" in pages[0].content.decode()
    assert "Trang 1 / 4" in pages[0].content.decode()


def test_month_minutes_are_asked_for_by_their_months(client_of: Any, written: Commune, cast: Cast) -> None:
    url = reverse("reports:month_minutes_request", args=[written.committee.pk, "pdf"])
    client_of(cast.commune).post(url, {"tu": "2026-10", "den": "2026-10"})
    asked = AskedPaper.objects.get(form="bien-ban-thang")
    assert (asked.first_on, asked.last_on) == (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    page = client_of(cast.commune).get(reverse("reports:month_minutes", args=[written.committee.pk]), {"tu": "2026-10"})
    assert "tháng 10/2026" in page.content.decode()
