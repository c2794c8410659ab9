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
