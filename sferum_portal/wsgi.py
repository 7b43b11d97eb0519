"""The application as a WSGI server loads it."""

import os

from django.core.wsgi import get_wsgi_application

from core.frames import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sferum_portal.settings")
application = with_room(get_wsgi_application())
