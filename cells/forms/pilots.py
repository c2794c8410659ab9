"""Forms on pilot units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.forms.oversight import DocumentFields
from cells.models import Organisation, PilotWeakness
from core.forms import PlainSelect, VietnameseDateField, form_helper, offer
from core.periods import today

LINES = forms.Textarea(attrs={"rows": 3})


class PilotForm(DocumentFields):
    """A unit to be strengthened in a year, and why."""

    unit = forms.TypedChoiceField(label=_("Đơn vị"), widget=PlainSelect, empty_value=None)
    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100)
    weaknesses = forms.CharField(
        label=_("Hạn chế cần khắc phục"),
        widget=LINES,
        help_text=_("Mỗi hạn chế một dòng, ví dụ: Sinh hoạt chi bộ mới đạt 9 kỳ/năm."),
    )
    reason = forms.CharField(label=_("Nhận xét thêm"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("unit", "year", "weaknesses", "reason", "document", "document_on")
    helper = form_helper()

    def __init__(self, *args: Any, units: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["unit"], ((unit, unit) for unit in units), empty=gettext("– chọn đơn vị –"))
        self.fields["year"].initial = today().year

    def clean_weaknesses(self) -> list[str]:
        return str(self.cleaned_data["weaknesses"]).splitlines()


class PilotPlanForm(forms.Form):
    """The strengthening plan of the unit."""

    plan_document = forms.CharField(
        label=_("Số kế hoạch"), max_length=200, required=False, help_text=_("Ví dụ: Kế hoạch số 21-KH/ĐU.")
    )
    plan_document_on = VietnameseDateField(label=_("Ngày kế hoạch"), required=False)
    plan_goal = forms.CharField(
        label=_("Mục tiêu"),
        required=False,
        widget=LINES,
        help_text=_("Ví dụ: Đủ 12 kỳ sinh hoạt và 4 kỳ chuyên đề trong năm."),
    )
    helper = form_helper()


class WeaknessForm(forms.Form):
    """A further weakness."""

    text = forms.CharField(label=_("Hạn chế"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    helper = form_helper()


class WeaknessStateForm(forms.Form):
    """How far a weakness is mended."""

    state = forms.ChoiceField(label=_("Tình trạng"), choices=PilotWeakness.State, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Kết quả, minh chứng"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    state_on = VietnameseDateField(label=_("Tính đến ngày"))
    helper = form_helper()


class PilotTaskForm(forms.Form):
    """A task of the plan."""

    text = forms.CharField(label=_("Việc phải làm"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.CharField(label=_("Người, đơn vị thực hiện"), max_length=200)
    due_on = VietnameseDateField(label=_("Thời hạn"))
    helper = form_helper()


class PilotTaskDoneForm(forms.Form):
    """A task is done."""

    done_on = VietnameseDateField(label=_("Ngày hoàn thành"))
    result = forms.CharField(label=_("Kết quả"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    helper = form_helper()


class PilotCloseForm(forms.Form):
    """What came of the year."""

    closed_on = VietnameseDateField(label=_("Ngày tổng kết"))
    conclusion = forms.CharField(label=_("Kết luận"), widget=LINES)
    helper = form_helper()
