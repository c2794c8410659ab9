"""The dossiers of a year, the tables in them, the sheets of classes, all minutes of a month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cells.access import actions_for, get_member, get_organisation, scope_of
from cells.models import CELL_KINDS, Organisation
from core.pdf import part_pdf
from core.word import part_word
from evaluations.access import get_evaluation
from evaluations.access.opinions import get_evaluation_with_opinions
from evaluations.documents.class_sheet import (
    class_sheet_file_name,
    class_sheet_pdf,
    class_sheet_word,
    own_class_sheet_pdf,
    own_class_sheet_word,
)
from evaluations.documents.opinion_list import opinion_list_file_name, opinion_list_pdf, opinion_list_word
from evaluations.models import Evaluation
from meetings.documents.attendance_year import (
    attendance_year_file_name,
    attendance_year_pdf,
    attendance_year_word,
    attendance_year_xlsx,
)
from meetings.documents.year_scores import (
    year_scores_file_name,
    year_scores_pdf,
    year_scores_word,
    year_scores_xlsx,
)
from meetings.documents.year_sheet import last_day_of
from reports.dossiers.assemblies import DOSSIER, DOSSIERS_BELOW, DOSSIERS_BELOW_APART, contents_asked
from reports.dossiers.front import list_part
from reports.dossiers.minutes_span import MINUTES_SPAN, span_words
from reports.kinds import About, Assembly, Kind, assembled, family
from reports.models import (
    DOSSIER_FORM,
    DOSSIERS_BELOW_FORM,
    MEMBER_DOSSIER_FORM,
    MINUTES_SPAN_FORM,
    OWN_DOSSIER_FORM,
    AskedPaper,
)

TAKES_ALL_OUT = frozenset({"decide", "review", "export"})
"""Who leads a committee, works for the organisation board, or may take its lists out."""


def get_unit_with_dossier(user: User, pk: int) -> Organisation:
    """The unit whose dossier the user may read: of its cell the leaders, the committees and boards above."""
    return get_organisation(user, pk, to="view_members")


def get_committee_with_dossiers(user: User, pk: int, *, to_take: bool = False) -> Organisation:
    """A unit with others below; 404 for cells. All of them at once go to who leads it or works for its board."""
    unit = get_organisation(user, pk, to="view_members")
    if unit.kind in CELL_KINDS or unit.kind == "party_group":
        raise Http404
    if to_take and not may_take_all(user, unit):
        raise PermissionDenied
    return unit


def may_take_all(user: User, unit: Organisation) -> bool:
    return bool(TAKES_ALL_OUT & actions_for(user, unit))


def _asked(form: str, door: Callable[[User, AskedPaper], Any]) -> Callable[[User, int], AskedPaper]:
    """The row of that form, for whom the door of its subject lets in."""

    def find(user: User, pk: int) -> AskedPaper:
        rows = AskedPaper.objects.select_related("organisation", "member").prefetch_related("organisation__periods")
        asked = get_object_or_404(rows, pk=pk, form=form)
        door(user, asked)
        return asked

    return find


def _of_member(user: User, asked: AskedPaper) -> None:
    """For those who read both the member and the unit that keeps the dossier."""
    assert asked.member_id is not None
    get_member(user, asked.member_id)
    get_organisation(user, asked.organisation_id, to="view_members")


def _of_oneself(user: User, asked: AskedPaper) -> None:
    if asked.member_id is None or asked.member_id != scope_of(user).member_id:
        raise Http404


def _unit_name(asked: AskedPaper) -> str:
    return asked.organisation.label(last_day_of(asked.organisation, asked.first_on.year))


def _page(name: str, pk: int | None, asked: AskedPaper) -> str:
    return f"{reverse(name, args=[pk])}?{urlencode({'nam': asked.first_on.year})}"


DOSSIER_OF_UNIT = About(
    AskedPaper,
    "organisation",
    _asked(DOSSIER_FORM, lambda user, asked: get_unit_with_dossier(user, asked.organisation_id)),
    lambda asked: f"năm {asked.first_on.year}, {_unit_name(asked)}",
    lambda asked: _page("reports:dossier", asked.organisation_id, asked),
    lambda _asked: False,
)
DOSSIER_OF_MEMBER = replace(
    DOSSIER_OF_UNIT,
    door=_asked(MEMBER_DOSSIER_FORM, _of_member),
    words=lambda asked: f"năm {asked.first_on.year}, {asked.member}, {_unit_name(asked)}",
    page=lambda asked: _page("reports:member_dossier", asked.member_id, asked),
)
OWN_DOSSIER = replace(DOSSIER_OF_MEMBER, door=_asked(OWN_DOSSIER_FORM, _of_oneself))
"""What the member reads himself."""
DOSSIERS_OF_COMMITTEE = replace(
    DOSSIER_OF_UNIT,
    door=_asked(
        DOSSIERS_BELOW_FORM,
        lambda user, asked: get_committee_with_dossiers(user, asked.organisation_id, to_take=True),
    ),
    page=lambda asked: _page("reports:dossier_list", asked.organisation_id, asked),
)
MINUTES_OF_MONTHS = About(
    AskedPaper,
    "organisation",
    _asked(MINUTES_SPAN_FORM, lambda user, asked: get_unit_with_dossier(user, asked.organisation_id)),
    lambda asked: f"{span_words(asked.first_on, asked.last_on)}, {asked.organisation.label(asked.last_on)}",
    lambda asked: (
        f"{reverse('reports:month_minutes', args=[asked.organisation_id])}"
        f"?{urlencode({'tu': f'{asked.first_on:%Y-%m}', 'den': f'{asked.last_on:%Y-%m}'})}"
    ),
    lambda _asked: False,
)
CLASS_SHEET = About(
    Evaluation,
    "cell",
    get_evaluation_with_opinions,
    lambda evaluation: f"năm {evaluation.period.year}, {evaluation}",
    lambda evaluation: evaluation.get_absolute_url(),
    lambda _evaluation: False,
)
OWN_CLASS_SHEET = replace(CLASS_SHEET, door=get_evaluation)
"""Without opinions, votes and appraisal: as the member concerned reads it."""


def _of_year(make: Callable[..., Any]) -> Callable[[AskedPaper], Any]:
    """A maker for the unit and the year that were asked."""
    return lambda asked: make(asked.organisation, asked.first_on.year)


def _list_pdf(asked: AskedPaper) -> bytes:
    return part_pdf(list_part(contents_asked(asked)))


def _list_word(asked: AskedPaper) -> bytes:
    return part_word(list_part(contents_asked(asked)))


def _file_name(what: str, about: About) -> Callable[[AskedPaper], str]:
    return lambda asked: f"{what} {about.words(asked).replace('/', '-')}"


def _both(key: str, label: Any, about: About, what: str, assembly: Assembly, apart: Assembly) -> dict[str, Kind]:
    """As one PDF, and as a zip."""
    return assembled(key, label, about, _file_name(what, about), assembly, apart=apart)


DOSSIERS: dict[str, Kind] = {
    **_both("dossier", _("Hồ sơ"), DOSSIER_OF_UNIT, "Hồ sơ", DOSSIER, DOSSIER),
    **_both("member_dossier", _("Hồ sơ đảng viên"), DOSSIER_OF_MEMBER, "Hồ sơ đảng viên", DOSSIER, DOSSIER),
    **_both("own_dossier", _("Hồ sơ của tôi"), OWN_DOSSIER, "Hồ sơ cá nhân", DOSSIER, DOSSIER),
    **_both(
        "dossiers_below",
        _("Hồ sơ các đơn vị"),
        DOSSIERS_OF_COMMITTEE,
        "Hồ sơ các đơn vị",
        DOSSIERS_BELOW,
        DOSSIERS_BELOW_APART,
    ),
    **_both("month_minutes", _("Tập biên bản"), MINUTES_OF_MONTHS, "Tập biên bản", MINUTES_SPAN, MINUTES_SPAN),
    **family(
        "dossier_cover",
        _("Danh mục hồ sơ"),
        DOSSIER_OF_UNIT,
        _file_name("Danh mục hồ sơ", DOSSIER_OF_UNIT),
        pdf=_list_pdf,
        docx=_list_word,
    ),
    **family(
        "attendance_year",
        _("Bảng điểm danh"),
        DOSSIER_OF_UNIT,
        _of_year(attendance_year_file_name),
        pdf=_of_year(attendance_year_pdf),
        docx=_of_year(attendance_year_word),
        xlsx=_of_year(attendance_year_xlsx),
    ),
    **family(
        "year_scores",
        _("Bảng điểm các buổi sinh hoạt"),
        DOSSIER_OF_UNIT,
        _of_year(year_scores_file_name),
        pdf=_of_year(year_scores_pdf),
        docx=_of_year(year_scores_word),
        xlsx=_of_year(year_scores_xlsx),
    ),
    **family(
        "class_sheet",
        _("Phiếu xếp loại"),
        CLASS_SHEET,
        class_sheet_file_name,
        pdf=class_sheet_pdf,
        docx=class_sheet_word,
    ),
    **family(
        "own_class_sheet",
        _("Phiếu xếp loại"),
        OWN_CLASS_SHEET,
        class_sheet_file_name,
        pdf=own_class_sheet_pdf,
        docx=own_class_sheet_word,
    ),
    **family(
        "opinion_list",
        _("Ý kiến, gợi ý"),
        replace(CLASS_SHEET, page=lambda evaluation: _opinions_page(evaluation)),
        opinion_list_file_name,
        pdf=opinion_list_pdf,
        docx=opinion_list_word,
    ),
}


def _opinions_page(evaluation: Evaluation) -> str:
    return reverse("evaluations:opinion_summary", args=[evaluation.period_id, evaluation.cell_id])
