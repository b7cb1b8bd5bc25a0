from django.urls import path

from vaxportal.messaging import views

urlpatterns = [path("outbox/", views.outbox, name="outbox")]
