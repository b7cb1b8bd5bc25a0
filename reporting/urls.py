from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.home, name="home"),
    path("daily/", views.daily, name="daily"),
    path("daily/<str:level>/<str:code>/", views.daily_unit, name="daily_unit"),
    path("daily/<str:level>/<str:code>/report.xlsx", views.daily_xlsx, name="daily_xlsx"),
    path("period/", views.period, name="period"),
    path("period/<str:level>/<str:code>/", views.period_unit, name="period_unit"),
    path("period/<str:level>/<str:code>/report.xlsx", views.period_xlsx, name="period_xlsx"),
]
