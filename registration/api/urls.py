from django.urls import path

from registration.api import views, views_lists

urlpatterns = [
    path("registrations/", views.Registrations.as_view(), name="registrations"),
    path("registrations/<uuid:ref>/", views.OneRegistration.as_view(), name="registration"),
    path("organizations/", views_lists.Organizations.as_view(), name="organizations"),
    path("lists/", views_lists.WorkerLists.as_view(), name="lists"),
    path("lists/<uuid:ref>/", views_lists.OneWorkerList.as_view(), name="list"),
    path("lists/<uuid:ref>/rows/", views_lists.WorkerListRows.as_view(), name="list_rows"),
]
