"""The dossier of a year: what is in it and what is missing, of a unit, of a member, of all units of a committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.request import SignedInRequest
from cells.access import get_member, scope_of
from cells.models import CELL_KINDS, Member, Organisation
from core.errors import DomainError
from core.numbers import row_number
from core.periods import today
from evaluations.models import Evaluation
from meetings.queries.books import book_years
from meetings.queries.official import kind_on
from reports import services
from reports.access import documents_visible_to
from reports.catalogue_dossiers import get_committee_with_dossiers, get_unit_with_dossier, may_take_all
from reports.dossiers.assemblies import units_of
from reports.dossiers.leaves import Contents
from reports.dossiers.of_members import Home, contents_of_member, home_of, years_of
from reports.dossiers.of_units import contents_of, contents_of_unit
from reports.models import (
    DOSSIER_FORM,
    DOSSIERS_BELOW_FORM,
    MEMBER_DOSSIER_FORM,
    OWN_DOSSIER_FORM,
    AskedPaper,
)

PAGE = 30
FIRST_YEAR, LAST_YEAR = 2000, 2100
SHOWN_PAPERS = 4
UNIT_KINDS = (
    "dossier",
    "dossier_zip",
    "dossier_cover",
    "dossier_cover_word",
    "attendance_year",
    "attendance_year_word",
    "attendance_year_xlsx",
    "year_scores",
    "year_scores_word",
    "year_scores_xlsx",
)
TABLES = (
    (_("Danh mục hồ sơ"), "dossier_cover", (("", "PDF"), ("_word", "Word"))),
    (_("Bảng điểm danh năm"), "attendance_year", (("", "PDF"), ("_word", "Word"), ("_xlsx", "Excel"))),
    (_("Bảng điểm các buổi sinh hoạt"), "year_scores", (("", "PDF"), ("_word", "Word"), ("_xlsx", "Excel"))),
)
"""The tables of the dossier as papers of their own, each with its copies."""
MEMBER_KINDS = {False: ("member_dossier", "member_dossier_zip"), True: ("own_dossier", "own_dossier_zip")}
BELOW_KINDS = ("dossiers_below", "dossiers_below_zip")


def _year_asked(request: SignedInRequest, years: list[int]) -> int:
    """The year of the address if there is one to choose, else the latest."""
    asked = row_number(request.GET.get("nam"))
    return asked if asked in years else years[0]


def _years_of(unit: Organisation) -> list[int]:
    """The years with meetings or evaluations of the unit, and this one, the latest first."""
    rows = Evaluation.objects.filter(cell=unit, period__quarter=None)
    years = {*book_years(unit), *rows.order_by().values_list("period__year", flat=True).distinct(), today().year}
    return sorted(years, reverse=True)


def _papers(
    user: User, form: str, unit: Organisation, year: int, kinds: Collection[str], member: Member | None = None
) -> Any:
    subjects = AskedPaper.objects.filter(form=form, organisation=unit, member=member, first_on=dt.date(year, 1, 1))
    papers = documents_visible_to(user).filter(kind__in=kinds, subject_id__in=subjects)
    return papers.order_by("-pk")[:SHOWN_PAPERS]


def _grouped(contents: Contents) -> list[dict[str, Any]]:
    """The gaps in groups of a sort and a reason, each with its links."""
    found = []
    for (_record, sort, reason), rows in groupby(contents.gaps, lambda gap: (gap.record, gap.sort, gap.reason)):
        gaps = list(rows)
        found.append({"sort": sort, "reason": reason, "gaps": gaps, "count": len(gaps)})
    return found


@require_safe
def dossier(request: SignedInRequest, pk: int) -> HttpResponse:
    """The dossier of a unit's year: what is missing, what is there, and the papers made of it."""
    unit = get_unit_with_dossier(request.user, pk)
    years = _years_of(unit)
    year = _year_asked(request, years)
    contents = contents_of_unit(unit, year)
    known = scope_of(request.user).readable
    context = {
        "cell": unit,
        "year": year,
        "years": years,
        "contents": contents,
        "groups": _grouped(contents),
        "tables": TABLES,
        "beside": [each for each in contents.beside if each.pk in known],
        "has_below": kind_on(unit, today()) not in CELL_KINDS,
        "papers": _papers(request.user, DOSSIER_FORM, unit, year, UNIT_KINDS),
    }
    return render(request, "reports/dossier.html", context)


@require_POST
def dossier_request(request: SignedInRequest, pk: int, year: int, kind: str) -> HttpResponse:
    """Ask for the dossier of a unit, or one of its tables; then watch it on the page of the paper."""
    unit = get_unit_with_dossier(request.user, pk)
    if kind not in UNIT_KINDS:
        raise Http404
    page = f"{reverse('reports:dossier', args=[pk])}?nam={year}"
    return _ask(request, DOSSIER_FORM, unit, year, kind, page)


def _ask(
    request: SignedInRequest,
    form: str,
    unit: Organisation,
    year: int,
    kind: str,
    page: str,
    member: Member | None = None,
) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    try:
        asked = services.keep_asked(form, unit, first=first, last=last, by=request.user, member=member)
        document = services.request_document(asked, kind=kind, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(page)
    return redirect(document)


def _reads_all(user: User, member: Member, home: Home) -> bool:
    """Whether the user reads the dossier whole. The member reads the own one without what is internal; whoever reads
    the member, but not the unit that keeps the dossier of that year, gets 404."""
    is_own = member.pk == scope_of(user).member_id
    if home.unit is None or home.unit.pk in scope_of(user).readable:
        return home.unit is not None or not is_own
    if not is_own:
        raise Http404
    return False


@require_safe
def member_dossier(request: SignedInRequest, pk: int) -> HttpResponse:
    """The dossier of a member's year, for who reads the unit, or for the member."""
    member = get_member(request.user, pk)
    years = years_of(member)
    year = _year_asked(request, years)
    home = home_of(member, year)
    unit, reads_all = home.unit, _reads_all(request.user, member, home)
    context: dict[str, Any] = {"member": member, "cell": unit, "year": year, "years": years, "reads_all": reads_all}
    if unit is not None:
        contents = contents_of_member(member, unit, year, reads_all=reads_all, home=home)
        form, kinds = MEMBER_DOSSIER_FORM if reads_all else OWN_DOSSIER_FORM, MEMBER_KINDS[not reads_all]
        papers = _papers(request.user, form, unit, year, kinds, member)
        context |= {"contents": contents, "groups": _grouped(contents), "papers": papers}
    return render(request, "reports/member_dossier.html", context)


@require_POST
def member_dossier_request(request: SignedInRequest, pk: int, year: int, extension: str) -> HttpResponse:
    """Ask for the dossier of a member, as PDF or zip."""
    member = get_member(request.user, pk)
    if not FIRST_YEAR <= year <= LAST_YEAR or extension not in ("pdf", "zip"):
        raise Http404
    home = home_of(member, year)
    reads_all = _reads_all(request.user, member, home)
    if home.unit is None:
        raise Http404
    kind = MEMBER_KINDS[not reads_all][extension == "zip"]
    page = f"{reverse('reports:member_dossier', args=[pk])}?nam={year}"
    form = MEMBER_DOSSIER_FORM if reads_all else OWN_DOSSIER_FORM
    return _ask(request, form, home.unit, year, kind, page, member)


@require_safe
def dossier_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The units of a committee with how many papers each lacks; one job makes all dossiers."""
    committee = get_committee_with_dossiers(request.user, pk)
    years = _years_of(committee)
    year = _year_asked(request, years)
    page = Paginator(units_of(committee, year), PAGE).get_page(request.GET.get("trang"))
    context = {
        "cell": committee,
        "year": year,
        "years": years,
        "page": page,
        "rows": contents_of(list(page.object_list), year),
        "may_take_all": may_take_all(request.user, committee),
        "papers": _papers(request.user, DOSSIERS_BELOW_FORM, committee, year, BELOW_KINDS),
    }
    return render(request, "reports/dossier_list.html", context)


@require_POST
def dossier_list_request(request: SignedInRequest, pk: int, year: int, extension: str) -> HttpResponse:
    """Ask for the dossiers of all units of a committee, as PDF or zip."""
    committee = get_committee_with_dossiers(request.user, pk, to_take=True)
    if extension not in ("pdf", "zip"):
        raise Http404
    page = f"{reverse('reports:dossier_list', args=[pk])}?nam={year}"
    return _ask(request, DOSSIERS_BELOW_FORM, committee, year, BELOW_KINDS[extension == "zip"], page)
