"""The words of heads: which column title means which field. Titles are compared without accents and signs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.vietnamese import normalise, search_key

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_TITLE = 120
LONGEST_TEXT = 300
WEAK = 3
ASSIGNED = 0
"""The rank of a column that the user assigned: better than any that was guessed."""

# What a column may be said to hold, in the order of the national list.
FIELDS: "Mapping[str, StrPromise]" = {
    "name": _("Họ và tên"),
    "family_name": _("Họ và tên đệm"),
    "given_name": _("Tên"),
    "other_name": _("Tên gọi khác"),
    "sex": _("Giới tính"),
    "birth": _("Ngày sinh"),
    "ethnic_group": _("Dân tộc"),
    "religion": _("Tôn giáo"),
    "citizen_id": _("Số định danh cá nhân (CCCD)"),
    "old_identity_number": _("Số CMND cũ"),
    "card_number": _("Số thẻ đảng viên"),
    "old_card_number": _("Số thẻ cũ (theo QĐ 85)"),
    "card_issued_at": _("Nơi cấp thẻ"),
    "card_issued_on": _("Ngày cấp thẻ"),
    "cell": _("Chi bộ đang sinh hoạt"),
    "residence_cell": _("Chi bộ nơi cư trú"),
    "admitted": _("Ngày vào Đảng"),
    "admission_ceremony": _("Ngày lễ kết nạp"),
    "admission_decided": _("Ngày quyết định kết nạp"),
    "official": _("Ngày chính thức"),
    "both_days": _("Ngày vào Đảng và ngày chính thức trong một ô"),
    "post": _("Chức vụ trong chi bộ"),
    "status": _("Trạng thái hoạt động"),
    "exempt": _("Miễn sinh hoạt"),
    "left_on": _("Ngày rời Đảng, mất hoặc miễn"),
    "birth_registration_place": _("Nơi đăng ký khai sinh"),
    "native_place": _("Quê quán"),
    "residence": _("Nơi thường trú"),
    "occupation": _("Nghề nghiệp"),
    "general_education": _("Trình độ học vấn"),
    "professional": _("Trình độ chuyên môn"),
    "political_theory": _("Trình độ lý luận chính trị"),
    "phone": _("Điện thoại"),
    "record_id": _("Mã trên cơ sở dữ liệu quốc gia (ID)"),
    "note": _("Ghi chú"),
}
# A place may be spread over columns; they are joined from the smallest unit up.
PLACES = ("birth_registration_place", "native_place", "residence")
PLACE_LEVELS = ("detail", "commune", "district", "province", "country")


def column_key(title: str) -> str:
    """A column title as the user's assignments name it: accents count, capitals, spaces and stars do not."""
    return normalise(title[:LONGEST_TEXT]).lower().strip(" *:.")


def head_key(text: str) -> str:
    """A title without accents, signs and capitals: "Họ và tên*" → "ho va ten"."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", search_key(text[:LONGEST_TEXT])).split())


@dataclass(frozen=True, slots=True)
class Rule:
    """``wanted`` must be found in the title and ``unwanted`` not; of two columns the lower ``rank`` wins."""

    field: str
    wanted: re.Pattern[str]
    unwanted: re.Pattern[str] | None = None
    rank: int = 1
    exact: re.Pattern[str] | None = None

    def fits(self, key: str, raw: str) -> bool:
        if not self.wanted.search(key) or (self.unwanted and self.unwanted.search(key)):
            return False
        return self.exact is None or bool(self.exact.fullmatch(raw))


def _rule(field: str, wanted: str, unwanted: str = "", rank: int = 1, exact: str = "") -> Rule:
    return Rule(
        field,
        re.compile(wanted),
        re.compile(unwanted) if unwanted else None,
        rank,
        re.compile(exact) if exact else None,
    )


_RELATIVES = r"\b(cha|me|vo|chong|con|chu ho|nguoi)\b|(?<!can )\bbo\b"
_PAPERS = r"\b(ngay|noi|co quan|nguoi) (cap|phat|lam|trao)\b"
_NOT_PARTY_POST = r"chinh quyen|doan the|chuyen mon|nghe|cong tac|ngay|cao nhat|khi nghi|quy hoach"

_PARTY_CARD = r"bhyt|bao hiem|nganh|doan|ngan hang|cccd|can cuoc|cmnd|cuoc"

# The order matters: the first rule that fits decides.
RULES: tuple[Rule, ...] = (
    _rule(
        "both_days", r"chinh thuc", exact=r".*(vào đảng|kết nạp|dự bị)(\s*[,;/&-]|.*\bngày\b|.*\bvà\b).*chính thức.*"
    ),
    _rule("number", r"^(stt|tt|so tt|so thu tu|thu tu|s tt)( (chung|chi bo|cb|dang bo|toan dang bo|trong chi bo))?$"),
    _rule("removal_asked", r"^de nghi xoa\b"),
    _rule("record_id", r"^(id|ma (dang vien|dv|id))$"),
    _rule("other_name", r"\b(ten|ho ten|ho va ten) (goi )?khac\b|\bbi danh\b|thuong goi"),
    _rule("left_on", r"\bngay\b.*\b(roi dang|ra khoi dang|roi|tu tran|mat)\b", r"\bthe\b"),
    _rule("residence_cell", r"\bchi bo\b.*(cu tru|\bnoi o\b)"),
    _rule("exempt", r"\bmien\b", r"roi dang|bo mien|hoc phi"),
    _rule("status", r"\b(trang thai|tinh trang)\b|^dien( dang vien)?$", r"hon nhan|suc khoe|viec lam|ho so|\bthe\b"),
    _rule("card_issued_at", r"\bnoi (cap|phat|lam) (tdv|the)\b", _PARTY_CARD),
    _rule("card_issued_on", r"\bngay (cap|phat|trao|lam) (tdv|the)\b", _PARTY_CARD),
    _rule("old_card_number", r"\bthe\b.*\b(cu|qd 85|8 (chu )?so)\b|\bcu\b.*\bthe\b", _PAPERS + r"|bhyt|bao hiem"),
    _rule(
        "card_number",
        r"\b(so|ma) (the|tdv)\b|^the\b|\bthe (dang|dv)\b|\btdv\b",
        _PAPERS + r"|ngay|bao hiem|bhyt|nganh|doan|ngan hang|luong|thuong binh|mat",
    ),
    _rule(
        "old_identity_number",
        r"(\bcmnd\b|\bcmt\b|\bcmtnd\b|chung minh).*\b(cu|9 (chu )?so)\b|\bcu\b.*(\bcmnd\b|\bcmt\b|chung minh)",
        _PAPERS + r"|\bngay\b|cccd|can cuoc|dinh danh",
    ),
    _rule(
        "identity_card",
        r"\bcmnd\b|\bcmt\b|\bcmtnd\b|chung minh",
        _PAPERS + r"|ngay|cccd|can cuoc|dinh danh|cu$",
        rank=2,
    ),
    _rule(
        "citizen_id",
        r"\bcccd\b|can cuoc|dinh danh|\bddcn\b|\bdinh danh ca nhan\b|\bso cc\b|^cc$",
        _PAPERS + r"|ngay|to chuc|cu$",
    ),
    # Beside a column of dates these are only crossed.
    _rule("official", r"^((dang vien|dv) )?chinh thuc$|^(dvct|ct)$", rank=2),
    _rule("admitted", r"^((dang vien|dv) )?du bi$|^(dvdb|db)$", rank=2),
    _rule("official", r"\bchinh thuc\b|^(ngay )?n?ct$", r"so (qd|quyet dinh)|sinh hoat|\bnoi\b|\blan\b"),
    _rule(
        "admission_decided",
        r"(vao dang|ket nap|\bkn\b).*\b(qd|quyet dinh)\b|\b(qd|quyet dinh) ket nap",
        r"^so\b|\bso (qd|quyet dinh)",
    ),
    _rule("admission_ceremony", r"\ble\b.*(ket nap|\bkn\b)|(vao dang|ket nap|\bkn\b).*\ble\b", r"\bnoi\b"),
    _rule(
        "admitted",
        r"vao (dang|dcs|d$)|ket nap|\bdu bi\b|^ngay kn\b",
        r"\bdoan\b|\blai\b|\bnoi\b|gioi thieu|\bso (qd|quyet dinh)|^so\b|\bdon\b|\btuoi\b|chi bo|tai dau|\bly do\b",
    ),
    _rule("family_name", r"^ho( (va )?(ten |chu |ho )?(dem|lot))?$"),
    _rule("given_name", r"^ten( goi)?$|^ten dem va ten$"),
    _rule(
        "name",
        r"^ho( va)?( (chu|ten))?( (dem|lot))?( va)? ten\b|^ten dang vien|^ho ten\b",
        r"khai sinh|goi khac|thuong goi|bi thu|" + _RELATIVES,
    ),
    _rule("name", r"^ho( va)?( chu)?( (dem|lot))?( va)? ten khai sinh$", rank=2),
    _rule("name", r"^dang vien$", rank=WEAK),
    _rule("sex", r"^(gioi tinh|gioi|gt|phai|nam nu|nam hay nu)\b", r"thieu"),
    _rule("male", r"^nam( gioi)?$", exact=r"nam( giới| gioi)?"),
    _rule("female", r"^(la |dang vien |dv )?nu( gioi)?$"),
    _rule("birth", r"^nam sinh$", rank=2),
    _rule(
        "birth",
        r"^sinh$|\b(ngay|thang|nam|n|ntn|ngay th) sinh\b|\bsinh (ngay|nam)\b|^ntns$",
        r"hoat|\bnoi\b|khai sinh|hoc sinh|\bque\b|" + _RELATIVES,
    ),
    _rule("ethnic_group", r"^(thanh phan )?dan toc\b"),
    _rule("ethnic_group", r"^dt$", exact=r"dt|d\.t\.?"),
    _rule("religion", r"^(ton giao|tg)\b"),
    _rule(
        "post",
        r"chuc (vu|danh).*\b(dang|chi bo|cap uy|chi uy)\b|^(cap uy|chi uy)$|^chuc vu dang$",
        r"doan the|chinh quyen",
    ),
    _rule(
        "cell",
        r"\bchi bo\b|\bto chuc dang\b|^cb$|\bsinh hoat tai\b|^(dang|noi) sinh hoat|sinh hoat dang tai",
        r"cu tru|chuc (vu|danh)|ket nap|bi thu|cap uy|\bngay\b|^so |gioi thieu|truoc|\bcu$|chuyen|nhan xet|\bma\b|"
        r"danh gia|xep loai|y kien",
    ),
    _rule(
        "weak_cell",
        r"^(ten )?don vi( sinh hoat)?$|^thuoc (don vi|thon)|"
        r"^(thon|xom|ban|ap|khu|khu dan cu|to dan pho)( (xom|ban|ap|khu pho|khu|to dan pho))*$",
    ),
    _rule("post", r"^chuc (vu|danh)\b", _NOT_PARTY_POST, rank=2),
    _rule("post_secretary", r"^(bi thu|bt)$"),
    _rule("post_deputy_secretary", r"^(pho bi thu|pbt|pho bt|p bi thu)$"),
    _rule("post_committee_member", r"^(chi uy vien|cuv|uv|uy vien|cap uy vien)$"),
    _rule("birth_registration_place", r"\bkhai sinh\b", r"\bten\b|\bngay\b|\bso\b|" + _RELATIVES),
    _rule("native_place", r"^que\b|\bque quan\b|nguyen quan", _RELATIVES),
    _rule("residence", r"thuong tru|\bho khau\b|\bhktt\b", _RELATIVES),
    _rule("residence", r"\bcu tru\b|^(dia chi|cho o|noi o)\b", r"tam tru|co quan|mail|cong tac|lam viec", rank=2),
    _rule("occupation", r"\bnghe( nghiep)?$|^nghe nghiep\b", _RELATIVES),
    _rule("general_education", r"\bhoc van\b|\bgdpt\b|giao duc pho thong|^(trinh do )?van hoa\b"),
    _rule("political_theory", r"\bly luan\b|\bllct\b|trinh do chinh tri"),
    _rule("professional", r"\bchuyen mon\b", r"chuc (vu|danh)|cong tac"),
    _rule("phone", r"dien thoai|\bsdt\b|\bso dt\b|\bdi dong\b", r"co quan|" + _RELATIVES),
    _rule("phone", r"^d ?t$", exact=r"đ\.?t\.?"),
    _rule("note", r"^(ghi chu|gc|chu thich)\b"),
)

# A sub-title says little alone; it is read together with the title above it.
GROUPS: tuple[tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]], ...] = tuple(
    (re.compile(group), tuple((re.compile(sub), field) for sub, field in subs))
    for group, subs in (
        (
            r"\bsinh\b|gioi tinh|^gioi$",
            (
                (r"^ngay$", "birth_day"),
                (r"^thang$", "birth_month"),
                (r"^năm$", "birth_year"),
                (r"^nam( gioi)?$", "male"),
                (r"^nu( gioi)?$", "female"),
            ),
        ),
        (
            r"vao dang|ket nap|vao dcs",
            (
                (r"chinh thuc|^ct$", "official"),
                (r"^(ngay )?(qd|quyet dinh)( ket nap)?$", "admission_decided"),
                (r"^(ngay )?le( ket nap)?$", "admission_ceremony"),
                (r"du bi|^db$|^ngay( thang)?( nam)?$|^ket nap$", "admitted"),
            ),
        ),
        (
            r"\bthe\b",
            (
                (r"^ngay (cap|phat|trao)$", "card_issued_on"),
                (r"^noi (cap|phat)$", "card_issued_at"),
                (r"\b(cu|8 (chu )?so)\b", "old_card_number"),
                (r"^(so( the)?|(so )?(the )?moi|12 (chu )?so)$", "card_number"),
            ),
        ),
        (r"cccd|can cuoc|dinh danh", ((r"^so$", "citizen_id"),)),
        (r"^ho .*ten|^ho ten|^dang vien$", ((r"^ho\b(?!.*\bten$)", "family_name"), (r"^ten$", "given_name"))),
    )
)


# Which part of a place a title names; "Quê quán (xã, tỉnh)" names the whole.
_LEVELS = tuple(
    (level, re.compile(pattern))
    for level, pattern in (
        ("detail", r"\b(chi tiet|so nha|thon|xom|to dan pho|duong)\b"),
        ("commune", r"\b(xa|phuong|thi tran)\b"),
        ("district", r"\b(huyen|quan(?! he)|thi xa)\b"),
        ("province", r"\b(tinh|tp|thanh pho)\b"),
        ("country", r"\b(quoc gia|nuoc)\b"),
    )
)


def meaning_of(path: tuple[str, ...], assigned: Mapping[str, str]) -> tuple[str, int]:
    """What the user said about a column with this title, else what ``field_of`` says."""
    if assigned and (key := column_key(column_title(path))) in assigned:
        return assigned[key], ASSIGNED
    if any(len(part) > LONGEST_TITLE for part in path):
        return "", 0
    return field_of(path)


def column_title(path: Sequence[str]) -> str:
    """The titles of a column from the topmost down, as one text."""
    return " – ".join(dict.fromkeys(part for part in path if part))


@lru_cache(maxsize=4096)
def field_of(path: tuple[str, ...]) -> tuple[str, int]:
    """The field that a title means, and its rank; ``path`` runs from the topmost title down. ("", 0) if none."""
    path = tuple(part for part in path if part)
    if not path:
        return "", 0
    above = _by_rules(" ".join(path[:-1]))
    if above[0] in PLACES:
        return _with_level(above[0], path), above[1]
    last, raw = head_key(path[-1]), normalise(path[-1]).lower()
    if raw == "năm":
        last = raw
    for upper in reversed(path[:-1]):
        for group, subs in GROUPS:
            if group.search(head_key(upper)):
                for sub, field in subs:
                    if sub.search(last) or sub.search(raw):
                        return field, 1
    found = _by_rules(path[-1])
    if len(path) > 1 and not (found[0] and found[1] < WEAK):
        joined = _by_rules(" ".join(path))
        found = joined if joined[0] else found
    return (_with_level(found[0], path), found[1]) if found[0] in PLACES else found


def _with_level(place: str, path: tuple[str, ...]) -> str:
    """The field of one part of a place, when the title names exactly one."""
    key = head_key(" ".join(path)).replace("que quan", "").replace("nguyen quan", "")
    levels = [level for level, pattern in _LEVELS if pattern.search(key)]
    return f"{place}_{levels[0]}" if len(levels) == 1 else place


def _by_rules(title: str) -> tuple[str, int]:
    key, raw = head_key(title), normalise(title).lower().strip(" *:.")
    for rule in RULES:
        if rule.fits(key, raw):
            return rule.field, rule.rank
    return "", 0
