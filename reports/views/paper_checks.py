"""Is this paper genuine, and does it still hold? Open to whoever holds it; says nothing that does not stand on it."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from core.seals import prefix_of
from core.throttle import seconds_to_wait
from core.uploaded_digest import Digested, DigestUploadHandler
from reports.access import get_document
from reports.queries.paper_checks import PaperCheck, check_paper

LARGEST = 100 * 1024 * 1024
"""Bytes of a file to compare; of a larger one the SHA-256 can be typed."""
WRONG_CODES, MINUTES = 60, 10
"""So many codes that do not exist may be tried from one address in so many minutes."""


@require_safe
@login_not_required
@never_cache
def paper_check(request: HttpRequest) -> HttpResponse:
    """The field for the code that stands on the last page of a paper."""
    code = request.GET.get("ma", "").strip()[:60]
    prefix = prefix_of(code)
    if prefix is not None:
        return redirect("reports:paper_checked", code)
    error = _("Mã gồm 20 chữ cái và chữ số (2 đến 7), in ở chân trang cuối, ví dụ ABCD-EFGH-2345-MNPQ-RSTU.")
    return render(request, "reports/paper_check.html", {"typed": code, "error": error if code else ""})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def paper_checked(request: HttpRequest, code: str) -> HttpResponse:
    """What the code says; with a file, or its SHA-256, whether that is the file we made.

    The file is hashed as it comes in: so the form is checked for its token only once the handler is in place.
    """
    handler = DigestUploadHandler(request, limit=LARGEST)
    request.upload_handlers = [handler]
    return csrf_protect(partial(_answer, handler=handler))(request, code)


def _answer(request: HttpRequest, code: str, *, handler: DigestUploadHandler) -> HttpResponse:
    """Whoever holds a genuine paper gets his answer also where others on the same address guessed."""
    context: dict[str, object] = {"code": code, "largest": LARGEST}
    found = check_paper(code)
    if found is not None:
        context |= {"found": found, "own": _readable(request, found)} | _compared(request, found, handler)
        return render(request, "reports/paper_checked.html", context)
    wait = 0 if request.user.is_authenticated else _wait_after_wrong_codes(request)
    if wait:
        words = _("Từ địa chỉ mạng này đã có quá nhiều mã sai; đồng chí hãy thử lại sau %(minutes)s phút.")
        context["refused"] = words % {"minutes": -(-wait // 60)}
    return render(request, "reports/paper_checked.html", context, status=429 if wait else 404)


def _wait_after_wrong_codes(request: HttpRequest) -> int:
    name = f"wrong-code:{request.META.get('REMOTE_ADDR', '')}"
    return seconds_to_wait(name, limit=WRONG_CODES, seconds=MINUTES * 60)


def _readable(request: HttpRequest, found: PaperCheck) -> object:
    """The row itself, for someone who may open it anyway."""
    if not isinstance(request.user, User):
        return None
    try:
        return get_document(request.user, found.document.pk)
    except (Http404, PermissionDenied):
        return None


def _compared(request: HttpRequest, found: PaperCheck, handler: DigestUploadHandler) -> dict[str, object]:
    """Whether what was sent is the stored file: ``same``, or ``problem`` where nothing could be compared."""
    if request.method != "POST":
        return {}
    typed = "".join(request.POST.get("sha256", "").split()).lower()
    file = request.FILES.get("tep")
    if handler.is_too_large:
        return {"problem": _("Tệp quá lớn để so ở đây; hãy dán mã SHA-256 của tệp.")}
    given = file.sha256 if isinstance(file, Digested) else typed
    if not given:
        return {"problem": _("Hãy chọn tệp hoặc dán mã SHA-256 của tệp rồi bấm so sánh.")}
    return {"compared": True, "same": given == found.document.sha256, "given": given[:64]}
