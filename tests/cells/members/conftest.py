"""What the tests of this folder share."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import make_member


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def member(commune):
    for _other in range(3):
        make_member(commune.cells[0])
    return make_member(commune.cells[0], "Lê Văn Bình", citizen_id="025194078011", phone="0912345678")


def page(client, name, *args, **query):
    return client.get(reverse(f"cells:{name}", args=args), query)


def send(client, name, *args, **data):
    return client.post(reverse(f"cells:{name}", args=args), data, follow=True)


def words(answer):
    return " ".join(answer.content.decode().split())
