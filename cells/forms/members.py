"""Forms on members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper

NUMBER_FIELDS = (
    ("citizen_id", _("Số định danh cá nhân")),
    ("card_number", _("Số thẻ đảng viên")),
    ("old_card_number", _("Số thẻ cũ")),
    ("old_identity_number", _("Số chứng minh nhân dân cũ")),
    ("old_identity_number", _("Số chứng minh nhân dân cũ")),
)


class RevealForm(forms.Form):
    """Which number, and why it has to be seen whole."""

    field = forms.ChoiceField(label=_("Số cần xem"), choices=NUMBER_FIELDS)
    reason = forms.CharField(
        label=_("Lý do"), max_length=300, help_text=_("Lý do được ghi vào nhật ký cùng tên đồng chí.")
    )
    helper = form_helper()


class AccountForm(forms.Form):
    """The account that a member signs in with."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("Người quản trị tạo tài khoản trước; đồng chí gắn tài khoản đó với đảng viên này."),
    )
    helper = form_helper()
