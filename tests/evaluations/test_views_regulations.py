"""Pages of regulations: any of them to be read, a committee's own from draft to document, told with the cast."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.models import LocalRegulation, Period
from evaluations.queries.local_regulations import regulation_in_force
from evaluations.rules.regulation import regulation_keys
from evaluations.rules.samples import criteria_data
from evaluations.services.local_regulations import approve_regulation, draft_regulation
from evaluations.services.periods import open_period
from evaluations.services.regulation_parts import add_criteria
from tests.cast import Cast, Commune


def address(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def local(commune: Commune, cast: Cast) -> LocalRegulation:
    """A draft of the commune for 2026, with the first example of criteria."""
    regulation = draft_regulation(commune.committee, year=2026, title="Quy định của xã", by=cast.commune)
    add_criteria(regulation, criteria_data("c1"), by=cast.commune)
    return LocalRegulation.objects.get()


def issue(regulation: LocalRegulation, cast: Cast) -> None:
    approve_regulation(regulation, by=cast.commune, document="15-QĐ/ĐU", document_on=dt.date(2026, 2, 10))


@pytest.mark.parametrize("key", regulation_keys())
def test_every_central_regulation_can_be_read_whole(key: str, cast: Cast, client_of) -> None:
    page = client_of(cast.member).get(address("regulation_detail", key))
    assert page.status_code == 200
    words = text_of(page)
    assert "Bốn mức xếp loại" in words
    assert "đã đọc trong văn bản" in words
    assert "share(" not in words
    assert client_of(cast.member).get(address("regulation_detail", "1-1")).status_code == 404


def test_current_regulation_says_its_conditions_in_words_with_their_source(cast: Cast, client_of) -> None:
    words = text_of(client_of(cast.member).get(address("regulation_detail", "366-43")))
    assert "Tỷ lệ “Số hoàn thành vượt mức” trên “Số nhiệm vụ được giao” từ 30% trở lên" in words.replace(
        "tỷ lệ", "Tỷ lệ"
    )
    assert "Quy định 366-QĐ/TW, Điều 11, khoản 1" in words


def test_example_of_criteria_says_that_it_is_not_in_force(cast: Cast, client_of) -> None:
    words = text_of(client_of(cast.member).get(address("criteria_sample", "c1")))
    assert "Mẫu tham khảo, cần cấp ủy phê duyệt." in words
    assert client_of(cast.member).get(address("criteria_sample", "c9")).status_code == 404


def test_draft_is_for_those_who_write_it_and_the_issued_one_for_all_below(
    local: LocalRegulation, cast: Cast, client_of
) -> None:
    url = local.get_absolute_url()
    assert [client_of(user).get(url).status_code for user in cast] == [404, 404, 404, 200, 200, 404, 404]
    issue(local, cast)
    assert [client_of(user).get(url).status_code for user in cast] == [200, 200, 200, 200, 200, 404, 404]
    assert "Quy định của xã" in text_of(client_of(cast.member).get(address("regulation_list")))
    assert "Quy định của xã" not in text_of(client_of(cast.stranger).get(address("regulation_list")))


def test_commune_goes_from_draft_to_document_through_the_pages(commune: Commune, cast: Cast, client_of) -> None:
    client = client_of(cast.commune)
    begun = client.post(
        address("local_regulation_draft", commune.committee.pk),
        {"year": "2026", "title": "Quy định của xã", "start": "samples", "samples": ["c1", "c2", "c3", "c4"]},
    )
    local = LocalRegulation.objects.get()
    assert begun.headers["Location"] == local.get_absolute_url()
    assert "mẫu tham khảo, cần cấp ủy phê duyệt" in text_of(client.get(local.get_absolute_url()))

    pages = ("settings", "gates", "deadlines", "heading", "approve", "text")
    assert {client.get(address(f"local_regulation_{page}", local.pk)).status_code for page in pages} == {200}
    client.post(
        address("local_regulation_settings", local.pk), {"s-fallthrough": "authority_decides", "cap-rate": "15"}
    )
    client.post(
        address("local_regulation_gates", local.pk),
        {
            "o-regular_meetings": "good",
            "hd21": "on",
            "w-0-text": "Không quá hai kỳ vắng.",
            "w-0-level": "excellent",
            "w-0-subjects": ["member"],
            "w-0-test": "absent_unexcused <= 2",
        },
    )
    client.post(
        address("local_regulation_deadlines", local.pk),
        {"k-finished": "20/12", "d-0-text": "Chi bộ gửi hồ sơ", "d-0-before": "10/12"},
    )
    local.refresh_from_db()
    assert local.own["settings"] == {"fallthrough": "authority_decides"}
    assert local.own["cap"] == {"rate": 15}
    assert [(gate["key"], gate["level"]) for gate in local.own["gates"]] == [
        ("regular_meetings", "excellent"),
        ("regular_meetings", "good"),
        ("own-1", "excellent"),
    ]
    assert [row["before"] for row in local.own["deadlines"]] == ["20/12", "10/12"]

    text = text_of(client.get(address("local_regulation_text", local.pk)))
    assert "cấp ủy đặt" in text
    assert "cần cấp ủy phê duyệt" in text
    client.post(address("local_regulation_approve", local.pk), {"document": "15-QĐ/ĐU", "document_on": "10/02/2026"})
    assert regulation_in_force(commune.committee, 2026).local == local
    assert "cần cấp ủy phê duyệt" not in text_of(client.get(address("local_regulation_text", local.pk)))

    assert "Quy định của xã" in text_of(client.get(address("period_open", commune.committee.pk)))
    opened = client.post(address("period_open", commune.committee.pk), {"year": "2026"})
    period = Period.objects.get()
    assert opened.headers["Location"] == period.get_absolute_url()
    assert (period.local_regulation, period.cap_rate) == (local, 15)
    frozen = text_of(client.get(address("period_regulation", period.pk)))
    assert period.regulation_sha256 in frozen
    assert "Không quá hai kỳ vắng." in frozen

    client.post(address("local_regulation_withdraw", local.pk), {"reason": "Công văn 9-CV/ĐU"})
    assert regulation_in_force(commune.committee, 2026).local is None


def test_refused_part_keeps_every_word_and_says_why(local: LocalRegulation, cast: Cast, client_of) -> None:
    client = client_of(cast.commune)
    page = text_of(
        client.post(
            address("local_regulation_gates", local.pk),
            {"w-0-text": "Điều kiện lạ", "w-0-level": "good", "w-0-test": "nothing > 1"},
        )
    )
    assert "dữ kiện “nothing” không có" in page
    assert 'value="nothing &gt; 1"' in page
    page = text_of(client.post(address("local_regulation_deadlines", local.pk), {"k-finished": "31/12"}))
    assert "không sớm hơn" in page
    local.refresh_from_db()
    assert set(local.own) == {"criteria"}


class TestGrid:
    def typed(self, local: LocalRegulation, **changes: str) -> dict[str, Any]:
        """The grid as the page would send it, with some fields changed."""
        criteria = local.own["criteria"][0]
        fields: dict[str, Any] = {"title": criteria["title"], "unit_types": criteria["unit_types"]}
        for group in criteria["groups"]:
            rows = [row for row in criteria["rows"] if row["group"] == group["key"]]
            for place, row in enumerate(rows):
                name = f"r-{group['key']}-{place}"
                fields |= {f"{name}-code": row["code"], f"{name}-text": row["text"]}
                fields[f"{name}-points"] = str(row["maximum"]).replace(".", ",")
        return {**fields, **changes}

    def rows(self, local: LocalRegulation) -> dict[str, Any]:
        local.refresh_from_db()
        return {row["code"]: row for row in local.own["criteria"][0]["rows"]}

    def test_rows_are_changed_added_and_dropped(self, local: LocalRegulation, cast: Cast, client_of) -> None:
        client, url = client_of(cast.commune), address("local_regulation_criteria", local.pk, "c1")
        assert client.get(url).status_code == 200
        before = self.rows(local)
        first, second = list(before.values())[:2]
        changes = {
            "r-I-0-points": "1,5",
            "r-I-1-drop": "1",
            "n-I-0-text": "Nộp báo cáo đúng hạn",
            "n-I-0-points": "2,5",
            "unit_types": ["residential", "agency"],
        }

        saved = client.post(url, self.typed(local, **changes))

        assert saved.status_code == 302
        after = self.rows(local)
        assert after[first["code"]]["points"] == f"({first['points']}) * 3 / 4"
        assert second["code"] not in after
        added = next(row for row in after.values() if row["text"] == "Nộp báo cáo đúng hạn")
        assert (added["group"], added["maximum"], added["kind"]) == ("I", "2.5", "manual")
        assert local.own["criteria"][0]["unit_types"] == ["residential", "agency"]
        assert "sum-bad" not in text_of(client.get(url)).split("sheet-actions")[0]

    def test_first_points_again_give_the_first_formula(self, local: LocalRegulation, cast: Cast, client_of) -> None:
        client, url = client_of(cast.commune), address("local_regulation_criteria", local.pk, "c1")
        before = self.rows(local)
        client.post(url, self.typed(local, **{"r-I-0-points": "1,5"}))
        self.rows(local)
        client.post(url, self.typed(local, **{"r-I-0-points": "2"}))
        assert self.rows(local) == before

    def test_computed_row_can_be_scored_by_hand(self, local: LocalRegulation, cast: Cast, client_of) -> None:
        code, row = next(iter(self.rows(local).items()))
        assert row["kind"] == "computed"
        url = address("local_regulation_criteria", local.pk, "c1")
        client_of(cast.commune).post(url, self.typed(local, **{"r-I-0-hand": "1"}))
        found = self.rows(local)[code]
        assert found["kind"] == "manual"
        assert not {"points", "why"} & set(found)

    def test_uneven_points_are_saved_and_told(self, local: LocalRegulation, cast: Cast, client_of) -> None:
        client, url = client_of(cast.commune), address("local_regulation_criteria", local.pk, "c1")
        page = text_of(client.post(url, self.typed(local, **{"r-I-0-points": "9"}), follow=True))
        assert "điểm chưa khớp" in page
        assert "37/30" in page.replace("<span data-total>37</span>", "37")
        refused = client.post(
            address("local_regulation_approve", local.pk), {"document": "15-QĐ/ĐU", "document_on": "10/02/2026"}
        )
        assert "cộng lại 37 điểm" in text_of(refused)

    def test_adding_up_saves_nothing(self, local: LocalRegulation, cast: Cast, client_of) -> None:
        before = self.rows(local)
        page = client_of(cast.commune).post(
            address("local_regulation_criteria", local.pk, "c1"),
            self.typed(local, **{"r-I-0-points": "9", "tinh": "1"}),
        )
        assert page.status_code == 200
        assert "<span data-total>37</span>" in text_of(page)
        assert self.rows(local) == before

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"r-I-0-points": "nhiều"}, "Điểm phải là số từ 0 đến 100"),
            ({"r-I-0-points": "101"}, "Điểm phải là số từ 0 đến 100"),
            ({"r-I-0-text": ""}, "Hãy ghi nội dung tiêu chí"),
            ({"r-I-1-code": "I.1a"}, "đã có ở dòng khác"),
            ({"title": " "}, "Hãy ghi tên bộ tiêu chí"),
        ],
    )
    def test_what_cannot_be_read_is_said_at_its_line_and_kept(
        self, local: LocalRegulation, cast: Cast, client_of, changes: dict[str, str], words: str
    ) -> None:
        before = self.rows(local)
        url = address("local_regulation_criteria", local.pk, "c1")
        page = client_of(cast.commune).post(url, self.typed(local, **changes))
        assert page.status_code == 422
        assert words in text_of(page)
        assert self.rows(local) == before

    def test_sets_are_added_from_examples_or_headings_and_removed(
        self, local: LocalRegulation, cast: Cast, client_of
    ) -> None:
        client, add = client_of(cast.commune), address("local_regulation_add_criteria", local.pk)
        client.post(add, {"bo": "c2"})
        blank = client.post(add, {"bo": "blank-leader"})
        assert client.get(blank.headers["Location"]).status_code == 200
        client.post(add, {"bo": "nothing"})
        client.post(address("local_regulation_remove_criteria", local.pk, "c1"))
        local.refresh_from_db()
        assert [item["key"] for item in local.own["criteria"]] == ["c2", "own-leader"]
        assert client.get(address("local_regulation_criteria", local.pk, "c1")).status_code == 404


def test_draft_is_discarded(local: LocalRegulation, cast: Cast, client_of) -> None:
    client_of(cast.commune).post(address("local_regulation_discard", local.pk))
    assert not LocalRegulation.objects.exists()


def test_officer_of_the_board_writes_and_never_issues(local: LocalRegulation, cast: Cast, client_of) -> None:
    client = client_of(cast.officer)
    assert client.get(address("local_regulation_settings", local.pk)).status_code == 200
    assert client.get(address("local_regulation_approve", local.pk)).status_code == 403


def test_list_asks_as_many_questions_for_three_as_for_one(
    local: LocalRegulation, commune: Commune, cast: Cast, client_of
) -> None:
    client, url = client_of(cast.commune), address("regulation_list")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url)
    for year in (2024, 2025):
        draft_regulation(commune.committee, year=year, title=f"Quy định {year}", by=cast.commune)
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)


def test_period_of_older_times_shows_its_own_regulation(commune: Commune, cast: Cast, client_of) -> None:
    period = open_period(commune.committee, year=2024, by=cast.commune)
    words = text_of(client_of(cast.member).get(address("period_regulation", period.pk)))
    assert "Quy định 124-QĐ/TW" in words


def test_draft_waits_on_the_home_page_of_who_issues_it(local: LocalRegulation, cast: Cast, client_of) -> None:
    assert "chờ ban hành" in text_of(client_of(cast.commune).get(reverse("reports:home")))
    assert "chờ ban hành" not in text_of(client_of(cast.secretary).get(reverse("reports:home")))


def test_choices_are_explained_without_the_names_of_the_program(local: LocalRegulation, cast: Cast, client_of) -> None:
    words = text_of(client_of(cast.commune).get(address("local_regulation_settings", local.pk)))
    assert "months_since_admission" not in words.split("<main")[1]
    assert "“Số tháng từ khi kết nạp”" in words
