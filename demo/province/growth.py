"""How the invented tree came to be what it is, decision by decision.

Province → districts → communes → cells until 30/6/2025. On 1/7/2025 the districts end and three communes or so become
one, directly under the province; the cells go with their communes, those of agencies, police and army become one in
each. In a ward hamlets become street groups. In the summer after, some hamlets become one.
"""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import islice

from cells.models import OrganisationKind
from demo.commune import TWO_LEVELS
from demo.province.names import place_names
from demo.province.tree import DAY, Size, Tree, Unit

PROVINCE = "Đảng bộ tỉnh Lam Giang"
PROVINCE_CODE = "LG"
PROVINCE_FOUNDED, CELLS_FOUNDED = dt.date(1997, 1, 1), dt.date(2005, 6, 1)
AGENCIES_SPLIT = dt.date(2025, 3, 1)
PARTS_FOUNDED = dt.date(2025, 9, 1)
HAMLETS_MERGE = dt.date(2026, 7, 1)
DISTRICTS_END = "Quyết định 1520-QĐ/TU ngày 26/6/2025 về kết thúc hoạt động của đảng bộ cấp huyện"
COMMUNES_MERGE = "Quyết định {number}-QĐ/TU ngày 27/6/2025 về thành lập đảng bộ xã, phường"
AGENCIES_DOCUMENT = "Quyết định 1305-QĐ/TU ngày 20/02/2025 về kết thúc hoạt động của Đảng ủy Khối"
PARTS_DOCUMENT = "Quyết định {number:02d}-QĐ/ĐU ngày 25/8/2025 về thành lập đảng bộ bộ phận"
HAMLETS_DOCUMENT = "Đề án {number:02d}-ĐA/ĐU ngày 15/6/2026 về sáp nhập thôn, tổ dân phố"

# The cells of a commune that are no hamlets: name, type of unit, weight; those marked become one in a new commune.
SCHOOLS = (("Trường Mầm non", 24), ("Trường Tiểu học", 28), ("Trường THCS", 26))
SHARED = (("Cơ quan", "agency", 30), ("Công an", "armed_forces", 14), ("Quân sự", "armed_forces", 8))
OTHERS = (("Trạm Y tế", "agency", 8), ("Hợp tác xã", "private_enterprise", 7))
AGENCIES = (
    "Đảng bộ các cơ quan Đảng tỉnh Lam Giang",
    "Đảng bộ Ủy ban nhân dân tỉnh Lam Giang",
    "Đảng bộ Công an tỉnh Lam Giang",
    "Đảng bộ Quân sự tỉnh Lam Giang",
    "Đảng bộ Trường Đại học Lam Giang",
    "Đảng bộ Bệnh viện Đa khoa Lam Giang",
    "Đảng bộ Công ty Điện lực Lam Giang",
    "Đảng bộ Công ty Xi măng Lam Giang",
)
FROM_THE_BLOC = 2
"""The first agencies were founded when the committee of the bloc of agencies ended."""


def grow(size: Size, chance: random.Random) -> Tree:
    """The whole history of the units, not yet written."""
    tree = Tree(chance)
    tree.province = tree.found(PROVINCE, OrganisationKind.PROVINCIAL, None, PROVINCE_FOUNDED, code=PROVINCE_CODE)
    places = place_names(chance)
    _districts(tree, places, size)
    _agencies(tree, size)
    _new_communes(tree)
    for district in tree.districts:
        tree.end(district, TWO_LEVELS - DAY, document=DISTRICTS_END)
    _part_committees(tree)
    _hamlets_merge(tree)
    return tree


def _districts(tree: Tree, places: Iterator[str], size: Size) -> None:
    """Districts with their old communes and all cells."""
    for number, name in enumerate(islice(places, size.districts)):
        district = tree.found(
            f"Đảng bộ huyện {name}", OrganisationKind.DISTRICT, tree.province, PROVINCE_FOUNDED, order=number + 1
        )
        tree.districts.append(district)
        for order in range(1, size.communes // size.districts + 1):
            word = "thị trấn" if order == 1 else "xã"
            commune = tree.found(
                f"Đảng bộ {word} {next(places)}",
                OrganisationKind.COMMUNE,
                district,
                PROVINCE_FOUNDED,
                order=order,
            )
            tree.old_communes.append(commune)
            _cells_of_commune(tree, commune, word, size.cells)
        _base_cell(tree, district, name)


def _cells_of_commune(tree: Tree, commune: Unit, word: str, count: int) -> None:
    place = commune.place.place_name
    hamlet = "tổ dân phố" if word == "thị trấn" else "thôn"
    special = len(SCHOOLS) + len(SHARED) + len(OTHERS)
    listed = [
        *((f"Chi bộ {hamlet} {name}", "residential", tree.chance.randint(22, 66), False)
          for name in islice(place_names(tree.chance), max(count - special, 1))),
        *((f"Chi bộ {name} {place}", "agency", weight, False) for name, weight in SCHOOLS),
        *((f"Chi bộ {name} {word} {place}", unit_type, weight, True) for name, unit_type, weight in SHARED),
        *((f"Chi bộ {name} {place}", unit_type, weight, False) for name, unit_type, weight in OTHERS),
    ]  # fmt: skip
    for order, (name, unit_type, weight, is_shared) in enumerate(listed, 1):
        founded = CELLS_FOUNDED + tree.chance.randint(0, 4000) * DAY
        cell = tree.found(name, OrganisationKind.CELL, commune, founded, unit_type=unit_type, order=order)
        cell.weight, cell.is_shared = weight, is_shared
        tree.cells.append(cell)


def _base_cell(tree: Tree, district: Unit, name: str) -> None:
    """A cell directly under its district; such cells go to a commune in 2025 and lose their word "cơ sở"."""
    cell = tree.found(
        f"Chi bộ cơ sở Bệnh viện huyện {name}",
        OrganisationKind.BASE_CELL,
        district,
        CELLS_FOUNDED,
        unit_type="agency",
        order=90,
    )
    cell.weight = 25
    tree.cells.append(cell)


def _agencies(tree: Tree, size: Size) -> None:
    """Committees of agencies and enterprises; until 28/02/2025 some of their cells were of one bloc."""
    bloc = tree.found(
        "Đảng bộ Khối các cơ quan tỉnh Lam Giang", OrganisationKind.DISTRICT, tree.province, PROVINCE_FOUNDED, order=80
    )
    for order, name in enumerate(AGENCIES[: size.agencies], 81):
        is_new = order - 81 < FROM_THE_BLOC
        founded = AGENCIES_SPLIT if is_new else CELLS_FOUNDED
        committee = tree.found(name, OrganisationKind.BASE_COMMITTEE, tree.province, founded, order=order)
        tree.agencies.append(committee)
        unit_type = "state_enterprise" if "Công ty" in name else "armed_forces" if order in (83, 84) else "agency"
        for number in range(1, 13):
            word = "Phân xưởng" if "Công ty" in name else "Khoa" if order in (85, 86) else "Phòng"
            cell = tree.found(
                f"Chi bộ {word} số {number}",
                OrganisationKind.CELL,
                bloc if is_new else committee,
                CELLS_FOUNDED,
                unit_type=unit_type,
                order=number,
            )
            cell.weight = tree.chance.randint(14, 36)
            tree.cells.append(cell)
            if is_new:
                tree.move(cell, committee, AGENCIES_SPLIT, document=AGENCIES_DOCUMENT)
    tree.end(bloc, AGENCIES_SPLIT - DAY, document=AGENCIES_DOCUMENT)


def _new_communes(tree: Tree) -> None:
    """On 1/7/2025, in each district, three communes or so become one directly under the province."""
    number = 0
    for district in tree.districts:
        old = [unit for unit in tree.old_communes if unit.place.parent == district.row]
        while old:
            taken = len(old) if len(old) <= 5 and len(old) != 4 else tree.chance.choice((3, 3, 3, 4))
            number += 1
            _new_commune(tree, old[:taken], number)
            old = old[taken:]
        base_cells = [cell for cell in tree.cells if cell.place.parent == district.row]
        for cell in base_cells:
            name = cell.place.name.replace("Chi bộ cơ sở", "Chi bộ").replace("Bệnh viện huyện", "Bệnh viện")
            tree.move(
                cell, tree.communes[-1], TWO_LEVELS, document=DISTRICTS_END, name=name, kind=OrganisationKind.CELL
            )


def _new_commune(tree: Tree, old: list[Unit], number: int) -> None:
    is_ward = "thị trấn" in old[0].place.name
    word, place = "phường" if is_ward else "xã", old[0].place.place_name
    document = COMMUNES_MERGE.format(number=1520 + number)
    commune = tree.found(
        f"Đảng bộ {word} {place}",
        OrganisationKind.COMMUNE,
        tree.province,
        TWO_LEVELS,
        document=document,
        order=number,
        code=f"{PROVINCE_CODE}{number:02d}",
    )
    tree.communes.append(commune)
    shared: dict[str, Unit] = {}
    for name, unit_type, _weight in SHARED:
        cell = tree.found(
            f"Chi bộ {name} {word} {place}",
            OrganisationKind.CELL,
            commune,
            TWO_LEVELS,
            document=document,
            unit_type=unit_type,
            order=900,
        )
        shared[name.split()[0]] = cell
    rows = {unit.row.pk for unit in old}
    for order, cell in enumerate([cell for cell in tree.cells if cell.place.parent_id in rows], 1):
        if cell.is_shared:
            tree.end(cell, TWO_LEVELS - DAY, into=shared[cell.place.name.split()[2]], document=document)
            continue
        cell.row.order = order
        name = cell.place.name.replace(" thôn ", " tổ dân phố ") if is_ward else ""
        tree.move(cell, commune, TWO_LEVELS, document=document, name=name)
    tree.cells += shared.values()
    for unit in old:
        tree.end(unit, TWO_LEVELS - DAY, into=commune, document=document)


def _part_committees(tree: Tree) -> None:
    """In every fifth commune the schools stand under a part committee."""
    for number, commune in enumerate(tree.communes[::5], 1):
        document = PARTS_DOCUMENT.format(number=number)
        part = tree.found(
            f"Đảng bộ bộ phận Giáo dục {commune.place.place_name}",
            OrganisationKind.PART_COMMITTEE,
            commune,
            PARTS_FOUNDED,
            document=document,
            order=950,
        )
        tree.parts.append(part)
        for cell in tree.cells:
            if cell.place.parent_id == commune.row.pk and "Trường" in cell.place.name:
                tree.move(cell, part, PARTS_FOUNDED, document=document)


def _hamlets_merge(tree: Tree) -> None:
    """On 1/7/2026, in half of the communes, three pairs of hamlets become one: the smaller goes into the larger."""
    for number, commune in enumerate(tree.communes[::2], 1):
        hamlets = [
            cell
            for cell in tree.cells
            if cell.place.parent_id == commune.row.pk and cell.row.unit_type == "residential" and not cell.row.ended_on
        ]
        hamlets.sort(key=lambda cell: cell.weight)
        for small, large in list(zip(hamlets, hamlets[len(hamlets) // 2 :], strict=False))[:3]:
            if small is not large:
                tree.end(small, HAMLETS_MERGE - DAY, into=large, document=HAMLETS_DOCUMENT.format(number=number))
