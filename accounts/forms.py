"""Forms on accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper


class NewUserForm(forms.Form):
    """Who gets an account. Rights come later, from the member's posts."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=60, help_text=_("Chữ thường, không dấu, ví dụ: tuyet.songvan")
    )
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    is_administrator = forms.BooleanField(
        label=_("Là người quản trị tài khoản"),
        required=False,
        help_text=_("Người quản trị không xem được nội dung sinh hoạt hay đánh giá."),
    )
    helper = form_helper()


class MailForm(forms.Form):
    """Where reminders go, and whether they are wished."""

    email = forms.EmailField(label=_("Thư điện tử"), required=False, max_length=254)
    wants_mail = forms.BooleanField(label=_("Gửi nhắc việc cho tôi qua thư điện tử"), required=False)
    helper = form_helper()


class PasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old = forms.CharField(
        label=_("Mật khẩu hiện tại"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("Mật khẩu mới"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ít nhất 10 ký tự. Có thể dùng vài từ dễ nhớ nối với nhau."),
    )
    again = forms.CharField(
        label=_("Gõ lại mật khẩu mới"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    helper = form_helper()

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("Hai lần gõ mật khẩu mới không giống nhau; hãy gõ lại."))
        return cleaned
