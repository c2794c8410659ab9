"""All addresses and one more: a page with nothing on it, for measuring."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("trang-trong/", empty_page), path("", include("config.urls"))]
