"""The words of heads: which column title means which field. Titles are compared without accents and signs."""

import re
from dataclasses import dataclass
from functools import lru_cache

from core.vietnamese import normalise, search_key

LONGEST_TITLE = 120
LONGEST_TEXT = 300
WEAK = 3


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

# The order matters: the first rule that fits decides.
RULES: tuple[Rule, ...] = (
    _rule(
        "both_days", r"chinh thuc", exact=r".*(vào đảng|kết nạp|dự bị)(\s*[,;/&-]|.*\bngày\b|.*\bvà\b).*chính thức.*"
    ),
    _rule("number", r"^(stt|tt|so tt|so thu tu|thu tu|s tt)( (chung|chi bo|cb|dang bo|toan dang bo|trong chi bo))?$"),
    _rule("exempt", r"\bmien\b", r"roi dang|bo mien|hoc phi"),
    _rule("status", r"\b(trang thai|tinh trang)\b|^dien( dang vien)?$", r"hon nhan|suc khoe|viec lam|ho so|\bthe\b"),
    _rule("old_card_number", r"\bthe\b.*\b(cu|qd 85|8 (chu )?so)\b|\bcu\b.*\bthe\b", _PAPERS + r"|bhyt|bao hiem"),
    _rule(
        "card_number",
        r"\b(so|ma) (the|tdv)\b|^the\b|\bthe (dang|dv)\b|\btdv\b",
        _PAPERS + r"|ngay|bao hiem|bhyt|nganh|doan|ngan hang|luong|thuong binh|mat",
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
        r"^ho( va)?( chu)?( (dem|lot))?( va)? ten\b|^ten dang vien|^ho ten\b",
        r"khai sinh|goi khac|thuong goi|bi thu|" + _RELATIVES,
    ),
    _rule("name", r"^ho( va)? ten khai sinh$", rank=2),
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
                (r"\b(cu|8 (chu )?so)\b", "old_card_number"),
                (r"^(so( the)?|(so )?(the )?moi|12 (chu )?so)$", "card_number"),
            ),
        ),
        (r"cccd|can cuoc|dinh danh", ((r"^so$", "citizen_id"),)),
        (r"^ho .*ten|^ho ten|^dang vien$", ((r"^ho\b(?!.*\bten$)", "family_name"), (r"^ten$", "given_name"))),
    )
)


@lru_cache(maxsize=4096)
def field_of(path: tuple[str, ...]) -> tuple[str, int]:
    """The field that a title means, and its rank; ``path`` runs from the topmost title down. ("", 0) if none."""
    path = tuple(part for part in path if part)
    if not path or any(len(part) > LONGEST_TITLE for part in path):
        return "", 0
    last, raw = head_key(path[-1]), normalise(path[-1]).lower()
    if raw == "năm":
        last = raw
    for above in reversed(path[:-1]):
        for group, subs in GROUPS:
            if group.search(head_key(above)):
                for sub, field in subs:
                    if sub.search(last) or sub.search(raw):
                        return field, 1
    found = _by_rules(path[-1])
    if len(path) == 1 or (found[0] and found[1] < WEAK):
        return found
    joined = _by_rules(" ".join(path))
    return joined if joined[0] else found


def _by_rules(title: str) -> tuple[str, int]:
    key, raw = head_key(title), normalise(title).lower().strip(" *:.")
    for rule in RULES:
        if rule.fits(key, raw):
            return rule.field, rule.rank
    return "", 0
