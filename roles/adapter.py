"""How django-allauth behaves here."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.urls import reverse

from core.web import client_ip, own_path
from roles.models import User
from roles.periodic import send_password_link
from roles.selectors import memberships_of
from roles.services import accounts

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the school: nobody signs up by themselves."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def get_login_redirect_url(self, request: Any) -> str:
        """An operator without a school begins at the board of all schools."""
        if request.user.is_operator and not memberships_of(request.user):
            return reverse("admin:orgstructure_organization_changelist")
        return super().get_login_redirect_url(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Whether a `next` may be followed: as everywhere in the portal."""
        return bool(url and own_path(context.request, url))

    def get_client_ip(self, request: Any) -> str:
        return client_ip(request, settings.TRUSTED_PROXIES)

    def ask_for_password(self, email: str) -> None:
        """Somebody asks for a way to a new password. Nothing is looked up here: the page is the same, and as quick, whether
        there is such an account or not; the worker finds out. While the broker is away it is done at once."""
        if send_password_link.delay(email) is None:
            accounts.send_password_link(email=email)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner of an account what has just been changed in it, at the address of the account."""
        accounts.send_notice(user=user, about=template_prefix)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No other letter of allauth's leaves: none is asked for here, and strangers' addresses get none (lesson E26)."""
        log.warning("letter_not_meant_to_be", template=template_prefix)
