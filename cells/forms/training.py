"""Forms on classes and who attends them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper

ROLE_HINT = _("Bỏ trống thì máy ghi theo chức vụ, ví dụ: bí thư chi bộ.")


class TrainingForm(forms.Form):
    """A class."""

    name = forms.CharField(label=_("Tên lớp"), max_length=300)
    content = forms.CharField(label=_("Nội dung"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    starts_on = VietnameseDateField(label=_("Từ ngày"))
    ends_on = VietnameseDateField(label=_("Đến ngày"), required=False, help_text=_("Bỏ trống nếu lớp chỉ một ngày."))
    document = forms.CharField(label=_("Văn bản"), max_length=200, required=False)
    helper = form_helper()


class NamesForm(forms.Form):
    """A list of names as it was copied from Word or Excel."""

    names = forms.CharField(
        label=_("Danh sách họ tên"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=40_000,
        help_text=_("Mỗi người một dòng. Nếu trùng tên thì ghi thêm năm sinh: Nguyễn Văn An (1960)."),
    )
    role = forms.CharField(label=_("Đối tượng"), max_length=120, required=False, help_text=ROLE_HINT)
    helper = form_helper()


class ParticipantForm(forms.Form):
    """In which role someone attended, and the result."""

    role = forms.CharField(label=_("Đối tượng"), max_length=120, required=False)
    result = forms.CharField(label=_("Kết quả"), max_length=120, required=False)
    helper = form_helper()
