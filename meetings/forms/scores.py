"""Forms for the score of a meeting: a row for each criterion that no fact decides, and the official grade."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper, show_error
from meetings.forms.minutes import CommaDecimalField
from meetings.models import MeetingScore
from meetings.queries.score_page import Entry, ScorePage, ScoreRow
from meetings.rules.scoring import spoken
from meetings.rules.year_grades import LABELS
from meetings.services.scores import REASON_LENGTH, Given, fault_of, points_field, reason_field


class MeetingScoreForm(forms.Form):
    """Points and reasons by criterion, begun from what was given before or from full points; ``agreed`` by the cell."""

    agreed = forms.IntegerField(
        label=_("Số đồng chí tán thành điểm tự chấm"), min_value=0, max_value=9999, required=False
    )

    def __init__(self, data: Any = None, *, page: ScorePage, scorer: str) -> None:
        self.page, self.scorer = page, scorer
        kept = page.own if scorer == MeetingScore.Scorer.SELF else page.above
        super().__init__(data, initial={"agreed": kept.agreed if kept else None})
        if scorer != MeetingScore.Scorer.SELF:
            del self.fields["agreed"]
        for row in page.to_fill:
            self._add(row)

    def _add(self, row: ScoreRow) -> None:
        before = self._before(row)
        points = CommaDecimalField(label=_("Điểm"), min_value=0, max_value=row.criterion.maximum, decimal_places=2)
        points.initial = spoken(before.points if before else row.criterion.maximum)
        points.widget.attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control score-points"}
        reason = forms.CharField(label=_("Lý do trừ điểm"), max_length=REASON_LENGTH, required=False)
        reason.initial = (before.reason or (before.why if before.computed else "")) if before and before.lost else ""
        reason.widget.attrs |= {"class": "form-control", "list": f"goi-y-{row.number}", "autocomplete": "off"}
        reason.widget.attrs["placeholder"] = _("lý do, nếu trừ điểm")
        self.fields[points_field(row.number)] = points
        self.fields[reason_field(row.number)] = reason

    def _before(self, row: ScoreRow) -> Entry | None:
        return row.own if self.scorer == MeetingScore.Scorer.SELF else row.above or row.own

    def clean(self) -> dict[str, Any]:
        """Name every criterion that is not in order, each in its place."""
        values = super().clean() or {}
        for row in self.page.to_fill:
            if points_field(row.number) in values:
                fault = fault_of(row.criterion, self._given(row, values))
                if fault:
                    show_error(self, fault)
        return values

    def _given(self, row: ScoreRow, values: Mapping[str, Any]) -> Given:
        points = values[points_field(row.number)]
        assert isinstance(points, Decimal)
        return Given(points, values.get(reason_field(row.number), ""))

    def given(self) -> dict[str, Given]:
        """The points as typed, by criterion."""
        return {row.number: self._given(row, self.cleaned_data) for row in self.page.to_fill}

    @property
    def groups(self) -> list[tuple[Any, list[tuple[ScoreRow, forms.BoundField | None, forms.BoundField | None]]]]:
        """Groups with their rows; the fields of those that are scored by hand."""
        return [(group.group, [self._bound(row) for row in group.rows]) for group in self.page.groups]

    def _bound(self, row: ScoreRow) -> tuple[ScoreRow, forms.BoundField | None, forms.BoundField | None]:
        if points_field(row.number) not in self.fields:
            return row, None, None
        return row, self[points_field(row.number)], self[reason_field(row.number)]


class GradeForm(forms.Form):
    """The official grade, and why it is not the cell's own."""

    grade = forms.ChoiceField(label=_("Xếp loại chính thức"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do (bắt buộc khi khác chi bộ tự xếp)"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    helper = form_helper()

    def __init__(self, data: Any = None, *, page: ScorePage) -> None:
        kept = page.official or page.above or page.own
        initial = {"grade": kept.grade if kept else None, "reason": page.official.reason if page.official else ""}
        super().__init__(data, initial=initial)
        field = self.fields["grade"]
        assert isinstance(field, forms.ChoiceField)
        grades = page.scoring.sheet.grades if page.scoring and page.scoring.sheet.maximum else ()
        field.choices = [(grade.key, grade.label) for grade in grades] or list(LABELS.items())
