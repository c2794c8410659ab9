"""A form and its one deed, as the pages on people use it: done, or refused with every word kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error


def done(request: SignedInRequest, form: forms.Form, deed: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether the form was sent, is whole, and its deed was done; a refusal is put on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        deed(dict(form.cleaned_data))
    except DomainError as error:
        show_error(form, error)
        return False
    return True


def tell(request: SignedInRequest, sentence: str, doubts: Iterable[str] = ()) -> None:
    """Say that it is done, and what should be looked at again."""
    messages.success(request, sentence)
    for doubt in doubts:
        messages.warning(request, doubt)
