"""What lists write about education and work → the codes of the profile (``cells/rules/profile.json``)."""

import re

from cells.imports.vocabulary import head_key
from cells.rules.profile import codes_of

# The first pattern that is found in the text without accents decides; "12/12" reads "12 12" there.
_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "occupation": (
        ("retired", r"\b(nghi huu|huu tri|can bo huu|giao vien huu|gia yeu|mat suc|huu)\b"),
        ("armed_forces", r"\b(bo doi|quan doi|cong an|quan nhan|si quan|bien phong|llvt|luc luong vu trang)\b"),
        ("student", r"\b(hoc sinh|sinh vien|hoc vien)\b"),
        ("business_owner", r"\b(chu doanh nghiep|giam doc (cong ty|doanh nghiep))\b"),
        ("public_employee", r"\b(vien chuc|giao vien|giang vien|bac si|y si|y ta|dieu duong|duoc si|nha giao)\b"),
        ("civil_servant", r"\b(cong chuc|can bo)\b"),
        ("worker", r"\b(cong nhan|nhan vien|ky su|lai xe)\b"),
        ("farmer", r"\b(nong dan|lam ruong|lam nong|nong nghiep|lam vuon|chan nuoi|trong trot)\b|^ruong$"),
        ("self_employed", r"\b(kinh doanh|buon ban|tieu thu cong|tho |nghe tu do|lao dong tu do|tu do|dich vu)"),
    ),
    "general_education": (
        (
            "upper_secondary",
            r"^(1[0-2] 12|(8|9|10) 10)\b|\bthpt\b|trung hoc pho thong|\bcap (3|iii)\b|^ptth\b|^(12|10)$",
        ),
        ("lower_secondary", r"^([6-9] 12|[5-7] 10)\b|\bthcs\b|trung hoc co so|\bcap (2|ii)\b|^[6-9]$"),
        ("primary", r"^([1-5] 12|[1-4] 10)\b|tieu hoc|\bcap (1|i)\b|^[1-5]$"),
    ),
    "professional": (
        ("doctor", r"\b(tien si|ts|phd)\b"),
        ("master", r"\b(thac si|ths|cao hoc|master)\b"),
        ("college", r"\b(cao dang|cd)\b"),
        ("intermediate", r"\b(trung cap|tc|trung hoc chuyen nghiep|tccn|thcn)\b"),
        ("university", r"\b(dai hoc|dh|cu nhan|ky su|bac si|duoc si|cn)\b"),
        ("elementary", r"\b(so cap|cong nhan ky thuat|cnkt|so hoc|nghe)\b"),
    ),
    "political_theory": (
        ("bachelor", r"\b(cu nhan|cn)\b"),
        ("advanced", r"\b(cao cap|cc)\b"),
        ("intermediate", r"\b(trung cap|tc)\b"),
        ("elementary", r"\b(so cap|sc)\b"),
    ),
}
_RULES = {subject: tuple((code, re.compile(pattern)) for code, pattern in rules) for subject, rules in _WORDS.items()}


def profile_value(subject: str, text: str) -> tuple[str, bool]:
    """The code that a text means, else the text itself; and whether it stands in the catalogue of its subject."""
    codes, key = codes_of(subject), head_key(text)
    if not codes:
        return text, True
    for code, label in codes.items():
        if key == head_key(label):
            return code, True
    for code, pattern in _RULES.get(subject, ()):
        if code in codes and pattern.search(key):
            return code, True
    return text, False
