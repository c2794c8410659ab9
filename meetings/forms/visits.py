"""Forms on visits and dialogues."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.models import Member
from core.forms import PlainSelect, VietnameseDateField, form_helper, offer
from core.periods import today
from meetings.models import Dialogue
from meetings.services.visits import Remarks

LINES = {"rows": 3}


class RemarksForm(forms.Form):
    """What a visitor says of a meeting or a unit."""

    on_minutes = forms.CharField(label=_("Nhận xét về biên bản"), required=False, widget=forms.Textarea(attrs=LINES))
    on_resolution = forms.CharField(
        label=_("Nhận xét về nghị quyết"), required=False, widget=forms.Textarea(attrs=LINES)
    )
    remarks = forms.CharField(
        label=_("Nhận xét chung, việc cần làm"), required=False, widget=forms.Textarea(attrs=LINES)
    )
    remedy_due_on = VietnameseDateField(
        label=_("Đề nghị khắc phục trước ngày"),
        required=False,
        help_text=_("Bỏ trống nếu không có việc gì phải khắc phục."),
    )
    helper = form_helper()

    def said(self) -> Remarks:
        names = ("on_minutes", "on_resolution", "remarks", "remedy_due_on")
        return Remarks(**{name: self.cleaned_data[name] for name in names})


class VisitForm(RemarksForm):
    """Who came, and the remarks. With one possible visitor nothing is asked."""

    visitor = forms.TypedChoiceField(label=_("Đồng chí về dự"), widget=PlainSelect, empty_value=None)
    field_order: tuple[str, ...] = ("visitor",)

    def __init__(self, *args: Any, visitors: Iterable[Member], own: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list(visitors)
        comes = any(member.pk == own for member in people)
        self.fields["visitor"].initial = own
        empty = None if comes else gettext("– chọn đồng chí –")
        offer(self.fields["visitor"], ((member, member) for member in people), empty=empty)


class CheckForm(VisitForm):
    """A look at a unit's work on a day."""

    visited_on = VietnameseDateField(label=_("Ngày kiểm tra"))
    field_order = ("visitor", "visited_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visitor"].label = gettext("Đồng chí kiểm tra")
        self.fields["visited_on"].initial = today()


class RemedyForm(forms.Form):
    """What the unit did about it."""

    on = VietnameseDateField(label=_("Đã khắc phục ngày"))
    note = forms.CharField(label=_("Kết quả khắc phục"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    helper = form_helper()


class DialogueForm(forms.Form):
    """A dialogue: when, where, about what."""

    kind = forms.ChoiceField(label=_("Loại"), choices=Dialogue.Kind, widget=forms.RadioSelect, initial="regular")
    subject = forms.CharField(label=_("Chủ đề"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    held_on = VietnameseDateField(label=_("Ngày"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    chair = forms.TypedChoiceField(label=_("Người chủ trì"), required=False, empty_value=None, widget=PlainSelect)
    attended = forms.IntegerField(label=_("Số người dự"), min_value=0, max_value=10_000, required=False)
    helper = form_helper()

    def __init__(self, *args: Any, chairs: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["chair"], ((member, member) for member in chairs), empty=gettext("– không ghi –"))
        self.fields["attended"].widget = forms.TextInput(attrs={"inputmode": "numeric"})


class QuestionForm(forms.Form):
    """A question, its answer, and what was promised."""

    asked_by = forms.CharField(label=_("Người hỏi"), max_length=120, required=False)
    question = forms.CharField(label=_("Câu hỏi, kiến nghị"), widget=forms.Textarea(attrs=LINES))
    answer = forms.CharField(label=_("Trả lời"), required=False, widget=forms.Textarea(attrs=LINES))
    due_on = VietnameseDateField(
        label=_("Hứa giải quyết trước ngày"), required=False, help_text=_("Bỏ trống nếu không hứa việc gì.")
    )
    settled_on = VietnameseDateField(label=_("Giải quyết xong ngày"), required=False)
    helper = form_helper()
