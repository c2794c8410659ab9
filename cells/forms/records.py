"""Forms on one person's record: made in one go with what matters, then changed section by section."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.models import BirthPrecision, Member, Membership, Organisation, Sex
from cells.rules.records import NUMBERS, date_faults, number_fault
from core.errors import DomainError
from core.forms import PlainSelect, VietnameseDateField, VietnameseDateInput, form_helper, let_choose
from core.periods import PartialDate, format_date, parse_date, today
from core.vietnamese import mask

DATE_LABELS = {
    "admission_decided_on": _("Ngày ghi trong quyết định kết nạp"),
    "admitted_on": _("Ngày làm lễ kết nạp"),
    "official_on": _("Ngày chính thức"),
}
DATE_HINTS = {
    "admission_decided_on": _("Tuổi Đảng tính từ ngày này (Điều lệ Đ5.4)."),
    "admitted_on": _("12 tháng dự bị tính từ ngày này (Điều lệ Đ5.1)."),
    "official_on": _("Ngày hết 12 tháng dự bị, kể cả khi chi bộ xét công nhận chậm. Còn dự bị thì để trống."),
}
NUMBER_LABELS = {
    "citizen_id": _("Số định danh cá nhân (12 số)"),
    "card_number": _("Số thẻ đảng viên (12 số)"),
    "old_card_number": _("Số thẻ cũ (8 số)"),
    "old_identity_number": _("Số chứng minh nhân dân cũ (9 hoặc 12 số)"),
}


class PartialDateField(forms.Field):
    """A date known to the day, the month or only the year: 19/05/1960, 05/1960, 1960."""

    widget = VietnameseDateInput

    def to_python(self, value: Any) -> PartialDate | None:
        value = value.strip() if isinstance(value, str) else value
        if value in self.empty_values:
            return None
        try:
            return parse_date(value, not_after=today())
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return format_date(value) if isinstance(value, PartialDate) else value


class NumberField(forms.CharField):
    """A number of identity, typed with or without spaces and points; kept as text."""

    def __init__(self, number: str, **kwargs: Any) -> None:
        super().__init__(label=NUMBER_LABELS[number], required=False, max_length=30, **kwargs)
        self.number = number
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        digits = re.sub(r"[\s.\-]", "", super().clean(value))
        if fault := number_fault(self.number, digits):
            raise ValidationError(fault.text)
        return digits


@dataclass(frozen=True)
class CellChoice:
    """The cells that may be chosen; ``shown`` where they are too many to draw: those found by name."""

    allowed: QuerySet[Organisation]
    shown: Sequence[tuple[int, str]] | None = None

    def offer(self, field: forms.Field) -> None:
        """Fill the field: all that are allowed are taken, those shown are drawn."""
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = self.allowed
        if self.shown is not None:
            let_choose(field, [("", field.empty_label), *self.shown])


def _birth_facts(data: dict[str, Any]) -> dict[str, Any]:
    """A partial date as the record stores it."""
    birth = data.pop("birth", None)
    data["birth_date"] = birth.date if birth else None
    data["birth_precision"] = birth.precision if birth else BirthPrecision.DAY
    return data


class SectionForm(forms.Form):
    """One section of a record; ``facts()`` are the fields to change."""

    helper = form_helper()

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        self.member = member
        super().__init__(*args, **{"initial": self.stored(), **kwargs})

    def stored(self) -> dict[str, Any]:
        return {name: getattr(self.member, name) for name in self.base_fields if hasattr(self.member, name)}

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NameSection(SectionForm):
    """Who it is."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    other_name = forms.CharField(label=_("Tên gọi khác"), max_length=120, required=False)
    sex = forms.ChoiceField(label=_("Giới tính"), choices=[("", "–"), *Sex.choices], required=False)
    birth = PartialDateField(
        label=_("Ngày sinh"), required=False, help_text=_("Chỉ biết tháng hoặc năm thì ghi 05/1960 hoặc 1960.")
    )
    ethnic_group = forms.CharField(label=_("Dân tộc"), max_length=40, required=False)
    religion = forms.CharField(
        label=_("Tôn giáo"), max_length=40, required=False, help_text=_("Không theo tôn giáo nào thì ghi “Không”.")
    )

    def facts(self) -> dict[str, Any]:
        return _birth_facts(dict(self.cleaned_data))


class DatesSection(SectionForm):
    """The three dates, which are never one."""

    admission_decided_on = VietnameseDateField(
        label=DATE_LABELS["admission_decided_on"], required=False, help_text=DATE_HINTS["admission_decided_on"]
    )
    admitted_on = VietnameseDateField(
        label=DATE_LABELS["admitted_on"], required=False, help_text=DATE_HINTS["admitted_on"]
    )
    official_on = VietnameseDateField(
        label=DATE_LABELS["official_on"], required=False, help_text=DATE_HINTS["official_on"]
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for fault in date_faults({"birth": self.member.birth, "today": today(), **data}):
            self.add_error(fault.field if fault.field in self.fields else None, fault.text)
        return data


class NumbersSection(SectionForm):
    """Numbers of identity. What is stored is never shown whole here: an empty field leaves it as it is."""

    citizen_id = NumberField("citizen_id")
    card_number = NumberField("card_number")
    old_card_number = NumberField("old_card_number")
    old_identity_number = NumberField("old_identity_number")
    card_issued_on = VietnameseDateField(label=_("Ngày cấp thẻ"), required=False)
    card_issued_at = forms.CharField(label=_("Nơi cấp thẻ"), max_length=200, required=False)
    clear = forms.MultipleChoiceField(
        label=_("Bỏ số ghi nhầm"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Đánh dấu số cần xóa khỏi hồ sơ."),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, member=member, **kwargs)
        present = [name for name in NUMBERS if getattr(member, name)]
        for name in NUMBERS:
            number = mask(getattr(member, name))
            self.fields[name].help_text = (
                gettext("Đang ghi %(number)s. Để trống thì giữ nguyên.") % {"number": number}
                if number
                else gettext("Chưa ghi.")
            )
        let_choose(self.fields["clear"], [(name, NUMBER_LABELS[name]) for name in present])
        if not present:
            del self.fields["clear"]

    def stored(self) -> dict[str, Any]:
        return {name: value for name, value in super().stored().items() if name not in NUMBERS}

    def facts(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        cleared = data.pop("clear", [])
        return {
            name: "" if name in cleared and not value else value
            for name, value in data.items()
            if name not in NUMBERS or value or name in cleared
        }


class OriginSection(SectionForm):
    """Where the person comes from."""

    birth_registration_place = forms.CharField(label=_("Nơi đăng ký khai sinh"), max_length=250, required=False)
    native_place = forms.CharField(
        label=_("Quê quán"), max_length=250, required=False, help_text=_("Xã, phường và tỉnh, thành phố hiện nay.")
    )


class ContactSection(SectionForm):
    """Where the person lives, and the telephone."""

    residence = forms.CharField(
        label=_("Nơi thường trú"), max_length=250, required=False, help_text=_("Thôn, xã, tỉnh theo tên hiện nay.")
    )
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)


class DossierSection(SectionForm):
    """Only whether there is a paper dossier and where it lies; its content never enters this system."""

    has_dossier = forms.TypedChoiceField(
        label=_("Hồ sơ đảng viên bằng giấy"),
        choices=[("", _("chưa rõ")), ("yes", _("có")), ("no", _("chưa có"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    dossier_place = forms.CharField(
        label=_("Nơi lưu hồ sơ"),
        max_length=200,
        required=False,
        help_text=_("Chỉ ghi nơi lưu; không chụp, không tải hồ sơ lên đây."),
    )

    def stored(self) -> dict[str, Any]:
        held = {True: "yes", False: "no", None: ""}[self.member.has_dossier]
        return {**super().stored(), "has_dossier": held}


class RecordForm(forms.Form):
    """What a new record needs; the rest is filled in section by section."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    sex = forms.ChoiceField(label=_("Giới tính"), choices=[("", "–"), *Sex.choices], required=False)
    birth = PartialDateField(label=_("Ngày sinh"), help_text=_("Chỉ biết tháng hoặc năm thì ghi 05/1960 hoặc 1960."))
    citizen_id = NumberField("citizen_id")
    card_number = NumberField("card_number")
    admission_decided_on = VietnameseDateField(
        label=DATE_LABELS["admission_decided_on"], required=False, help_text=DATE_HINTS["admission_decided_on"]
    )
    admitted_on = VietnameseDateField(
        label=DATE_LABELS["admitted_on"], required=False, help_text=DATE_HINTS["admitted_on"]
    )
    official_on = VietnameseDateField(
        label=DATE_LABELS["official_on"], required=False, help_text=DATE_HINTS["official_on"]
    )
    cell = forms.ModelChoiceField(
        label=_("Chi bộ"), queryset=Organisation.objects.none(), empty_label=_("– chọn chi bộ –"), widget=PlainSelect
    )
    helper = form_helper()

    def __init__(self, *args: Any, cells: CellChoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cells.offer(self.fields["cell"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for fault in date_faults({**data, "today": today()}):
            field = "birth" if fault.field == "birth_date" else fault.field
            self.add_error(field if field in self.fields else None, fault.text)
        return data

    def facts(self, *, apart: Sequence[str]) -> dict[str, Any]:
        """The fields of the record itself; ``apart`` are those of the membership."""
        return _birth_facts({name: value for name, value in self.cleaned_data.items() if name not in apart})


class CreateForm(RecordForm):
    """Someone who is admitted here, or belongs here already and was never written down."""

    start_reason = forms.ChoiceField(
        label=_("Vì sao thêm vào danh sách"),
        choices=[
            (Membership.StartReason.ADMITTED, _("mới kết nạp tại chi bộ")),
            (Membership.StartReason.LISTED, _("đang sinh hoạt ở chi bộ nhưng danh sách còn thiếu")),
        ],
        widget=forms.RadioSelect,
        initial=Membership.StartReason.ADMITTED,
    )
    joined_cell_on = VietnameseDateField(
        label=_("Sinh hoạt tại chi bộ từ ngày"), help_text=_("Mới kết nạp thì là ngày làm lễ kết nạp.")
    )
    MEMBERSHIP = ("cell", "start_reason", "joined_cell_on")

    def clean_joined_cell_on(self) -> Any:
        day = self.cleaned_data["joined_cell_on"]
        if day > today():
            raise ValidationError(gettext("Ngày này chưa đến; hãy ghi khi việc đã xảy ra."))
        return day


class ReceiveForm(RecordForm):
    """Someone who arrives from an organisation outside the system."""

    on = VietnameseDateField(label=_("Ngày tiếp nhận"))
    elsewhere = forms.CharField(
        label=_("Chuyển đến từ"), max_length=200, help_text=_("Tên tổ chức đảng nơi đi, như trong giấy giới thiệu.")
    )
    document = forms.CharField(label=_("Số giấy giới thiệu"), max_length=200)
    document_on = VietnameseDateField(label=_("Ngày ghi trong giấy"), required=False)
    returns_on = VietnameseDateField(
        label=_("Sinh hoạt tạm thời đến ngày"),
        required=False,
        help_text=_("Chuyển hẳn về đây thì để trống."),
    )
    MEMBERSHIP = ("cell", "on", "elsewhere", "document", "document_on", "returns_on", "reuse")

    def offer_reuse(self) -> None:
        """A record of earlier was found: the user may say that it is the same person."""
        self.fields["reuse"] = forms.BooleanField(
            label=_("Đúng là đồng chí đó: dùng lại hồ sơ cũ, không tạo hồ sơ mới"), required=False
        )


class ReturnForm(forms.Form):
    """A member of earlier who comes back: the paper, and the cell."""

    cell = forms.ModelChoiceField(
        label=_("Chi bộ"), queryset=Organisation.objects.none(), empty_label=_("– chọn chi bộ –"), widget=PlainSelect
    )
    on = VietnameseDateField(label=_("Sinh hoạt tại chi bộ từ ngày"))
    document = forms.CharField(label=_("Số văn bản"), max_length=200)
    document_on = VietnameseDateField(label=_("Ngày văn bản"), required=False)
    helper = form_helper()

    def __init__(self, *args: Any, cells: CellChoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cells.offer(self.fields["cell"])


class BackForm(ReturnForm):
    """A member who had left the system comes back with a paper."""

    elsewhere = forms.CharField(
        label=_("Chuyển đến từ"), max_length=200, help_text=_("Tên tổ chức đảng nơi đi, như trong giấy giới thiệu.")
    )
    field_order = ("elsewhere",)


class LeaveForm(forms.Form):
    """How, when and by which document someone left."""

    reason = forms.ChoiceField(
        label=_("Lý do"),
        choices=[
            (Membership.EndReason.DIED, _("từ trần")),
            (Membership.EndReason.STRUCK_OFF, _("xóa tên (Điều lệ Đ8)")),
            (Membership.EndReason.EXPELLED, _("khai trừ (Điều lệ Đ35)")),
            (Membership.EndReason.RESIGNED, _("xin ra khỏi Đảng")),
        ],
        widget=forms.RadioSelect,
    )
    last_day = VietnameseDateField(
        label=_("Ngày"), help_text=_("Ngày từ trần, hoặc ngày cuối cùng còn là đảng viên theo quyết định.")
    )
    document = forms.CharField(
        label=_("Số quyết định"), max_length=200, required=False, help_text=_("Từ trần thì có thể để trống.")
    )
    document_on = VietnameseDateField(label=_("Ngày quyết định"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    helper = form_helper()


class TakeBackForm(forms.Form):
    """Why a leaving was written down by mistake."""

    reason = forms.CharField(label=_("Vì sao là ghi nhầm"), max_length=300)
    helper = form_helper()


SECTIONS: Mapping[str, tuple[Any, type[SectionForm], str]] = {
    "ten": (_("Họ tên, ngày sinh"), NameSection, "manage_members"),
    "ngay": (_("Ba ngày vào Đảng"), DatesSection, "manage_members"),
    "giay-to": (_("Số định danh, thẻ đảng viên"), NumbersSection, "manage_members"),
    "que-quan": (_("Khai sinh, quê quán"), OriginSection, "manage_members"),
    "lien-he": (_("Nơi ở, điện thoại"), ContactSection, "record_life"),
    "ho-so-giay": (_("Hồ sơ bằng giấy"), DossierSection, "record_life"),
}
"""Sections of a record: address → title, form, and the verb it needs."""
