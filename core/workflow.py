"""Change a state only if it is still what we saw, so that of two simultaneous clicks one wins."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from core.errors import DomainError


def move(instance: models.Model, *, to: str, transitions: Mapping[str, Collection[str]], **evidence: Any) -> None:
    """Set ``instance.state`` to ``to`` together with its evidence, by one conditional UPDATE.

    ``transitions`` maps each state to the states that may follow. The row must still be in the state that
    ``instance`` shows; otherwise someone else was faster, and the user is told.
    """
    seen = instance.state  # type: ignore[attr-defined]
    if to not in transitions.get(seen, ()):
        raise DomainError(_("Việc này không làm được ở trạng thái hiện tại. Hãy tải lại trang để xem trạng thái mới."))
    changed = type(instance)._default_manager.filter(pk=instance.pk, state=seen).update(state=to, **evidence)
    if not changed:
        raise DomainError(_("Có người vừa thay đổi trạng thái trước đồng chí. Hãy tải lại trang rồi xem lại."))
    for field, value in {"state": to, **evidence}.items():
        setattr(instance, field, value)
