"""The read-only interface for other systems, and its description (OpenAPI 3.1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, Throttled
from ninja.operation import Operation

from core.errors import DomainError
from reports.views.api import evaluations, meetings, members, statistics, units

PREFIX = "/api/v1/"
ABOUT = (
    "Giao diện chỉ đọc của Sổ chi bộ. Mỗi lần hỏi gửi kèm khóa: `Authorization: Bearer <khóa>`. Ngày viết YYYY-MM-DD, "
    "số thập phân viết thành chữ. Danh sách dài lấy từng đoạn: hỏi tiếp với `after` bằng `next_after` của lần trước. "
    "401: không có khóa hoặc khóa hết hạn. 403: khóa không có quyền với loại dữ liệu này. 404: không có, hoặc ngoài "
    "phạm vi của khóa. 422: tham số sai. 429: hỏi quá nhanh, chờ theo `Retry-After`."
)


class Interface(NinjaAPI):
    """Operations are named as their functions are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Interface(
    title="Sổ chi bộ",
    version="1.0",
    description=ABOUT,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
for part in (units, members, meetings, evaluations, statistics):
    api.add_router("", part.router)


@api.exception_handler(PermissionDenied)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    words = _("Khóa này không mở loại dữ liệu đó, hoặc người tạo khóa không còn quyền; hãy xin đơn vị cấp khóa khác.")
    return api.create_response(request, {"detail": words}, status=403)


@api.exception_handler(AuthenticationError)
def _unknown_key(request: HttpRequest, error: Any) -> HttpResponse:
    words = _("Chưa gửi khóa, hoặc khóa đã hết hạn hay bị thu hồi; hãy xin đơn vị cấp khóa mới.")
    answer = api.create_response(request, {"detail": words}, status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(DomainError)
def _wrong(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=400)


@api.exception_handler(Throttled)
def _in_haste(request: HttpRequest, error: Any) -> HttpResponse:
    answer = api.create_response(request, {"detail": _("Hỏi quá nhanh; hãy chờ rồi hỏi lại.")}, status=429)
    answer["Retry-After"] = str(error.wait)
    return answer


@cache
def description() -> dict[str, Any]:
    """What the interface offers, as OpenAPI says it: plain JSON values."""
    text = json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str)
    return cast(dict[str, Any], json.loads(text))


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for machines; it holds no data."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@csrf_exempt
@login_not_required
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that the interface does not have."""
    words = _("Không có địa chỉ này; các địa chỉ có trong /api/v1/openapi.json.")
    return JsonResponse({"detail": words}, status=404, json_dumps_params={"ensure_ascii": False})


def _for_machines(view: Callable[..., Any]) -> Callable[..., Any]:
    """Without a session, kept by nobody between, and not sent again while it is the same."""

    @csrf_exempt
    @login_not_required
    @conditional_page
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **values: Any) -> Any:
        response = view(request, *args, **values)
        response["Cache-Control"] = "private, no-cache"
        return response

    return answer


def _patterns() -> list[URLPattern]:
    """Addresses without a namespace of their own: rights come from the key, and have a table of their own in tests."""
    made = [entry for entry in api.urls[0] if isinstance(entry, URLPattern) and entry.name != "api-root"]
    known = [URLPattern(entry.pattern, _for_machines(entry.callback), name=f"api_{entry.name}") for entry in made]
    return [path("openapi.json", openapi, name="api_openapi"), *known, path("<path:rest>", unknown, name="api_unknown")]


urlpatterns = _patterns()
