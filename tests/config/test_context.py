"""The menu says where one is."""

import re

from django.urls import reverse

from meetings.models import Task
from tests.factories import make_open_meeting


def current(page):
    return re.findall(r'aria-current="(\w+)">\s*<svg.*?</svg>\s*([^<]+)</a>', page.content.decode())


def test_menu_marks_the_page_itself(client_of, cast):
    assert current(client_of(cast.commune).get("/chi-bo/")) == [("page", "Chi bộ")]


def test_menu_marks_the_section_of_a_page_below(client_of, cast, commune):
    assert current(client_of(cast.secretary).get(commune.cells[0].get_absolute_url())) == [("true", "Chi bộ")]


def test_menu_marks_the_tasks_alone_on_the_page_of_a_task(client_of, cast, commune):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    task = Task.objects.create(meeting=meeting, text="Làm đường")
    page = client_of(cast.secretary).get(reverse("meetings:task_detail", args=[task.pk]))
    assert current(page) == [("true", "Nhiệm vụ")]
    assert current(client_of(cast.secretary).get(meeting.get_absolute_url())) == [("true", "Chi bộ")]


def test_menu_marks_nothing_on_a_page_outside_of_it(client_of, cast):
    assert current(client_of(cast.secretary).get("/mat-khau/")) == []


def test_page_without_sign_in_has_no_menu(client, db):
    assert 'id="thuc-don"' not in client.get("/dang-nhap/").content.decode()


def test_invented_data_are_marked_for_all_who_meet_them(client_of, cast, commune):
    mark = "người và số liệu không có thật"
    assert mark not in client_of(cast.secretary).get("/").content.decode()
    commune.cells[0].is_demonstration = True
    commune.cells[0].save(update_fields=["is_demonstration"])
    shown = {name for name, user in cast._asdict().items() if mark in client_of(user).get("/").content.decode()}
    assert shown == {"secretary", "deputy", "member", "commune", "officer", "admin"}
