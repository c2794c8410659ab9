"""The year's plan of thematic meetings: its words, and one theme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainSelect, form_helper
from meetings.forms.people import People
from meetings.models import ThematicPlan, ThematicPlanItem
from meetings.services.thematic import TOPIC_LENGTH


class PlanWordsForm(forms.Form):
    """What stands under I and III; text pasted from Word keeps its lines and nothing else."""

    purpose = forms.CharField(
        label=_("I. Mục đích, yêu cầu"),
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Mỗi ý một dòng."),
    )
    arrangement = forms.CharField(
        label=_("III. Tổ chức thực hiện"),
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Mỗi ý một dòng."),
    )
    helper = form_helper()


def words_of(plan: ThematicPlan) -> dict[str, str]:
    """The form as the plan stands."""
    return {"purpose": plan.purpose, "arrangement": plan.arrangement}


class ThemeForm(forms.Form):
    """One theme: month, topic, who prepares it."""

    month = forms.TypedChoiceField(label=_("Tháng"), coerce=int, widget=PlainSelect)
    topic = forms.CharField(
        label=_("Tên chuyên đề"), max_length=TOPIC_LENGTH, widget=forms.Textarea({"rows": 2, "autocomplete": "off"})
    )
    helper = form_helper()

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        month = self.fields["month"]
        assert isinstance(month, forms.TypedChoiceField)
        month.choices = [(number, str(_("Tháng %(month)s") % {"month": number})) for number in range(1, 13)]
        self.fields["preparer"] = people.field(_("Người chuẩn bị"))


def theme_of(item: ThematicPlanItem) -> dict[str, Any]:
    """The form as the theme stands."""
    return {"month": item.month, "topic": item.topic, "preparer": item.preparer_id}
