"""Uploading files of a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.file_kinds import CONTENT_TYPES
from core.forms import PlainSelect, form_helper
from meetings.models import AgendaItem
from meetings.services.papers import MEGABYTE, ORIGINAL_KINDS, PAPER_KINDS, TITLE_LENGTH

MARKED = "marked"
SECRET = (("no", _("Không")), (MARKED, _("Có dấu MẬT, TỐI MẬT hoặc TUYỆT MẬT")))


class OriginalForm(forms.Form):
    """The scanned, signed minutes."""

    kinds: tuple[str, ...] = ORIGINAL_KINDS
    file = forms.FileField(label=_("Tệp"), allow_empty_file=True)
    mark = forms.ChoiceField(
        label=_("Tài liệu có đóng dấu mật không?"), choices=SECRET, initial="no", widget=forms.RadioSelect
    )
    helper = form_helper()

    def __init__(self, *args: Any, megabytes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.megabytes = megabytes
        field = self.fields["file"]
        field.widget.attrs["accept"] = ",".join(
            [*(f".{kind}" for kind in self.kinds), *(CONTENT_TYPES[kind] for kind in self.kinds)]
        )
        field.help_text = _("Nhận: %(kinds)s; không quá %(limit)s MB.") % {
            "kinds": ", ".join(self.kinds),
            "limit": megabytes,
        }

    def clean_file(self) -> UploadedFile:
        """The file, refused before it is read where it is too large."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is not None and file.size > self.megabytes * MEGABYTE:
            raise forms.ValidationError(
                _("Tệp lớn quá %(limit)s MB; hãy giảm độ phân giải khi quét, hoặc chia thành nhiều tệp."),
                params={"limit": self.megabytes},
            )
        return file

    def upload(self) -> dict[str, Any]:
        """What the service takes."""
        file: UploadedFile = self.cleaned_data["file"]
        return {
            "content": file.read(),
            "file_name": file.name or "",
            "is_secret": self.cleaned_data["mark"] == MARKED,
        }


class PaperForm(OriginalForm):
    """A paper for the meeting or for one of its items."""

    kinds = PAPER_KINDS
    title = forms.CharField(
        label=_("Tên tài liệu"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_("Bỏ trống thì lấy tên tệp."),
    )
    item = forms.ModelChoiceField(
        label=_("Dùng cho nội dung"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("cả buổi họp"),
        widget=PlainSelect,
    )
    field_order = ("file", "title", "item", "mark")

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]

    def upload(self) -> dict[str, Any]:
        return {**super().upload(), "title": self.cleaned_data["title"], "item": self.cleaned_data["item"]}
