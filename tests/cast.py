"""The cast of every permission story: the same seven people, in the same places."""

import datetime as dt
from typing import NamedTuple

import pytest
from django.test import Client

from accounts.models import User
from cells.models import Office, Organisation, OrganisationKind
from tests.factories import make_cell, make_member, make_organisation, make_user, together

TODAY = dt.date(2026, 11, 22)
NOON = dt.datetime.combine(TODAY, dt.time(5), dt.UTC)
"""Noon of ``TODAY`` in Việt Nam."""


class Cast(NamedTuple):
    secretary: User
    """Secretary of the first cell."""
    deputy: User
    """Deputy secretary of the first cell."""
    member: User
    """Plain member of the first cell."""
    commune: User
    """Secretary of the commune."""
    officer: User
    """Officer of the organisation board of the province."""
    stranger: User
    """Secretary of a cell of another commune."""
    admin: User
    """Administrator of accounts; no member."""


class Commune(NamedTuple):
    province: Organisation
    committee: Organisation
    cells: list[Organisation]
    """Three cells; the first has the cast."""
    elsewhere: Organisation
    """A cell of another commune."""


def build_commune() -> Commune:
    """The province, the commune with its three cells, and a cell elsewhere."""
    province = make_organisation("Đảng bộ tỉnh Phú Thọ", kind=OrganisationKind.PROVINCIAL, place_name="Phú Thọ")
    committee = make_organisation("Đảng bộ xã Vân Trục", parent=province, code="VT")
    other = make_organisation("Đảng bộ xã Bắc Bình", parent=province, code="BB", place_name="Bắc Bình")
    cells = [
        make_cell(committee, f"Chi bộ thôn {name}", order=order)
        for order, name in enumerate(["Song Vân", "Tân Lập", "Đồng Tâm"], 1)
    ]
    return Commune(province, committee, cells, make_cell(other, "Chi bộ thôn Hữu Phúc"))


@pytest.fixture
def commune(db: None) -> Commune:
    with together():
        return build_commune()


def build_cast(commune: Commune) -> Cast:
    """The seven people in their places."""
    first = commune.cells[0]
    users = Cast(
        secretary=make_user("bithu", full_name="Bùi Thị Tuyết"),
        deputy=make_user("phobithu", full_name="Hoàng Thị Hằng"),
        member=make_user("dangvien", full_name="Trịnh Mạnh Lâm"),
        commune=make_user("xa", full_name="Lê Quang Vinh"),
        officer=make_user("tochuc", full_name="Phạm Thu Trang"),
        stranger=make_user("ngoai", full_name="Ngô Văn Bền"),
        admin=make_user("quantri", full_name="Quản trị", is_administrator=True),
    )
    make_member(first, "Bùi Thị Tuyết", user=users.secretary, office=Office.SECRETARY, sex="female")
    make_member(first, "Hoàng Thị Hằng", user=users.deputy, office=Office.DEPUTY_SECRETARY, sex="female")
    make_member(first, "Trịnh Mạnh Lâm", user=users.member)
    make_member(
        commune.cells[2], "Lê Quang Vinh", user=users.commune, office=Office.SECRETARY, seat_in=commune.committee
    )
    make_member(
        None, "Phạm Thu Trang", user=users.officer, office=Office.ORGANISATION_OFFICER, seat_in=commune.province
    )
    make_member(commune.elsewhere, "Ngô Văn Bền", user=users.stranger, office=Office.SECRETARY)
    return users


@pytest.fixture
def cast(commune: Commune) -> Cast:
    with together():
        return build_cast(commune)


def sign_in(user: User) -> Client:
    """A browser-less client signed in as that user."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def client_of():
    """``client_of(user)``: see ``sign_in``."""
    return sign_in
