from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The top layer as an app, so that its commands (`serve`) and its periodic task are found."""

    name = "sferum_portal"
    verbose_name = "Сферум-портал"
