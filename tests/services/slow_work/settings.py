"""The portal's settings with the slow work among its apps."""

from sferum_portal.settings import *  # noqa: F403
from sferum_portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.services.slow_work"]
