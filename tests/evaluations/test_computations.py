"""The classes of a year computed in the background: whole, stopped, resumed, killed; and what its pages show."""

import contextlib
import datetime as dt
import gc
import time

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from cells.models import Member
from core.errors import DomainError
from evaluations.models import Computation, ComputedClass, Decision, Evaluation, Period
from evaluations.queries.bulk import uncollected
from evaluations.queries.computations import open_periods, pace_of, results_of, undetermined_of
from evaluations.queries.proposals import propose
from evaluations.services import computations as services
from evaluations.services.computations import (
    cancel_computation,
    request_computation,
    resume_computation,
    resume_computations,
    run_computation,
)
from evaluations.services.decisions import decide_evaluation
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, EXCELLENT, GOOD
from tests.factories import make_member

State = Computation.State


@pytest.fixture
def people(period: Period, sent, cast: Cast, commune: Commune) -> list[Member]:
    """Four plain members: one excellent, three good."""
    found = [make_member(commune.cells[1], f"Phan Thị {name}") for name in ("Ất", "Bính", "Đinh", "Giáp")]
    update_subjects(period, by=cast.commune)
    for place, person in enumerate(found):
        sent(person, GOOD if place else EXCELLENT)
    return found


@pytest.fixture
def computation(period: Period, people, commune: Commune, cast: Cast) -> Computation:
    return request_computation(commune.province, year=2026, by=cast.officer)


def fresh(computation: Computation) -> Computation:
    return Computation.objects.get(pk=computation.pk)


def age(computation: Computation, minutes: int = 10) -> None:
    """As if the worker that has it had died so long ago."""
    Computation.objects.filter(pk=computation.pk).update(beat_at=timezone.now() - dt.timedelta(minutes=minutes))


def test_run_gives_everyone_the_class_that_is_proposed(computation: Computation, period: Period) -> None:
    everyone = list(Evaluation.objects.filter(period=period).select_related("cell", "member"))
    assert computation.total == len(everyone)

    assert run_computation(computation.pk) == State.DONE

    proposals = propose(period, everyone)
    kept = {row.evaluation_id: (row.level, row.score) for row in ComputedClass.objects.all()}
    assert kept == {pk: (proposal.level, proposal.sheet.score) for pk, proposal in proposals.items()}
    done = fresh(computation)
    assert (done.state, done.done, done.total, done.error) == (State.DONE, len(everyone), len(everyone), "")
    assert done.counts["member_outside"]["excellent"] == 1
    assert done.finished_at is not None
    assert AuditEvent.objects.filter(action="evaluations.computation_asked").count() == 1
    assert not Decision.objects.exists()


def test_run_asks_a_fixed_number_of_questions_for_each_chunk(
    computation: Computation, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(40):
        run_computation(computation.pk)


def test_asking_twice_gives_the_run_on_its_way(computation: Computation, commune: Commune, cast: Cast) -> None:
    assert request_computation(commune.province, year=2026, by=cast.commune) == computation
    run_computation(computation.pk)
    assert request_computation(commune.province, year=2026, by=cast.commune) != computation


def test_asking_for_a_year_without_open_periods_is_refused(period: Period, commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="Năm 2025 chưa có kỳ đánh giá nào đang mở dưới Đảng bộ tỉnh") as refusal:
        request_computation(commune.province, year=2025, by=cast.officer)
    assert refusal.value.field == "year"
    Period.objects.update(state="closed", closed_by=cast.commune, closed_at=timezone.now())
    with pytest.raises(DomainError, match="chưa có kỳ đánh giá nào đang mở"):
        request_computation(commune.province, year=2026, by=cast.officer)


def test_run_hands_the_rest_over_when_its_time_is_up_and_goes_on_from_the_cursor(computation: Computation) -> None:
    assert run_computation(computation.pk, seconds=0, chunk=2) == State.WAITING
    assert not ComputedClass.objects.exists()

    _compute(_claimed(computation), 2)
    assert (fresh(computation).done, ComputedClass.objects.count()) == (2, 2)
    age(computation)

    assert run_computation(computation.pk, chunk=3) == State.DONE
    assert ComputedClass.objects.count() == computation.total == fresh(computation).done


def _claimed(computation: Computation) -> Computation:
    """Taken up by a worker."""
    assert services._claim(computation.pk)
    return Computation.objects.select_related("organisation").get(pk=computation.pk)


def _compute(computation: Computation, chunk: int) -> None:
    services._compute_some(computation, open_periods(computation.organisation, computation.year), chunk)


def test_second_delivery_does_nothing_while_a_worker_is_at_it(computation: Computation) -> None:
    _claimed(computation)
    assert run_computation(computation.pk) == ""
    assert not ComputedClass.objects.exists()
    assert run_computation(4711) == ""


def test_worker_whose_run_was_taken_over_writes_nothing(computation: Computation) -> None:
    slow = _claimed(computation)
    age(computation)
    _compute(_claimed(computation), 2)

    with pytest.raises(services._LostError), transaction.atomic():
        _compute(slow, 5)

    assert ComputedClass.objects.count() == 2


def test_killed_worker_is_noticed_and_the_run_goes_on_without_computing_twice(computation: Computation) -> None:
    _compute(_claimed(computation), 2)
    first = set(ComputedClass.objects.values_list("pk", flat=True))
    assert resume_computations() == 0
    age(computation)

    assert resume_computations() == 1
    assert run_computation(computation.pk, chunk=2) == State.DONE

    assert first < set(ComputedClass.objects.values_list("pk", flat=True))
    assert ComputedClass.objects.count() == computation.total


def test_lost_message_is_sent_again_and_after_a_day_it_is_given_up(computation: Computation) -> None:
    assert resume_computations() == 0
    Computation.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=10))
    assert resume_computations() == 1
    Computation.objects.update(asked_at=timezone.now() - dt.timedelta(days=2))
    assert resume_computations() == 0
    assert (fresh(computation).state, fresh(computation).error[:11]) == (State.FAILED, "Đã một ngày")


def test_stop_is_kept_at_the_next_chunk_and_the_run_can_go_on(computation: Computation, cast: Cast) -> None:
    running = _claimed(computation)
    _compute(running, 2)
    cancel_computation(computation, by=cast.officer)
    assert fresh(computation).state == State.RUNNING

    running.refresh_from_db()
    _compute(running, 2)
    assert (fresh(computation).state, ComputedClass.objects.count()) == (State.CANCELLED, 2)
    with pytest.raises(DomainError, match="không còn chạy"):
        cancel_computation(computation, by=cast.officer)

    resume_computation(computation, by=cast.officer)
    assert fresh(computation).state == State.WAITING
    assert run_computation(computation.pk) == State.DONE
    assert ComputedClass.objects.count() == computation.total
    with pytest.raises(DomainError, match="đã xong"):
        resume_computation(computation, by=cast.officer)


def test_stop_before_it_began_is_at_once(computation: Computation, cast: Cast) -> None:
    cancel_computation(computation, by=cast.officer)
    assert fresh(computation).state == State.CANCELLED
    assert run_computation(computation.pk) == ""


def test_going_on_while_another_run_is_on_its_way_is_refused(
    computation: Computation, commune: Commune, cast: Cast
) -> None:
    cancel_computation(computation, by=cast.officer)
    request_computation(commune.province, year=2026, by=cast.officer)
    with pytest.raises(DomainError, match="Đang có lần tính khác"):
        resume_computation(computation, by=cast.officer)


def test_fault_of_ours_ends_in_failed_with_a_sentence_and_can_go_on(
    computation: Computation, period: Period, cast: Cast
) -> None:
    whole = period.regulation
    Period.objects.filter(pk=period.pk).update(regulation={"key": "hỏng"})

    assert run_computation(computation.pk) == State.FAILED
    assert "bấm “Tính tiếp”" in fresh(computation).error

    Period.objects.filter(pk=period.pk).update(regulation=whole)
    resume_computation(computation, by=cast.officer)
    assert run_computation(computation.pk) == State.DONE


def test_three_runs_of_a_year_are_kept(computation: Computation, commune: Commune, cast: Cast) -> None:
    run_computation(computation.pk)
    for _time in range(3):
        run_computation(request_computation(commune.province, year=2026, by=cast.officer).pk)

    assert Computation.objects.count() == 3
    assert not Computation.objects.filter(pk=computation.pk).exists()
    assert ComputedClass.objects.count() == 3 * computation.total


def test_postponed_and_closed_are_outside(period: Period, people, of, commune: Commune, cast: Cast) -> None:
    Evaluation.objects.filter(pk=of(people[0]).pk).update(state="postponed", postponed_reason="Đi điều trị")
    computation = request_computation(commune.province, year=2026, by=cast.officer)
    run_computation(computation.pk)
    assert not ComputedClass.objects.filter(evaluation=of(people[0])).exists()
    assert computation.total == Evaluation.objects.count() - 1


def test_period_that_closes_while_the_run_is_on_its_way_is_left_out(computation: Computation, cast: Cast) -> None:
    running, periods = _claimed(computation), open_periods(computation.organisation, 2026)
    services._compute_some(running, periods, 2)
    Period.objects.update(state=Period.State.CLOSED, closed_by=cast.commune, closed_at=timezone.now())

    services._compute_some(running, periods, 2)

    assert (running.state, ComputedClass.objects.count()) == (State.DONE, 2)


def test_search_for_cycles_rests_during_a_run_and_goes_on_after_it_however_it_ends() -> None:
    with contextlib.suppress(ValueError), uncollected():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()


def test_results_by_committee_and_kind_with_the_cap_what_is_open_and_what_differs(
    computation: Computation, people, of, cast: Cast
) -> None:
    paper = {"decided_on": DAY, "document_number": "1-QĐ", "despite": "Thử"}
    decide_evaluation(of(people[1]), by=cast.commune, level="completed", reason="Chậm", **paper)
    decide_evaluation(of(people[2]), by=cast.commune, level="good", **paper)
    run_computation(computation.pk)

    results = results_of(fresh(computation))

    (row,) = results.periods
    assert row.name == "Đảng bộ xã Vân Trục"
    members = row.of("member_outside")
    assert (members.levels["excellent"], members.levels["good"]) == (1, 3)
    assert [(cap.most_excellent, cap.over) for cap in members.caps] == [(0, 1), (0, 1), (0, 1)]
    assert (results.differing, row.differing) == (1, 1)
    assert results.all.total == computation.total
    assert results.all.open == undetermined_of(computation).count() > 0


def test_pace_estimates_what_is_left(computation: Computation) -> None:
    now = timezone.now()
    computation.done, computation.total, computation.beat_at = 30, 90, now
    computation.counts = {"since": (now - dt.timedelta(minutes=2)).isoformat(), "done_before": 10}
    assert (pace_of(computation).percent, pace_of(computation).minutes_left) == (33, 6)
    computation.counts = {}
    assert pace_of(computation).minutes_left is None


def test_pages_show_progress_without_script_then_results(
    computation: Computation, people, of, cast: Cast, client_of, django_assert_max_num_queries
) -> None:
    client, address = client_of(cast.officer), computation.get_absolute_url()
    waiting = client.get(address).content.decode()
    assert '<meta http-equiv="refresh" content="3">' in waiting
    assert "Đang chờ máy nhận việc" in waiting
    decide_evaluation(
        of(people[1]),
        by=cast.commune,
        level="completed",
        reason="Chậm",
        decided_on=DAY,
        document_number="1-QĐ",
        despite="Thử",
    )
    run_computation(computation.pk)

    assert client.get(reverse("evaluations:computation_progress", args=[computation.pk]))["HX-Refresh"] == "true"
    with django_assert_max_num_queries(30):
        whole = client.get(address).content.decode()
    assert "Đã tính xong" in whole
    assert "Đảng bộ xã Vân Trục" in whole
    assert "Nhiều nhất" in client.get(f"{address}?doi-tuong=member_outside").content.decode()
    assert "Phan Thị Bính" in client.get(f"{address}?xem=khac-quyet-dinh").content.decode()
    assert "Chi bộ thôn" in client.get(f"{address}?xem=chua-xac-dinh").content.decode()


def test_pages_ask_stop_and_go_on(computation: Computation, commune: Commune, cast: Cast, client_of) -> None:
    client, asked = client_of(cast.officer), reverse("evaluations:computation_list", args=[commune.province.pk])
    assert client.post(asked, {"year": 2026}).url == computation.get_absolute_url()
    refused = client.post(asked, {"year": 2024})
    assert refused.status_code == 422
    assert "chưa có kỳ đánh giá nào đang mở" in refused.content.decode()
    client.post(reverse("evaluations:computation_cancel", args=[computation.pk]))
    assert fresh(computation).state == State.CANCELLED
    client.post(reverse("evaluations:computation_resume", args=[computation.pk]))
    assert fresh(computation).state == State.WAITING


def test_worker_computes_what_was_asked_for_on_the_page(
    commune: Commune, cast: Cast, period: Period, celery_worker, client_of
) -> None:
    address = reverse("evaluations:computation_list", args=[commune.province.pk])
    client_of(cast.officer).post(address, {"year": 2026})
    computation = Computation.objects.get()
    deadline = time.monotonic() + 30
    while computation.state in (State.WAITING, State.RUNNING) and time.monotonic() < deadline:
        time.sleep(0.05)
        computation.refresh_from_db()
    assert (computation.state, computation.error) == (State.DONE, "")
    assert (
        ComputedClass.objects.filter(computation=computation).count() == computation.total == Evaluation.objects.count()
    )
