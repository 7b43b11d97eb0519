from django.urls import path

from registration import views

app_name = "registration"
urlpatterns = [
    path("", views.path, name="path"),
    path("new/", views.new, name="new"),
    path("consents/", views.consents, name="consents"),
    path("consents/give/", views.consent_give, name="consent_give"),
    path("consents/paper/", views.consent_paper, name="consent_paper"),
    path("consents/blank.pdf", views.consent_blank, name="consent_blank"),
    path("consents/<int:pk>/scan/", views.consent_scan, name="consent_scan"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/resend/", views.resend, name="resend"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/answer/withdraw/", views.withdraw_answer, name="withdraw_answer"),
    path("<int:pk>/registered/", views.register, name="register"),
    path("<int:pk>/letter.eml", views.letter, name="letter"),
    path("<int:pk>/sendings/<int:number>.eml", views.sent_letter, name="sent_letter"),
]
