"""Small forms that add one line to a text of the minutes: a document made known, a word on a member."""

from __future__ import annotations

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField
from meetings.forms.minutes import PageForm, PersonField, form_layout
from meetings.services.lines import REMARKS


class DocumentLineForm(PageForm):
    """Number, date and title of a document from above that was made known."""

    prefix_of_ids = "van-ban"
    item = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.CharField(label=_("Số, ký hiệu (ví dụ 42-HD/BTCTW)"), max_length=60)
    issued_on = VietnameseDateField(label=_("Ngày văn bản"), required=False)
    title = forms.CharField(label=_("Tên loại, trích yếu (ví dụ Hướng dẫn về …)"), max_length=300)
    helper = form_layout("item", Div(Field("number", wrapper_class="grow"), "issued_on", css_class="fields"), "title")


class RemarkForm(PageForm):
    """A member praised, reminded or criticised, and what for."""

    prefix_of_ids = "nhan-xet"
    item = forms.IntegerField(widget=forms.HiddenInput)
    sort = forms.ChoiceField(label=_("Hình thức"), choices=REMARKS)
    member = PersonField(label=_("Đồng chí"), nobody=_("– chọn đồng chí –"))
    words = forms.CharField(label=_("Về việc gì"), max_length=300)
    helper = form_layout("item", Div("sort", Field("member", wrapper_class="grow"), css_class="fields"), "words")
