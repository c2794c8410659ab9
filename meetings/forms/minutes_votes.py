"""The small form of a vote: whom and what it is about, how it was taken, and the counts."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.models import Candidate, Member
from meetings.forms.minutes import OfferedField, Offers, PageForm, form_layout
from meetings.models import Vote
from meetings.queries.minutes import WritingPage
from meetings.queries.votes import ABOUT_A_PERSON, BY_TWO_THIRDS


def _subjects(page: WritingPage) -> Offers:
    """Those who come up by their own record."""
    groups: Offers = {gettext("Đề nghị kết nạp"): [], gettext("Công nhận chính thức"): []}
    admission, recognition = groups.values()
    for subject in page.subjects:
        rows = admission if subject.matter == Vote.Matter.ADMISSION else recognition
        rows.append((subject.key, subject.name, subject.candidate or subject.member))
    return groups


class VoteForm(PageForm):
    """A question, what it is about, and the counts."""

    prefix_of_ids = "bieu-quyet"
    item = forms.IntegerField(widget=forms.HiddenInput)
    question = forms.CharField(label=_("Nội dung biểu quyết"), max_length=500)
    matter = forms.ChoiceField(
        label=_("Loại việc"),
        choices=Vote.Matter,
        required=False,
        widget=forms.Select(
            attrs={"data-personal": " ".join(ABOUT_A_PERSON), "data-two-thirds": " ".join(BY_TWO_THIRDS)}
        ),
    )
    subject = OfferedField(
        label=_("Người được xét (mỗi lần một người)"),
        nobody=_("– chọn, hoặc ghi họ tên bên dưới –"),
        offers=_subjects,
        with_members=True,
        required=False,
    )
    person = forms.CharField(label=_("Họ tên, nếu không có trong danh sách"), max_length=120, required=False)
    method = forms.ChoiceField(label=_("Hình thức"), choices=Vote.Method, required=False)
    yes = forms.IntegerField(label=_("Tán thành"), min_value=0)
    no = forms.IntegerField(label=_("Không tán thành"), min_value=0, required=False)
    abstain = forms.IntegerField(label=_("Không có ý kiến"), min_value=0, required=False)
    reserved = forms.CharField(
        label=_("Ý kiến thiểu số xin bảo lưu (nếu có)"), required=False, widget=forms.Textarea({"rows": 2})
    )
    helper = form_layout(
        "item",
        "question",
        Div(Field("matter", wrapper_class="grow"), Field("method", wrapper_class="grow"), css_class="fields"),
        Div(
            Field("subject", wrapper_class="grow"),
            Field("person", wrapper_class="grow"),
            css_class="fields only-personal",
        ),
        Div("yes", "no", "abstain", css_class="fields fields-narrow"),
        "reserved",
    )

    def clean_matter(self) -> str:
        return self.cleaned_data["matter"] or Vote.Matter.ORDINARY

    def clean_method(self) -> str:
        return self.cleaned_data["method"] or Vote.Method.HAND

    def clean_no(self) -> int:
        return self.cleaned_data["no"] or 0

    def clean_abstain(self) -> int:
        return self.cleaned_data["abstain"] or 0

    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        subject: Candidate | Member | None = facts.pop("subject")
        if subject is not None:
            facts["candidate" if isinstance(subject, Candidate) else "member"] = subject
        return facts


class BallotForm(VoteForm):
    """The same of a vote that was written down already."""

    prefix_of_ids = "sua-bieu-quyet"
    item = None  # type: ignore[assignment]
    helper = form_layout(*VoteForm.helper.layout.fields[1:])
