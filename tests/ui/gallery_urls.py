from django.urls import include, path

from vaxportal import views

urlpatterns = [path("ui/", views.ui_gallery, name="ui_gallery"), path("", include("vaxportal.urls"))]
