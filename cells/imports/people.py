"""One row of a list → one person, with every reason to refuse or doubt it."""

import datetime

from django.utils.translation import gettext as _

from cells.imports import understood
from cells.imports.details import check_details, read_details
from cells.imports.rows import RowReader
from cells.imports.understood import DOUBTFUL, REFUSED, Person
from cells.imports.values import (
    Reading,
    formula_doubt,
    is_blank,
    read_day,
    read_digits,
    read_mark,
    read_name,
    read_name_text,
    read_post,
    read_sex,
    read_status,
    read_two_days,
    read_word,
    refuse_errors,
    text_of,
)
from core.errors import DomainError
from core.periods import PartialDate, add_months, format_date
from core.spreadsheet import Cell

ADULT_YEARS = 18
MONTHS = 12
ALWAYS_DAYS = 28
"""So many days has every month."""
PROBATION_MONTHS = 12
OLDEST_YEARS = 110


def read_person(reader: RowReader, cell_key: str) -> Person:
    """The person of a row; the reasons to doubt or refuse it are in ``reader.issues``.

    What a refused row says of a person still counts when rows are compared with each other.
    """
    name = _name(reader)
    sex, birth = _sex_and_birth(reader)
    citizen_id = _citizen_id(reader)
    card_number, old_card_number = _cards(reader)
    decided = reader.read("admission_decided", lambda cell: read_day(cell, reader.today), None)
    admitted, official = _admitted_and_official(reader)
    _check_order(reader, birth, admitted, decided, official)
    note = text_of(reader.cell("note"))
    person = Person(
        sheet=reader.sheet.title,
        row=reader.row.number,
        name=name,
        cell_key=cell_key,
        sex=sex,
        birth=birth,
        ethnic_group=reader.read("ethnic_group", lambda cell: read_word(cell, _("Dân tộc")), ""),
        religion=reader.read("religion", lambda cell: read_word(cell, _("Tôn giáo")), ""),
        citizen_id=citizen_id,
        card_number=card_number,
        old_card_number=old_card_number,
        admitted=admitted,
        admission_decided=decided,
        official=official,
        post=_post(reader, note),
        status=_status(reader, note),
        note=note,
        **read_details(reader),
    )
    check_details(reader, person)
    return person


def _admitted_and_official(reader: RowReader) -> tuple[PartialDate | None, PartialDate | None]:
    """From two columns, or from one that holds both days."""
    admitted = reader.read("admitted", lambda cell: _day_or_cross(cell, reader.today), None)
    official = reader.read("official", lambda cell: _day_or_cross(cell, reader.today, may_be_ahead=True), None)
    if reader.has("both_days"):
        nothing: tuple[PartialDate | None, PartialDate | None] = (None, None)
        first, second = reader.read("both_days", lambda cell: read_two_days(cell, reader.today), nothing)
        admitted, official = admitted or first, official or second
    return admitted, official


def _day_column(reader: RowReader, name: str) -> str:
    """The column that holds a day of admission: its own, or the one for both days."""
    return name if reader.has(name) else "both_days"


def _name(reader: RowReader) -> str:
    if reader.has("name"):
        if reader.cell("name") is None:
            reader.report("name", REFUSED, _("Thiếu họ tên."))
        return reader.read("name", read_name, "")
    parts = [cell for name in ("family_name", "given_name") if (cell := reader.cell(name))]
    if len(parts) < 2:
        missing = "given_name" if reader.cell("given_name") is None else "family_name"
        reader.report(missing, REFUSED, _("Thiếu họ hoặc tên."))
        return ""
    names = [reader.read(name, read_name, "") for name in ("family_name", "given_name")]
    reader.issues[:] = [issue for issue in reader.issues if issue.severity == REFUSED]
    if reader.is_refused:
        return ""
    typed = any(part.typed for part in parts)
    return read_name_text(" ".join(names if typed else map(text_of, parts))).value


def _day_or_cross(cell: Cell, today: datetime.date, *, may_be_ahead: bool = False) -> Reading[PartialDate | None]:
    """Some lists only cross "Chính thức" or "Dự bị": that is no date, and no mistake."""
    if read_mark(cell) is not None:
        return Reading(None)
    return read_day(cell, today, may_be_ahead=may_be_ahead)


def _birth(reader: RowReader) -> PartialDate | None:
    """From one column, or from three for day, month and year."""
    year = reader.cell("birth_year")
    if year is None:
        return reader.read("birth", lambda cell: read_day(cell, reader.today), None)
    day, month = (text_of(reader.cell(name)) for name in ("birth_day", "birth_month"))
    if day and not month:
        reader.report("birth_month", REFUSED, _("Có ngày và năm sinh nhưng thiếu tháng. Hãy ghi thêm tháng."))
        return None
    text = "/".join(part for part in (day, month, text_of(year)) if part)
    written = Cell(year.row, year.column, text, "text", year.is_formula)
    return reader.read(_wrong_part(day, month), lambda _cell: read_day(written, reader.today), None)


def _wrong_part(day: str, month: str) -> str:
    """Of three columns the one to be named if they make no date: the month, the day, else the year."""
    if month and month.isdecimal() and not 1 <= int(month) <= MONTHS:
        return "birth_month"
    return "birth_day" if day and (not day.isdecimal() or int(day) not in range(1, ALWAYS_DAYS + 1)) else "birth_year"


def _sex_and_birth(reader: RowReader) -> tuple[str, PartialDate | None]:
    """Sex and birth from "Giới tính" and "Ngày sinh", or from dates or crosses under "Nam" and "Nữ"."""
    birth = _birth(reader)
    sex = reader.read("sex", read_sex, "")
    male, female = reader.cell("male"), reader.cell("female")
    if male and female and read_mark(male) is not False and read_mark(female) is not False:
        if text_of(male) == text_of(female):
            reason = _("Ghi ở cả hai cột Nam và Nữ. Hãy xóa ở cột sai.")
        else:
            reason = _("Ghi hai giá trị khác nhau ở cột Nam (%(male)s) và cột Nữ (%(female)s). Hãy xóa ở cột sai.") % {
                "male": text_of(male),
                "female": text_of(female),
            }
        reader.report("female", REFUSED, reason)
        return sex, birth
    for side, cell in (("male", male), ("female", female)):
        if cell is None or read_mark(cell) is False:
            continue
        if read_mark(cell) is None and read_sex_word(cell) != side:
            birth = reader.read(side, lambda found: read_day(found, reader.today), None) or birth
        if sex and sex != side:
            reader.report("sex", REFUSED, _("Cột Giới tính và cột Nam/Nữ nói khác nhau. Hãy sửa cho khớp."))
        sex = side
    if not sex and reader.layout.blank_means_male:
        sex = "male"
    _doubt_missing(reader, sex, birth)
    return sex, birth


def read_sex_word(cell: Cell) -> str:
    """ "Nữ" written under a column "Nữ" is a mark too."""
    return read_sex(cell).value if cell.kind == "text" else ""


def _doubt_missing(reader: RowReader, sex: str, birth: PartialDate | None) -> None:
    """What the list has a column for but this row does not say."""
    already = {issue.column for issue in reader.issues}
    sides = ["male", "female"] if reader.layout.sides_hold_dates else []
    _doubt_blank(
        reader, ["birth", "birth_year", "birth_day", "birth_month", *sides], bool(birth), already, _("Thiếu ngày sinh.")
    )
    _doubt_blank(reader, ["sex", "male", "female"], bool(sex), already, _("Không rõ là nam hay nữ."))


def _doubt_blank(reader: RowReader, names: list[str], known: bool, already: set[str], reason: str) -> None:
    columns = [name for name in names if reader.has(name)]
    if columns and not known and not any(reader.head.label(name)[0] in already for name in columns):
        reader.report(columns[0], DOUBTFUL, reason)


def _citizen_id(reader: RowReader) -> str:
    """Twelve digits. The nine of an old identity card (CMND) are not a citizen id and are left out."""
    name = "citizen_id" if reader.has("citizen_id") else "identity_card"
    cell = reader.cell(name)
    title = reader.head.label(name)[1].lower()
    if cell and ("cm" in title or "chứng minh" in title):
        old = "".join(char for char in text_of(cell) if char.isdigit())
        if len(old) == 9 and old == text_of(cell).replace(" ", ""):
            reader.report(name, DOUBTFUL, _("Số CMND 9 số đã hết giá trị, không được nhập; hãy bổ sung số định danh."))
            return ""
    return reader.read(name, lambda found: read_digits(found, (12,), _("Số định danh cá nhân")), "")


def _cards(reader: RowReader) -> tuple[str, str]:
    """The card of 12 digits and the older one of 8, from one column or two."""
    new, old = "", ""
    for name, what in (("card_number", _("Số thẻ đảng viên")), ("old_card_number", _("Số thẻ cũ"))):
        number = reader.read(name, lambda cell, what=what: read_digits(cell, (8, 12), what), "")  # type: ignore[misc]
        if len(number) == 12:
            new = new or number
        elif number:
            old = old or number
    return new, old


def _check_age(reader: RowReader, birth: PartialDate) -> None:
    """A member is at least 18 today (Điều lệ Đ1.2), and seldom older than 110."""
    if add_months(birth.earliest, 12 * ADULT_YEARS) > reader.today:
        reason = _("Sinh %(day)s thì nay chưa đủ %(years)s tuổi, chưa thể là đảng viên. Hãy kiểm tra lại ngày sinh.")
        reader.report(_birth_column(reader), REFUSED, reason % {"day": format_date(birth), "years": ADULT_YEARS})
    if add_months(birth.latest, 12 * OLDEST_YEARS) < reader.today:
        reader.report(_birth_column(reader), DOUBTFUL, _("Hơn %(years)s tuổi; hãy kiểm tra.") % {"years": OLDEST_YEARS})


def _check_order(
    reader: RowReader,
    birth: PartialDate | None,
    admitted: PartialDate | None,
    decided: PartialDate | None,
    official: PartialDate | None,
) -> None:
    """birth < decision ≤ ceremony < official; only what is certain is refused."""
    joined = admitted or decided
    if birth:
        _check_age(reader, birth)
    if birth and joined and birth.earliest >= joined.latest:
        _refuse_order(reader, "admitted", _("Ngày vào Đảng"), joined, _("ngày sinh"), birth)
        return
    if birth and joined and add_months(birth.earliest, 12 * ADULT_YEARS) > joined.latest:
        reason = _("Chưa đủ %(years)s tuổi khi vào Đảng.") % {"years": ADULT_YEARS}
        reader.report(_day_column(reader, "admitted"), DOUBTFUL, reason)
    if admitted and decided and decided.earliest > admitted.latest:
        reader.report("admission_decided", DOUBTFUL, _("Ngày quyết định kết nạp sau ngày kết nạp; hãy kiểm tra."))
    if official and joined:
        _check_official(reader, joined, official)
    elif official and birth and birth.earliest >= official.latest:
        _refuse_order(reader, "official", _("Ngày chính thức"), official, _("ngày sinh"), birth)
    elif official and official.earliest > reader.today:
        _refuse_future(reader, official)
    elif joined and add_months(joined.latest, 2 * PROBATION_MONTHS) < reader.today:
        _doubt_no_official_day(reader)
    if (
        joined is None
        and reader.has("admitted")
        and reader.head.label("admitted")[0] not in {i.column for i in reader.issues}
    ):
        reader.report("admitted", DOUBTFUL, _("Thiếu ngày vào Đảng."))


def _check_official(reader: RowReader, joined: PartialDate, official: PartialDate) -> None:
    """Probation takes twelve months from the ceremony (Điều lệ Đ5.1); other lengths existed and are only doubted."""
    if official.latest <= joined.earliest:
        _refuse_order(reader, "official", _("Ngày chính thức"), official, _("ngày vào Đảng"), joined)
        return
    due = add_months(joined.date, PROBATION_MONTHS)
    if official.earliest > reader.today:
        if joined.precision == "day" and official.date <= due:
            reader.report(
                _day_column(reader, "official"), DOUBTFUL, _("Ngày chính thức chưa đến; hiện vẫn là đảng viên dự bị.")
            )
        else:
            _refuse_future(reader, official)
        return
    exact = joined.precision == official.precision == "day"
    leap_day = (joined.date.month, joined.date.day) == (2, 29) and official.date == due + datetime.timedelta(days=1)
    if exact and official.date != due and not leap_day:
        reader.report(
            _day_column(reader, "official"),
            DOUBTFUL,
            _("Ngày chính thức %(official)s không phải đúng 12 tháng sau ngày vào Đảng (%(due)s).")
            % {"official": format_date(official), "due": format_date(due)},
        )


def _doubt_no_official_day(reader: RowReader) -> None:
    """A list that tells official days leaves one out, though probation must long have ended."""
    column = _day_column(reader, "official")
    if reader.has(column) and (column == "both_days" or reader.cell(column) is None):
        reader.report(column, DOUBTFUL, _("Vào Đảng đã lâu mà chưa ghi ngày chính thức; hãy bổ sung."))


def _refuse_order(reader: RowReader, name: str, what: str, day: PartialDate, other: str, before: PartialDate) -> None:
    reader.report(
        _day_column(reader, name),
        REFUSED,
        _("%(what)s %(day)s không sau %(other)s %(before)s. Hãy kiểm tra lại hai ngày.")
        % {"what": what, "day": format_date(day), "other": other, "before": format_date(before)},
    )


def _refuse_future(reader: RowReader, day: PartialDate) -> None:
    reader.report(
        _day_column(reader, "official"),
        REFUSED,
        _("%(day)s ở tương lai. Hãy kiểm tra lại ngày.") % {"day": format_date(day)},
    )


def _birth_column(reader: RowReader) -> str:
    return next((name for name in ("birth", "birth_year", "male", "female") if reader.cell(name)), "birth")


def _post(reader: RowReader, note: str) -> str:
    """From the post column, from crosses under "Bí thư" and so on, or from a note that is nothing but a post."""
    for post in ("secretary", "deputy_secretary", "committee_member"):
        cell = reader.cell(f"post_{post}")
        if cell and read_mark(cell):
            return post
    if reader.has("post"):
        return reader.read("post", _post_reading, "")
    found = read_post(note) if note and len(note) <= 40 else Reading("")
    if found.value:
        reader.report("note", DOUBTFUL, _("Chức vụ được đọc từ cột Ghi chú: %(note)s.") % {"note": note})
    return found.value


def _post_reading(cell: Cell) -> Reading[str]:
    refuse_errors(cell)
    found = read_post(text_of(cell))
    return Reading(found.value, found.doubt or formula_doubt(cell))


def _status(reader: RowReader, note: str) -> str:
    """From the status column and the mark of exemption; from a note where the list has neither."""
    cell, status = reader.cell("status"), ""
    if cell:
        found = read_status(text_of(cell))
        if found is None:
            reader.report("status", DOUBTFUL, _("Trạng thái “%(value)s” không rõ.") % {"value": text_of(cell)[:60]})
        status = found or ""
    exempt = _exempt(reader)
    if exempt and status not in ("", "exempt"):
        reader.report(
            "exempt", DOUBTFUL, _("Đánh dấu miễn sinh hoạt nhưng cột trạng thái ghi khác; lấy theo dấu miễn.")
        )
    if exempt:
        status = "exempt"
    told = read_status(note) if note and len(note) <= 80 else None
    if told and told != understood.ACTIVE and told != status:
        has_ended = told in understood.ENDED_STATUSES
        if cell and has_ended:
            reader.report(
                "note", DOUBTFUL, _("Ghi chú “%(note)s” nói khác cột trạng thái; hãy kiểm tra.") % {"note": note}
            )
        elif not cell and (has_ended or not status):
            reader.report("note", DOUBTFUL, _("Trạng thái được đọc từ cột Ghi chú: %(note)s.") % {"note": note})
            status = told
    if status in understood.ENDED_STATUSES or status == understood.INTERRUPTED:
        reason = _("Không còn sinh hoạt tại chi bộ: không nhập mới, chỉ kết thúc sinh hoạt nếu đã có trong sổ.")
        reader.report("status" if cell else "note", DOUBTFUL, reason)
    return status


def _exempt(reader: RowReader) -> bool:
    cell = reader.cell("exempt")
    if cell is None:
        return False
    mark = read_mark(cell)
    if mark is not None:
        return mark
    if is_blank(text_of(cell)) and "?" not in text_of(cell):
        return False
    if cell.kind == "date" or read_status(text_of(cell)) == "exempt":
        return True
    try:
        if read_day(cell, reader.today).value:
            return True
    except DomainError:
        pass
    reader.report(
        "exempt", DOUBTFUL, _("Ô “%(value)s” không rõ có miễn sinh hoạt không.") % {"value": text_of(cell)[:40]}
    )
    return False
