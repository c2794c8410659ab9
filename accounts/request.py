"""A request as the private views get it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of someone signed in: LoginRequiredMiddleware lets no other through. For annotations alone."""

    user: User
    htmx: HtmxDetails
