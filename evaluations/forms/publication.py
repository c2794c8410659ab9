"""Making results public, and telling those concerned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper
from core.numbers import row_numbers


class PublishForm(forms.Form):
    """On which day the results of a document were made public."""

    published_on = VietnameseDateField(label=_("Ngày công khai"), help_text=_("Chỉ công khai mức xếp loại."))
    helper = form_helper()


class NotifyForm(forms.Form):
    """On which day those who are ticked were told."""

    notified_on = VietnameseDateField(label=_("Ngày thông báo"))
    helper = form_helper()


def decisions_ticked(posted: Any) -> list[int]:
    """The numbers of the decisions ticked on the page."""
    return row_numbers(posted.getlist("ket-qua"))
