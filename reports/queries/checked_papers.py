"""Which check stands before which kind of paper; a test holds it against the catalogue.

Keys are those of ``reports.catalogue`` without their ending for Word and Excel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reports.queries.decision_gaps import (
    award_decision_gaps,
    award_proposals_gaps,
    decision_gaps,
    further_decision_gaps,
)
from reports.queries.paper_gaps import (
    calendar_gaps,
    issued_gaps,
    minutes_gaps,
    plan_gaps,
    register_gaps,
    score_gaps,
    sign_in_gaps,
)
from reports.queries.print_check import Gap
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

CHECKS: Mapping[str, Callable[[Any], Iterator[Gap]]] = {
    "appraisal": appraisal_gaps,
    "award_decision": award_decision_gaps,
    "award_proposals": award_proposals_gaps,
    "ballot": ballot_gaps,
    "cap_options": cap_gaps,
    "counting_record": ballot_gaps,
    "decision": decision_gaps,
    "further_decision": further_decision_gaps,
    "issued": issued_gaps,
    "local_regulation": local_regulation_gaps,
    "minutes": minutes_gaps,
    "minutes_extract": decision_gaps,
    "month_calendar": calendar_gaps,
    "opinion_list": opinion_list_gaps,
    "opinion_summary": opinion_summary_gaps,
    "postponed_list": postponed_gaps,
    "record_list": record_list_gaps,
    "register": register_gaps,
    "score_sheet": score_gaps,
    "self_review": review_gaps,
    "self_review_blank": blank_review_gaps,
    "sign_in_sheet": sign_in_gaps,
    "thematic_plan": plan_gaps,
    "unit_record_list": unit_record_list_gaps,
    "unit_reviews": unit_reviews_gaps,
    "unit_reviews_blank": unit_reviews_gaps,
}
"""By kind: what yields the gaps of its subject."""
ON_ITS_PAGE = frozenset(
    {"book", "dossier", "dossier_cover", "dossiers_below", "half_year", "member_dossier", "month_minutes"}
    | {"month_scores", "own_dossier", "statistics", "year_form", "year_report", "year_summary", "year_summary_on"}
)
"""Asked for by a unit and a span of days: the page that asks shows what is missing, for exactly what it would print."""
WITHOUT_CHECK = frozenset(
    {"attendance_year", "year_scores", "board", "class_sheet", "own_class_sheet", "member_list", "unit_data"}
    | {"province_board", "minutes_version", "period_regulation", "central_regulation"}
)
"""Nobody signs them: tables of the records, sheets that name what is not known themselves, texts kept as they were."""


def base_of(kind: str) -> str:
    """The key of a kind without its file format."""
    for ending in ("_word", "_xlsx", "_zip"):
        kind = kind.removesuffix(ending)
    return "central_regulation" if kind.startswith("central_regulation_") else kind


def gaps_of(kind: str, subject: Any) -> list[Gap] | None:
    """The gaps of one paper; None where no check stands before its kind."""
    check = CHECKS.get(base_of(kind))
    return None if check is None else list(check(subject))
