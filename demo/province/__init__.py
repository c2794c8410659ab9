"""An invented province of 4,000 organisations and 120,000 members, to see and to measure the pages at that size.

Everything is drawn from one seed: the same province each time. Its accounts are in ``ACCOUNTS``.
"""

import random
from typing import NamedTuple

from django.db import connection, transaction

from accounts.models import User
from accounts.services import create_user
from cells.models import Member, Office
from cells.services.seats import link_account
from demo.calendar import SEED
from demo.clock import written_on
from demo.commune import PASSWORD, TWO_LEVELS
from demo.province.growth import grow
from demo.province.people import populate
from demo.province.posts import elect
from demo.province.records import record
from demo.province.tree import Size, Tree, Unit
from demo.province.year import evaluate

__all__ = ["ACCOUNTS", "Account", "Size", "build_province"]


class Account(NamedTuple):
    username: str
    role: str


ACCOUNTS = (
    Account("canbo.tinh", "Cán bộ Ban Tổ chức Tỉnh ủy Lam Giang"),
    Account("bithu.tinh", "Bí thư Tỉnh ủy Lam Giang"),
    Account("bithu.phuong", "Bí thư Đảng ủy phường, xã thứ nhất của tỉnh"),
    Account("bithu.coso", "Bí thư một chi bộ của phường, xã ấy"),
)


def build_province(size: Size) -> dict[str, int]:
    """Write the province in one transaction; returns how many rows of each kind there are."""
    chance = random.Random(SEED)
    with transaction.atomic(), written_on(TWO_LEVELS):
        tree = grow(size, chance)
        people = populate(tree, size, chance)
        posts = elect(tree, people, chance)
        records = record(people, {cell.row.pk: cell.row.unit_type for cell in tree.cells}, chance)
        for part in (tree, people, posts, records):
            part.write()
        _accounts(tree)
        year = evaluate(User.objects.get(username="bithu.tinh"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "tổ chức": len(tree.rows),
        "đảng viên": len(people.members),
        "lần sinh hoạt": len(people.memberships),
        "chức vụ": len(posts.seats),
        "mục lý lịch": len(records.entries),
        **year,
    }


def _accounts(tree: Tree) -> None:
    assert tree.province
    commune = tree.communes[0]
    cell = next(cell for cell in tree.cells if cell.place.parent_id == commune.row.pk and not cell.row.ended_on)
    holders = (
        (tree.province, Office.ORGANISATION_OFFICER),
        (tree.province, Office.SECRETARY),
        (commune, Office.SECRETARY),
        (cell, Office.SECRETARY),
    )
    for account, (unit, office) in zip(ACCOUNTS, holders, strict=True):
        _give_account(account, unit, office)


def _give_account(account: Account, unit: Unit, office: str) -> None:
    member = Member.objects.filter(
        seats__organisation=unit.row, seats__office=office, seats__valid_to=None, user=None
    ).earliest("pk")
    user = create_user(
        username=account.username,
        full_name=member.full_name,
        password=PASSWORD,
        by=None,
        is_administrator=False,
        must_change_password=False,
    )
    link_account(member, user, by=None)
