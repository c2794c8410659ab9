"""A ground that the numbers give is set aside with a reason where the text allows it (QĐ 366 Đ11.4)."""

import pytest
from django.urls import reverse

from evaluations.facts import TRIGGERS, set_aside, stated_triggers
from evaluations.models import Decision, FactEntry
from evaluations.queries.proposals import proposal_for
from evaluations.queries.regulations import known_regulations, regulation_of
from evaluations.services.decisions import decide_evaluation
from evaluations.services.facts import FactErrors, enter_facts
from tests.cast import Cast
from tests.evaluations.conftest import DAY, GOOD

RULE = "failed.tasks_not_done_above_50"
REASON = "Bão số 5, bất khả kháng"
MISSED = GOOD | {"tasks_done": 4, "tasks_on_time": 4, "tasks_exceeded": 0}


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_ground_of_the_numbers_is_offered_set_aside_and_told_everywhere(cast: Cast, client_of, of, sent) -> None:
    lam, client = of(cast.member), client_of(cast.secretary)
    url = reverse("evaluations:facts_enter", args=[lam.pk])
    assert f'name="waived-{RULE}"' not in text_of(client.get(url))
    enter_facts(lam, by=cast.secretary, values=MISSED)
    page = text_of(client.get(url))
    assert f'name="waived-{RULE}"' in page
    assert "Số liệu đã lưu cho thấy có căn cứ này." in page
    assert proposal_for(of(cast.member)).level == "failed"

    refused = text_of(client.post(url, {"looked": "on", f"waived-{RULE}": "on", f"reason-{RULE}": " "}))
    assert "phải ghi lý do" in refused
    assert FactEntry.objects.get(evaluation=lam, key=TRIGGERS).value == []
    client.post(url, {"looked": "on", f"waived-{RULE}": "on", f"reason-{RULE}": REASON})

    found = proposal_for(of(cast.member))
    entry = next(row for row in found.trace if row.rule == RULE)
    assert (found.level == "failed", entry.holds, entry.waived) == (False, False, True)
    assert REASON in entry.text
    assert f'value="{REASON}"' in text_of(client.get(url))
    assert f"xem xét không áp dụng; lý do: {REASON}" in text_of(client.get(lam.get_absolute_url()))


def test_set_aside_ground_is_shown_to_who_decides_and_kept_with_the_decision(cast: Cast, client_of, sent) -> None:
    claim = {"key": RULE, "waived": True, "reason": REASON}
    evaluation = sent(cast.member, MISSED | {TRIGGERS: [claim]})
    page = text_of(client_of(cast.commune).get(reverse("evaluations:evaluation_decide", args=[evaluation.pk])))
    assert f"lý do: {REASON}" in page
    decide_evaluation(
        evaluation,
        by=cast.commune,
        level="completed",
        decided_on=DAY,
        document_number="15-QĐ/ĐU",
        reason="Theo hội nghị",
        despite="Vội",
    )
    kept = next(row for row in Decision.objects.get().trace if row["rule"] == RULE)
    assert (kept["holds"], kept["waived"]) == (False, True)
    assert REASON in kept["text"]


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ({"key": RULE, "waived": True, "reason": ""}, "phải ghi lý do"),
        ({"key": RULE, "waived": False, "reason": "x"}, "tính từ số liệu"),
        ({"key": "failed.tasks_below_70", "waived": True, "reason": "x"}, "không phải căn cứ của đối tượng này"),
    ],
)
def test_waiver_that_the_text_does_not_allow_is_refused(cast: Cast, of, claim: dict, said: str) -> None:
    with pytest.raises(FactErrors) as refusal:
        enter_facts(of(cast.member), by=cast.secretary, values=MISSED | {TRIGGERS: [claim]})
    (sentence,) = refusal.value.details
    assert said in sentence


def test_waiver_of_numbers_that_are_good_changes_nothing(cast: Cast, of) -> None:
    claim = {"key": RULE, "waived": True, "reason": REASON}
    enter_facts(of(cast.member), by=cast.secretary, values=GOOD | {TRIGGERS: [claim]})
    found = proposal_for(of(cast.member))
    entry = next(row for row in found.trace if row.rule == RULE)
    assert (found.level, entry.holds, entry.waived) == ("good", False, False)


def test_ground_of_the_numbers_counts_only_where_it_is_waived(cast: Cast, of) -> None:
    regulation = regulation_of(of(cast.member).period)
    assert stated_triggers(regulation, "member", [{"key": RULE, "waived": False, "reason": ""}], ()) == []


def test_every_subject_that_may_set_aside_a_ground_is_asked_for_it() -> None:
    for regulation in known_regulations():
        for subject in regulation.subjects:
            if set_aside(regulation, subject.key):
                assert TRIGGERS in {fact.key for fact in regulation.facts_for(subject.key)}, (
                    regulation.key,
                    subject.key,
                )
