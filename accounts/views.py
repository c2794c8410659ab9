"""Signing in and out, the own password, and the administrator's list of accounts."""

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import services
from accounts.access import get_user, require_administrator, users_visible_to
from accounts.forms import NewUserForm, PasswordForm
from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by name and password; five wrong ones close the door for a while (django-axes)."""
    following = request.POST.get("next") or request.GET.get("next") or ""
    form = AuthenticationForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        login(request, user)
        services.note_sign_in(user)
        safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure())
        return redirect(following if safe else resolve_url("reports:home"))
    return render(request, "accounts/sign_in.html", {"form": form, "next": following})


@require_POST
def sign_out(request: SignedInRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:sign_in")


@sensitive_post_parameters()
def change_password(request: SignedInRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_own_password(request.user, old=form.cleaned_data["old"], new=form.cleaned_data["new"])
        except DomainError as error:
            show_error(form, error)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Đã đổi mật khẩu."))
            return redirect("reports:home")
    return render(request, "accounts/change_password.html", {"form": form})


def user_list(request: SignedInRequest) -> HttpResponse:
    require_administrator(request.user)
    page = Paginator(users_visible_to(request.user).order_by("username"), 50).get_page(request.GET.get("trang"))
    return render(request, "accounts/user_list.html", {"page": page})


def user_create(request: SignedInRequest) -> HttpResponse:
    require_administrator(request.user)
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = services.new_password()
        try:
            user = services.create_user(**form.cleaned_data, password=password, by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            return render(request, "accounts/user_password.html", {"account": user, "password": password})
    return render(request, "accounts/user_create.html", {"form": form})


def user_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """An account; the administrator stops it, opens it again or gives a new password."""
    account = get_user(request.user, pk)
    if request.method == "POST":
        try:
            if request.POST.get("deed") == "reset":
                password = services.reset_password(account, by=request.user)
                return render(request, "accounts/user_password.html", {"account": account, "password": password})
            services.set_active(account, active=request.POST.get("deed") == "open", by=request.user)
            messages.success(request, _("Đã cập nhật tài khoản."))
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("accounts:user_detail", pk=pk)
    return render(request, "accounts/user_detail.html", {"account": account})
