"""What is measured in the invented province: the same pages for three readers, statistics, a long list."""

import datetime as dt
import random
import time
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import override

from cells.models import Member, Organisation
from cells.queries import members_of
from cells.queries.statistics import statistics_of
from cells.rules.statistics import forms
from core.spreadsheet import Column, Table, write_workbook
from demo.calendar import SEED
from demo.measures import Figure, page_figures
from demo.province.growth import PROVINCE_CODE
from demo.province.names import draw, person_name
from demo.shown import DemoPage

ROUNDS = 7
STATISTICS_SECONDS = 2.0
"""For 100,000 members."""
YEAR = (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
READERS = (("canbo.tinh", "tỉnh"), ("bithu.phuong", "phường"), ("bithu.coso", "chi bộ"))
SEARCHES = (("nguyen van tuan", "đúng tên"), ("nguyen van tuna", "gõ sai một chữ"), ("015001000000", "số định danh"))


def province_figures() -> Iterator[Figure]:
    """Every page for the officer of the province, the secretary of a commune and of a cell; then the statistics."""
    for username, place in READERS:
        yield from page_figures(_pages(username, place), rounds=ROUNDS)
    for key in ("1", "3", "5", "7"):
        yield _statistics(key)


def _pages(username: str, place: str) -> list[DemoPage]:
    commune = Organisation.objects.get(code=f"{PROVINCE_CODE}01")
    post = Organisation.objects.get(seats__member__user__username="bithu.coso", seats__valid_to=None)
    person = members_of(post).first()
    assert person
    tree, people = reverse("cells:organisation_tree"), reverse("cells:member_list")
    addresses = [
        ("Trang chủ", reverse("reports:home")),
        ("Cây tổ chức hôm nay", tree),
        ("Cây tổ chức ngày 31/12/2023", f"{tree}?ngay=31/12/2023"),
        ("Cây mở một nhánh", f"{tree}?nhanh={commune.pk}"),
        ("Tìm đơn vị theo tên", f"{tree}?tim=truong mam non"),
        ("Danh sách chi bộ", reverse("cells:cell_list")),
        ("Một chi bộ", post.get_absolute_url()),
        ("Danh sách đảng viên", people),
        ("Danh sách đảng viên, trang 30", f"{people}?trang=30"),
        *((f"Tìm đảng viên: {what}", f"{people}?tim={text}") for text, what in SEARCHES),
        ("Một đảng viên", person.get_absolute_url()),
    ]
    return [DemoPage("", f"{title} ({place})", username, address) for title, address in addresses]


def _statistics(key: str) -> Figure:
    """A form counted for the whole province, scaled to 100,000 members; seconds.

    The best of three: these are times, not ratios, and what else the machine does only adds to them.
    """
    province = Organisation.objects.get(code=PROVINCE_CODE)
    members = Member.objects.count()
    times = []
    with override("vi"):
        for _round in range(3):
            start = time.perf_counter()
            statistics_of(forms()[key], province, first=YEAR[0], last=YEAR[1])
            times.append(time.perf_counter() - start)
    seconds = min(times)
    return Figure(
        f"Biểu {key} của tỉnh (giây cho 100.000 đảng viên)",
        seconds * 100_000 / members,
        STATISTICS_SECONDS,
        f"{seconds:.2f} s; {members} hồ sơ",
    )


def invented_list(number: int) -> bytes:
    """A list of so many people in forty cells, as an office keeps it."""
    chance = random.Random(SEED)
    titles = ("TT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Ngày vào Đảng", "Ngày chính thức", "Số CCCD")
    rows = []
    for place in range(number):
        sex = draw("male 62, female 38", chance)
        born = dt.date(1945, 1, 1) + dt.timedelta(days=chance.randint(0, 20_000))
        joined = (born + dt.timedelta(days=7_300 + chance.randint(0, 1_800))).replace(day=chance.randint(1, 28))
        citizen_id = f"017{int(sex == 'female')}{born.year % 100:02d}{place:06d}"
        name = person_name(chance, sex=sex, ethnic_group="Kinh")
        official = joined.replace(year=joined.year + 1)
        spoken = "Nữ" if sex == "female" else "Nam"
        cell = f"Chi bộ thôn {place % 40 + 1}"
        rows.append((place + 1, name, born, spoken, "Kinh", joined, official, citizen_id, cell))
    columns = [Column(title, 20) for title in (*titles, "Chi bộ")]
    return write_workbook([Table("Danh sách", columns, rows, title_lines=("DANH SÁCH ĐẢNG VIÊN",))])
