"""All addresses and two more, for measuring: a page with nothing on it but the frame, and an answer without any."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def empty_page(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


def empty_answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("trang-trong/", empty_page),
    path("tra-loi-trong/", empty_answer),
    path("", include("config.urls")),
]
