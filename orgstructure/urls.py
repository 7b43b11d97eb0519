app_name = "orgstructure"
urlpatterns: list = []
