"""The invented commune's leadership collectives, a transfer, a stay for a time, someone put off, and two quarters."""

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from cells.models import Member, Office, Organisation, Seat, Transfer
from cells.services.transfers import issue_transfer, receive_transfer
from demo.clock import written_on
from demo.commune import writer_of
from evaluations.models import Evaluation, LeadershipCollective, Period
from evaluations.services.collectives import add_collective, give_place
from evaluations.services.periods import open_period
from evaluations.services.postponing import postpone_evaluation
from evaluations.services.subjects import update_subjects

KEPT_ON = dt.date(2026, 1, 6)
OFFICE, LEFT, JOINED, HOST = "Chi bộ Cơ quan xã", "Chi bộ thôn Yên Hòa", "Chi bộ Trạm Y tế", "Chi bộ Trường THCS"
SENT_ON, RECEIVED_ON = dt.date(2026, 11, 16), dt.date(2026, 11, 18)
GOVERNMENT = ("Chủ tịch Ủy ban nhân dân", "Phó Chủ tịch Ủy ban nhân dân", "Ủy viên Ủy ban nhân dân")
FRONT = ("Chủ tịch Ủy ban Mặt trận Tổ quốc", "Phó Chủ tịch Ủy ban Mặt trận Tổ quốc")
PUT_OFF = "Điều trị tại Bệnh viện Đa khoa tỉnh từ tháng 10/2026"


def keep_collectives(commune: Organisation, users: Mapping[str, User]) -> None:
    """Four collectives: two take their people from the committee, one is so small that it is reviewed with a cell."""
    office = _cell(OFFICE)
    people = list(
        Member.objects.filter(memberships__cell=office, memberships__valid_to=None, official_on__isnull=False)
        .exclude(seats__organisation=office)
        .order_by("admitted_on", "pk")
        .distinct()
    )
    by = users["xa"]
    with written_on(KEPT_ON):
        kinds = LeadershipCollective.Kind
        for kind, name in ((kinds.STANDING, "Ban Thường vụ Đảng ủy xã"), (kinds.EXECUTIVE, "Ban Chấp hành Đảng bộ xã")):
            add_collective(commune, by=by, kind=kind, name=name, valid_from=KEPT_ON, unit=commune)
        government = add_collective(
            commune,
            by=by,
            kind=kinds.GOVERNMENT,
            name="Tập thể lãnh đạo Ủy ban nhân dân xã",
            valid_from=KEPT_ON,
            unit=office,
        )
        front = add_collective(
            commune,
            by=by,
            kind=kinds.FRONT,
            name="Tập thể lãnh đạo Ủy ban Mặt trận Tổ quốc xã",
            valid_from=KEPT_ON,
            unit=office,
            reviewed_with=office,
        )
        seats = [(government, title) for title in GOVERNMENT] + [(front, title) for title in FRONT]
        for (collective, title), member in zip(seats, people, strict=False):
            give_place(
                collective, member, by=by, title=title, valid_from=KEPT_ON, is_head=title in (GOVERNMENT[0], FRONT[0])
            )


def _cell(name: str) -> Organisation:
    return Organisation.objects.prefetch_related("periods").get(periods__name=name)


def open_quarters(commune: Organisation, users: Mapping[str, User]) -> None:
    """The second and the third quarter, for leaders and collectives."""
    for quarter, day in ((2, dt.date(2026, 6, 22)), (3, dt.date(2026, 9, 21))):
        with written_on(day):
            open_period(commune, year=2026, quarter=quarter, by=users["xa"])


def change_the_list(period: Period, users: Mapping[str, User]) -> None:
    """Someone moved to another cell, someone is elsewhere for a time, someone lies in hospital."""
    moving, *_others = _plain(LEFT)
    guest, away, *_rest = _plain("Chi bộ thôn Tân Lập")[::-1]
    for member, target, kind, document in (
        (moving, JOINED, Transfer.Kind.OFFICIAL, "41-GGT/ĐU"),
        (guest, HOST, Transfer.Kind.TEMPORARY, "42-GGT/ĐU"),
    ):
        returns = {"returns_on": dt.date(2027, 5, 31)} if kind == Transfer.Kind.TEMPORARY else {}
        with written_on(SENT_ON):
            transfer = issue_transfer(
                member,
                issued_on=SENT_ON,
                document=document,
                by=users["xa"],
                kind=kind,
                to_cell=_cell(target),
                **returns,  # type: ignore[arg-type]
            )
        with written_on(RECEIVED_ON):
            receive_transfer(transfer, on=RECEIVED_ON, by=users["xa"])
    with written_on(dt.date(2026, 11, 19)):
        update_subjects(period, by=users["xa"])
        row = Evaluation.objects.get(period=period, member=away)
        postpone_evaluation(row, by=writer_of(row.cell), reason=PUT_OFF)


def _plain(cell: str) -> list[Member]:
    """Members of the cell without a post, a status or a transfer, the oldest first."""
    held = Seat.objects.exclude(office=Office.GROUP_LEADER).values("member")
    rows = Member.objects.filter(memberships__cell__periods__name=cell, memberships__valid_to=None)
    rows = rows.exclude(pk__in=held).filter(status_periods=None, transfers=None, user=None, collective_seats=None)
    return list(rows.filter(official_on__isnull=False).order_by("admitted_on", "pk").distinct())
