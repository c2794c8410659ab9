"""All papers on one page: what is being made, what is done, what failed; stopping and trying again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from cells.access import scope_of
from core.errors import DomainError
from core.pages import BoundedPaginator
from reports import services
from reports.access import actions_for, documents_visible_to, get_document
from reports.models import Document
from reports.queries.document_progress import kinds_to_choose, narrowed, progress_of
from reports.queries.documents import with_names

PAGE = 50
GROUP_WORDS = {
    "dang-lam": _("Đang chờ, đang làm"),
    "da-xong": _("Đã xong"),
    "khong-duoc": _("Không làm được"),
    "da-dung": _("Đã dừng"),
    "het-han": _("Đã hết hạn giữ"),
}


@require_safe
@never_cache
def document_list(request: SignedInRequest) -> HttpResponse:
    """The papers the user may read, the newest first; by htmx the rows alone, while some are being made."""
    group, kind, whose = (request.GET.get(word, "") for word in ("tinh-trang", "loai", "cua"))
    documents = narrowed(
        documents_visible_to(request.user),
        group=group,
        kind=kind,
        user_id=request.user.pk if whose == "toi" else None,
    )
    page = BoundedPaginator(with_names(documents).order_by("-pk"), PAGE).get_page(request.GET.get("trang"))
    rows = _rows(request, page)
    mark = "".join(row["progress"].mark for row in rows)
    if request.htmx and request.headers.get("X-Seen") == mark:
        return HttpResponse(status=204)
    context = {
        "page": page,
        "rows": rows,
        "mark": mark,
        "is_moving": any(document.is_pending for document in page),
        "groups": GROUP_WORDS.items(),
        "kinds": kinds_to_choose(),
        "chosen": {"group": group, "kind": kind, "whose": whose},
        "may_print": bool(scope_of(request.user).readable),
    }
    return render(request, f"reports/{'_document_rows' if request.htmx else 'document_list'}.html", context)


def _rows(request: SignedInRequest, page: Page[Document]) -> list[dict[str, Any]]:
    progress = progress_of(page.object_list)
    return [{"progress": each, "actions": actions_for(request.user, each.document)} for each in progress]


@require_POST
def document_cancel(request: SignedInRequest, document_id: int) -> HttpResponse:
    """Stop a paper that is being made."""
    document = get_document(request.user, document_id, to="view")
    if document.is_pending:
        document = get_document(request.user, document_id, to="cancel")
    try:
        services.cancel_document(document, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(document)


@require_POST
def document_retry(request: SignedInRequest, document_id: int) -> HttpResponse:
    """Try again what failed; what is done of it is kept."""
    document = get_document(request.user, document_id)
    if document.state == Document.State.FAILED:
        try:
            document = services.retry_document(document, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
    return redirect(document)
