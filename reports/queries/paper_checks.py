"""What the code on a paper leads to: whether it is ours and still holds. Nothing here names anyone or any unit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.periods import day_of
from core.seals import code_of, prefix_of
from reports.catalogue import CATALOGUE
from reports.models import Document
from reports.queries.documents import is_of_present_version


@dataclass(frozen=True)
class PaperCheck:
    """A genuine paper, in what strangers may know of it."""

    document: Document
    code: str
    label: str | Promise
    made_on: dt.date
    is_final: bool
    outdated: str
    """Why it no longer holds; empty while it does."""


def check_paper(code: str) -> PaperCheck | None:
    """The paper with this code, however it was typed; None where we never made such a paper.

    Of several with the same content the final one answers, and the newest.
    """
    prefix = prefix_of(code)
    if prefix is None:
        return None
    made = Document.objects.filter(seal__startswith=prefix, finished_at__isnull=False).exclude(sha256="")
    document = made.order_by("-is_final", "-pk").first()
    if document is None or document.kind not in CATALOGUE or document.finished_at is None:
        return None
    return PaperCheck(
        document=document,
        code=code_of(document.seal),
        label=CATALOGUE[document.kind].label,
        made_on=day_of(document.finished_at),
        is_final=document.is_final,
        outdated=_why_outdated(document),
    )


def _why_outdated(document: Document) -> str:
    about = CATALOGUE[document.kind].about
    try:
        subject = about.load(document.subject_id)
    except ObjectDoesNotExist:
        return _("Nội dung của văn bản này không còn trong hệ thống.")
    if sentence := about.outdated(subject):
        return sentence
    if not document.is_final and about.is_final(subject):
        return _("Đây là bản dự thảo; nội dung này đã có bản chính thức.")
    if document.kind in ("minutes", "minutes_word") and not is_of_present_version(document, subject):
        return _("Biên bản này đã được đính chính; bản đang có hiệu lực là bản sau đính chính.")
    newer = Document.objects.filter(
        kind=document.kind, subject_id=document.subject_id, finished_at__gt=document.finished_at
    )
    if newer.exclude(seal=document.seal).exclude(sha256="").exists():
        return _("Sau văn bản này đã có bản mới hơn về cùng nội dung.")
    return ""
