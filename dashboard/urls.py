from django.urls import path

from dashboard.views import coverage, home, search, structure

app_name = "dashboard"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("structure/", structure.structure, name="structure"),
    path("structure/archive/", structure.archive, name="archive"),
    path("structure/classes/<int:pk>/", structure.school_class, name="school_class"),
    path("people/<int:pk>/", structure.person, name="person"),
]
