"""The deeds on accounts. Only the administrator does them, except changing one's own password."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.vietnamese import normalise

PASSWORD_WORDS = "lua ngo khoai san mia dua cam buoi mit xoai sen cuc mai dao truc thong bang da gao tre".split()


def new_password() -> str:
    """A first password that can be read out over the telephone: four plain words and a number."""
    return "-".join([*(secrets.choice(PASSWORD_WORDS) for _word in range(4)), str(secrets.randbelow(9000) + 1000)])


@transaction.atomic
def create_user(
    *,
    username: str,
    full_name: str,
    password: str,
    by: User | None,
    is_administrator: bool = False,
    must_change_password: bool = True,
) -> User:
    """Create an account. It gives no right until it is linked to a member with a post."""
    username, full_name = normalise(username).lower(), normalise(full_name)
    if not username or not full_name:
        raise DomainError(_("Hãy ghi tên đăng nhập và họ tên."))
    if User.objects.filter(username=username).exists():
        raise DomainError(_("Tên đăng nhập này đã có người dùng; hãy chọn tên khác."), field="username")
    user = User(
        username=username,
        full_name=full_name,
        is_administrator=is_administrator,
        must_change_password=must_change_password,
    )
    user.set_password(password)
    user.save(force_insert=True)
    record("accounts.user_created", user, by=by, changes={"username": [None, username]})
    return user


@transaction.atomic
def set_active(user: User, *, active: bool, by: User) -> None:
    """Stop an account, or open it again. Accounts are never deleted: the audit trail names them."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise DomainError(_("Không thể ngừng chính tài khoản đang dùng."))
    if user.is_active == active:
        raise DomainError(_("Tài khoản đã ở trạng thái này rồi."))
    user.is_active = active
    user.save(update_fields=["is_active"])
    record("accounts.user_reactivated" if active else "accounts.user_deactivated", user, by=by)


@transaction.atomic
def reset_password(user: User, *, by: User) -> str:
    """Give a new first password, which its owner has to change at the next sign-in; returns it once."""
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record("accounts.password_reset", user, by=by)
    return password


@transaction.atomic
def change_own_password(user: User, *, old: str, new: str) -> None:
    """Change the own password after giving the old one."""
    if not user.check_password(old):
        raise DomainError(_("Mật khẩu hiện tại không đúng; hãy gõ lại."), field="old")
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages), field="new") from error
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record("accounts.password_changed", user, by=user)


@transaction.atomic
def note_sign_in(user: User) -> None:
    """Write the sign-in into the audit trail."""
    record("accounts.signed_in", user, by=user)


@transaction.atomic
def set_mail(user: User, *, email: str, wants_mail: bool, by: User) -> None:
    """Set where the own reminders go, and whether they are wished. The audit trail does not repeat the address."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk != by.pk:
        raise DomainError(_("Mỗi người tự đặt cách nhận thư của mình."))
    if wants_mail and not email:
        raise DomainError(_("Hãy ghi địa chỉ thư để nhận nhắc việc, hoặc bỏ chọn nhận thư."), field="email")
    before = (user.email, user.wants_mail)
    if before == (email, wants_mail):
        return
    user.email, user.wants_mail = email, wants_mail
    user.save(update_fields=["email", "wants_mail"])
    record("accounts.mail_changed", user, by=by, changes={"wants_mail": [before[1], wants_mail]})
