"""Deeds of a list done one after the other, each in a savepoint: a preview does them all and takes them back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cells.imports.matching import Question
from cells.imports.tables import FoundTable, TableRow
from cells.imports.understood import DOUBTFUL, REFUSED, Issue
from cells.services.listed import CREATED, UNCHANGED, UPDATED, Difference
from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Done:
    """What one row came to."""

    sheet: str
    row: int
    name: str
    outcome: str
    differences: tuple[Difference, ...] = ()
    note: str = ""


@dataclass(slots=True)
class TablePlan:
    """A table against the records, as after doing it."""

    table: FoundTable
    done: list[Done] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def issues(self) -> list[Issue]:
        return [issue for row in self.table.rows for issue in row.issues]

    @property
    def refused(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.severity == REFUSED]

    @property
    def doubtful(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.severity == DOUBTFUL]

    @property
    def unanswered(self) -> list[Question]:
        return [question for question in self.questions if not question.answer]

    @property
    def changes_nothing(self) -> bool:
        return self.count(UNCHANGED) == len(self.table.rows)

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.done)

    def of(self, outcome: str) -> list[Done]:
        return [row for row in self.done if row.outcome == outcome]

    def fingerprint(self) -> str:
        answers = [(question.key, question.answer) for question in self.questions]
        return hashlib.sha256(repr((self.done, self.issues, answers)).encode()).hexdigest()

    def summary(self) -> dict[str, Any]:
        """Counts as shown and as printed by the commands."""
        return {"rows": len(self.table.rows), **{name: self.count(name) for name in (CREATED, UPDATED, UNCHANGED)}}


def attempt(row: TableRow, deed: Callable[[], Done | None]) -> Done | None:
    """Do one row; what is refused takes back that row alone and is told in its place."""
    try:
        with transaction.atomic():
            done = deed()
            if row.is_refused:
                transaction.set_rollback(True)
                return None
            return done
    except DomainError as refusal:
        row.report(refusal.field or "", REFUSED, " ".join([str(refusal), *refusal.details]))
    except IntegrityError:
        row.report("", REFUSED, _("Không khớp với điều đã ghi (trùng hoặc chồng thời gian); hãy kiểm tra hàng này."))
    return None


def rehearse(plan: Callable[[], TablePlan]) -> TablePlan:
    """Do everything, look, and take it back."""
    with transaction.atomic():
        found = plan()
        transaction.set_rollback(True)
    return found


def refuse_unfinished(plan: TablePlan) -> None:
    """All rows or none."""
    if plan.refused:
        raise DomainError(
            _("Còn %(number)s chỗ sai trong danh sách nên chưa ghi gì; hãy sửa trong tệp Excel rồi tải lại.")
            % {"number": len(plan.refused)}
        )
    if plan.unanswered:
        raise DomainError(
            _("Còn %(number)s câu hỏi chưa trả lời; hãy chọn rồi bấm “Lưu các câu trả lời”.")
            % {"number": len(plan.unanswered)}
        )
