"""Fields as people of the office type them, and refusals shown where they belong."""

import datetime as dt
import unicodedata

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms

from core.errors import DomainError
from core.forms import VietnameseDateField, VietnameseTimeField, form_helper, show_error


class MeetingForm(forms.Form):
    held_on = VietnameseDateField(label="Ngày họp")
    starts_at = VietnameseTimeField(label="Giờ", required=False)
    helper = form_helper()


@pytest.mark.parametrize(
    "typed", ["05/02/2026", "5/2/2026", "5/2/26", "05022026", "5-2-2026", "5.2.26", " 05/02/2026 "]
)
def test_date_typed_in_any_habit_is_the_same_day(typed):
    assert VietnameseDateField().clean(typed) == dt.date(2026, 2, 5)


def test_date_with_two_digit_year_of_the_last_century_is_in_the_past():
    assert VietnameseDateField().clean("19/5/61") == dt.date(1961, 5, 19)


@pytest.mark.parametrize("typed", ["31/02/2026", "hôm qua", "02/2026", "2026", "5/2"])
def test_date_that_is_no_whole_day_is_refused_with_a_sentence(typed):
    with pytest.raises(forms.ValidationError) as refusal:
        VietnameseDateField().clean(typed)
    assert refusal.value.messages[0].endswith((".", "!"))


@pytest.mark.parametrize("typed", ["", "   ", None])
def test_date_left_empty_is_nothing_or_refused_when_required(typed):
    assert VietnameseDateField(required=False).clean(typed) is None
    with pytest.raises(forms.ValidationError):
        VietnameseDateField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("19:30", dt.time(19, 30)),
        ("19 giờ 30", dt.time(19, 30)),
        (unicodedata.normalize("NFD", "19 giờ 30 phút"), dt.time(19, 30)),
        ("19h30", dt.time(19, 30)),
        ("19h", dt.time(19)),
        ("7 giờ", dt.time(7)),
        ("19.30", dt.time(19, 30)),
        ("1930", dt.time(19, 30)),
        ("0:00", dt.time(0)),
    ],
)
def test_time_typed_in_any_habit_is_the_same_time(typed, time):
    assert VietnameseTimeField().clean(typed) == time


@pytest.mark.parametrize("typed", ["24:00", "19:60", "tối", "19:3", "193"])
def test_time_that_is_none_is_refused(typed):
    with pytest.raises(forms.ValidationError, match="19 giờ 30"):
        VietnameseTimeField().clean(typed)


def test_time_left_empty_is_nothing():
    assert VietnameseTimeField(required=False).clean("  ") is None


def test_form_shows_stored_values_as_they_are_written():
    html = render_crispy_form(MeetingForm(initial={"held_on": dt.date(2026, 2, 5), "starts_at": dt.time(19, 30)}))
    assert 'value="05/02/2026"' in html
    assert 'value="19:30"' in html
    assert 'inputmode="numeric"' in html


def test_form_sent_back_as_shown_has_not_changed():
    initial = {"held_on": dt.date(2026, 2, 5), "starts_at": dt.time(19, 30)}
    assert not MeetingForm({"held_on": "05/02/2026", "starts_at": "19:30"}, initial=initial).has_changed()
    assert MeetingForm({"held_on": "06/02/2026", "starts_at": "19:30"}, initial=initial).has_changed()
    assert MeetingForm({"held_on": "mai", "starts_at": "19:30"}, initial=initial).has_changed()


def test_form_helper_leaves_form_and_csrf_field_to_the_page():
    html = render_crispy_form(MeetingForm())
    assert "<form" not in html
    assert "csrfmiddlewaretoken" not in html


def test_refusal_of_a_field_is_shown_beside_it_with_its_details():
    form = MeetingForm({"held_on": "05/02/2026"})
    assert form.is_valid()
    show_error(form, DomainError("Ngày họp đã qua.", field="held_on", details=["Chọn ngày khác."]))
    assert form.errors == {"held_on": ["Ngày họp đã qua.", "Chọn ngày khác."]}


def test_refusal_of_an_unknown_field_is_shown_above_the_form():
    form = MeetingForm({"held_on": "05/02/2026"})
    show_error(form, DomainError("Tháng này đã họp.", field="month"))
    assert form.non_field_errors() == ["Tháng này đã họp."]
