from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.orders, name="orders"),
    path("new/", views.order_new, name="order_new"),
    path("<int:pk>/", views.order, name="order"),
    path("<int:pk>/edit/", views.order_edit, name="order_edit"),
    path("<int:pk>/submit/", views.submit, name="order_submit"),
    path("<int:pk>/cancel/", views.drop, name="order_drop"),
    path("<int:pk>/scan/", views.scan, name="order_scan"),
    path("<int:pk>/order.pdf", views.order_pdf, name="order_pdf"),
    path("<int:pk>/order.docx", views.order_docx, name="order_docx"),
    path("<int:pk>/pages/<int:number>.png", views.order_page, name="order_page"),
    path("files/<int:pk>/", views.file, name="file"),
]
