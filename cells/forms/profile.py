"""Forms on profile entries and the yearly supplement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.models import ProfileEntry
from cells.rules.profile import codes_of
from core.forms import VietnameseDateField, form_helper
from core.periods import today


def value_field(subject: str, label: Any, *, required: bool, empty: str = "–") -> forms.Field:
    """A choice of codes where the subject has them, else a line of text."""
    codes = codes_of(subject)
    if codes:
        return forms.ChoiceField(label=label, choices=[("", empty), *codes.items()], required=required)
    return forms.CharField(label=label, max_length=300, required=required)


class EntryForm(forms.Form):
    """What holds from a day on."""

    valid_from = VietnameseDateField(
        label=_("Từ ngày"), help_text=_("Ngày tốt nghiệp, ngày nhận công tác…; không rõ thì ngày khai.")
    )
    helper = form_helper()

    def __init__(self, *args: Any, subject: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = ProfileEntry.Subject(subject).label
        self.fields = {"value": value_field(subject, label.capitalize(), required=True), **self.fields}


class SupplementForm(forms.Form):
    """The yearly supplement: what changed, subject by subject; nothing chosen means no change."""

    declared_on = VietnameseDateField(label=_("Ngày khai"), initial=today)
    note = forms.CharField(
        label=_("Thay đổi khác (khen thưởng, nơi ở, đi nước ngoài…)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = form_helper()

    def __init__(self, *args: Any, present: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        declared, note = self.fields["declared_on"], self.fields["note"]
        subjects = {}
        for subject, label in ProfileEntry.Subject.choices:
            field = value_field(subject, label.capitalize(), required=False, empty=gettext("không thay đổi"))
            words = present.get(subject)
            field.help_text = gettext("Đang ghi: %(words)s") % {"words": words} if words else gettext("Chưa ghi.")
            subjects[subject] = field
        self.fields = {"declared_on": declared, **subjects, "note": note}

    def changes(self) -> dict[str, str]:
        """The subjects that were filled in."""
        return {name: self.cleaned_data[name] for name in ProfileEntry.Subject.values if self.cleaned_data.get(name)}
