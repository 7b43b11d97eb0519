from django.urls import path

from consents import views

app_name = "consents"
urlpatterns = [
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
