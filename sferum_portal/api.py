"""The routes of /api/v1/: each app's api.py, and the schema."""

app_name = "api"
urlpatterns: list = []
