from django.urls import path

from shop.demo import views

urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<str:mail_id>/", views.mail, name="mailbox_mail"),
    path("mailbox/<str:mail_id>/html/", views.mail_html, name="mailbox_mail_html"),
]
