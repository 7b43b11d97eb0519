from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The top stair as an app, so that its commands (`serve`) and its clockwork are found."""

    name = "sferum_portal"
    verbose_name = "Сферум-портал"
