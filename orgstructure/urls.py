from django.urls import path

app_name = "orgstructure"
urlpatterns: list = []
