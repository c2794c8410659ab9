"""The small form of a task: who does what by when, what is counted, and what of the year it serves."""

from __future__ import annotations

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, VietnameseNumberField
from meetings.forms.minutes import OfferedField, Offers, PageForm, PersonField, form_layout
from meetings.models import Task
from meetings.queries.minutes import WritingPage


def _key_tasks(page: WritingPage) -> Offers:
    """Key tasks and breakthroughs, by the committee whose year they belong to."""
    groups: Offers = {}
    for row in page.key_tasks:
        label = f"{row.theme.organisation} – {row.get_kind_display()}"
        groups.setdefault(label, []).append((f"k{row.pk}", row.text, row))
    return groups


class TaskForm(PageForm):
    """Who does what by when."""

    prefix_of_ids = "nhiem-vu"
    item = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Việc cần làm"), max_length=500)
    owner = PersonField(label=_("Giao cho"), nobody=_("cả chi bộ"), required=False)
    due_on = VietnameseDateField(label=_("Thời hạn"), required=False)
    target = VietnameseNumberField(label=_("Chỉ tiêu (số)"), required=False)
    unit = forms.CharField(
        label=_("Đơn vị tính"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"placeholder": _("m2, hộ, triệu đồng")}),
    )
    baseline = VietnameseNumberField(label=_("Số đầu kỳ"), required=False)
    rhythm = forms.ChoiceField(
        label=_("Nhịp báo cáo"), choices=[("", _("– không định –")), *Task.Rhythm.choices], required=False
    )
    key_task = OfferedField(
        label=_("Thuộc nhiệm vụ trọng tâm, khâu đột phá"), nobody=_("– không –"), offers=_key_tasks, required=False
    )
    helper = form_layout(
        "item",
        "text",
        Div(Field("owner", wrapper_class="grow"), "due_on", css_class="fields"),
        Div("target", "unit", "baseline", css_class="fields fields-narrow"),
        Div("rhythm", Field("key_task", wrapper_class="grow"), css_class="fields"),
    )


class GivenTaskForm(TaskForm):
    """The same of a task that was given already."""

    prefix_of_ids = "sua-nhiem-vu"
    item = None  # type: ignore[assignment]
    helper = form_layout(*TaskForm.helper.layout.fields[1:])
