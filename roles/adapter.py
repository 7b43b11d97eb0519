"""How django-allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings

from core.web import client_ip


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the school: nobody signs up by themselves."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def get_client_ip(self, request: Any) -> str:
        return client_ip(request, settings.TRUSTED_PROXIES)
