from django.urls import path

from files import views

app_name = "files"
urlpatterns = [
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/result/", views.result, name="job_result"),
]
