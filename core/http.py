"""What every answer carries: a request number that ties together all that one click did."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The number of the request being answered, empty outside a request. Audit lines carry it."""
    return _request_id.get()


def request_id_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request a number of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _request_id.set(str(uuid.uuid4()))
        try:
            return get_response(request)
        finally:
            _request_id.reset(token)

    return middleware


POLICY = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def policy_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Nothing but our own files may run or be shown: offices work on closed networks, and text is typed by many."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in POLICY.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def chosen_language_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Vietnamese until someone chooses otherwise: many an old laptop asks for English without its owner knowing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return get_response(request)

    return middleware
