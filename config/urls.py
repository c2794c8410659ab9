"""All addresses. Each app brings its own list under its own namespace."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from config.health import health
from core.views import style_guide
from reports.views.api import urlpatterns as api_patterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("reports.urls")),
    path("", include("accounts.urls")),
    path("", include("cells.urls")),
    path("", include("meetings.urls")),
    path("", include("evaluations.urls")),
    path("api/v1/", include(api_patterns)),
    path("suc-khoe/", health, name="health"),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
]
if settings.DEBUG:
    urlpatterns.append(path("mau-giao-dien/", style_guide, name="style_guide"))
