"""How django-allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse

from core.web import client_ip
from roles.selectors import memberships_of


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the school: nobody signs up by themselves."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def get_login_redirect_url(self, request: Any) -> str:
        """An operator without a school begins at the board of all schools."""
        if request.user.is_operator and not memberships_of(request.user):
            return reverse("admin:orgstructure_organization_changelist")
        return super().get_login_redirect_url(request)

    def get_client_ip(self, request: Any) -> str:
        return client_ip(request, settings.TRUSTED_PROXIES)
