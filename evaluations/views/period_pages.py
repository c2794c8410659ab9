"""The pages of one period, grouped by what one comes for, the step that is under way first."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.models import Evaluation, Period
from evaluations.queries.board import Progress
from evaluations.queries.quarters import year_of_quarter

State = Evaluation.State
FIGURES, RATING, DECIDING, AFTER = "figures", "rating", "deciding", "after"


class PageLink(NamedTuple):
    icon: str
    label: str
    url: str


class PageGroup(NamedTuple):
    """What belongs to one step; ``is_current`` for the step under way."""

    key: str
    label: str
    links: list[PageLink]
    is_current: bool


def period_pages(period: Period, actions: Collection[str], progress: Iterable[Progress]) -> list[PageGroup]:
    """The groups that hold a page for this reader, whose verbs on the period are ``actions``."""
    current = _current(period, list(progress))
    groups = [
        PageGroup("prepare", _("Chuẩn bị"), _prepare(period, actions), False),
        PageGroup(FIGURES, _("Số liệu, kiểm điểm"), _figures(period, actions), current == FIGURES),
        PageGroup(RATING, _("Bỏ phiếu, thẩm định"), _rating(period, actions), current == RATING),
        PageGroup(DECIDING, _("Quyết định"), _deciding(period, actions), current == DECIDING),
        PageGroup(AFTER, _("Sau quyết định"), _after(period, actions), current == AFTER),
    ]
    return sorted((group for group in groups if group.links), key=lambda group: not group.is_current)


def _current(period: Period, progress: list[Progress]) -> str:
    """Where most of the evaluations stand."""
    total = sum(part.total for part in progress)
    reached = {state: sum(part.states.get(state, 0) for part in progress) for state in State}
    if period.state == Period.State.CLOSED or (total and reached[State.DECIDED] == total):
        return AFTER
    if (reached[State.REVIEWED] + reached[State.DECIDED]) * 2 > total:
        return DECIDING
    return RATING if (total - reached[State.OPEN] - reached[State.POSTPONED]) * 2 > total else FIGURES


def _link(icon: str, label: str, view: str, number: int) -> PageLink:
    return PageLink(icon, label, reverse(f"evaluations:{view}", args=[number]))


def _prepare(period: Period, actions: Collection[str]) -> list[PageLink]:
    found = [_link("document", _("Quy định áp dụng"), "period_regulation", period.pk)]
    if "direct" in actions:
        found.append(_link("edit", _("Thiết lập"), "period_settings", period.pk))
    if "print" in actions:
        found += [
            _link("people", _("Tập thể lãnh đạo"), "collective_list", period.organisation_id),
            _link("person", _("Không thuộc đối tượng"), "not_subject_list", period.pk),
        ]
    if period.quarter is None and period.regulation_key == "366-43":
        found.append(_link("calendar", _("Theo quý"), "quarter_list", period.pk))
    if period.quarter is not None and (year := year_of_quarter(period)) is not None:
        found.append(_link("calendar", _("Các quý của năm"), "quarter_list", year.pk))
    return found


def _figures(period: Period, actions: Collection[str]) -> list[PageLink]:
    found = []
    if "print" in actions and period.state == Period.State.OPEN:
        found.append(_link("question", _("Còn thiếu gì"), "missing_list", period.pk))
    if "print" in actions:
        found.append(_link("lock", _("Chốt số liệu"), "frozen_facts", period.pk))
    return [*found, _link("clock", _("Chưa kiểm điểm, xếp loại"), "postponed_list", period.pk)]


def _rating(period: Period, actions: Collection[str]) -> list[PageLink]:
    found = []
    if "ballots" in actions:
        found.append(_link("vote", _("Bỏ phiếu xếp loại"), "ballot_list", period.pk))
    if "appraise" in actions or "direct" in actions:
        found.append(_link("eye", _("Hàng chờ thẩm định"), "appraisal_queue", period.pk))
    if "print" in actions:
        found.append(_link("chart", _("Tỷ lệ xuất sắc, phương án"), "cap_whatif", period.pk))
    if "direct" in actions or "appraise" in actions:
        found.append(_link("chart", _("Tính xếp loại cả năm"), "computation_list", period.organisation_id))
    return found


def _deciding(period: Period, actions: Collection[str]) -> list[PageLink]:
    found = []
    if "follow_up" in actions:
        found.append(_link("chat", _("Quyết định, công khai"), "publication", period.pk))
    if "direct" in actions:
        found.append(_link("lock", _("Kết thúc kỳ"), "period_close", period.pk))
    return found


def _after(period: Period, actions: Collection[str]) -> list[PageLink]:
    complaints = _link("chat", _("Khiếu nại, kiến nghị"), "complaint_list", period.pk)
    records = [_link("document", _("Danh mục hồ sơ"), "record_list", period.pk)] if "ballots" in actions else []
    if "print" not in actions:
        return [*records, complaints]
    return [
        *records,
        *_forms(period),
        _link("award", _("Khen thưởng"), "award_list", period.pk),
        complaints,
        _link("flag", _("Kỷ luật đến sau"), "late_discipline_list", period.pk),
        _link("history", _("Kết quả tính đến một ngày"), "result_list", period.pk),
    ]


def _forms(period: Period) -> list[PageLink]:
    """The forms and the report of the year, which are made where papers are."""
    if period.quarter is not None:
        return []
    dossiers = f"{reverse('reports:dossier_list', args=[period.organisation_id])}?nam={period.year}"
    return [
        PageLink("document", _("Hồ sơ năm của các đơn vị"), dossiers),
        PageLink("document", _("Biểu mẫu, báo cáo cuối năm"), reverse("reports:year_forms", args=[period.pk])),
    ]
