from django.urls import path

from registration.api import views

urlpatterns = [
    path("registrations/", views.Registrations.as_view(), name="registrations"),
    path("registrations/<uuid:ref>/", views.OneRegistration.as_view(), name="registration"),
]
