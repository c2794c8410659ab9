"""Parts of pages of cells that tell about evaluations."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest
from cells.access import get_organisation
from evaluations.queries.open_work import open_evaluations_of


def open_evaluations_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """One line for each open year of a cell that ends (``den``: it is only planned to), or of those it followed."""
    cell = get_organisation(request.user, pk, to="view_members")
    alone = bool(request.GET.get("den"))
    context = {"rows": open_evaluations_of(cell, alone=alone), "alone": alone}
    return render(request, "evaluations/open_evaluations_panel.html", context)
