from django.urls import path

from reporting.views import figures, home, oversight

app_name = "reporting"
urlpatterns = [
    path("", home.home, name="home"),
    path("daily/", figures.daily, name="daily"),
    path("daily/<str:level>/<str:code>/", figures.daily_unit, name="daily_unit"),
    path("daily/<str:level>/<str:code>/report.xlsx", figures.daily_xlsx, name="daily_xlsx"),
    path("period/", figures.period, name="period"),
    path("period/<str:level>/<str:code>/", figures.period_unit, name="period_unit"),
    path("period/<str:level>/<str:code>/report.xlsx", figures.period_xlsx, name="period_xlsx"),
    path("coverage/", oversight.coverage, name="coverage"),
    path("coverage/<str:level>/<str:code>/", oversight.coverage_unit, name="coverage_unit"),
    path("completeness/", oversight.completeness, name="completeness"),
    path("completeness/<str:level>/<str:code>/", oversight.completeness_unit, name="completeness_unit"),
    path("lots/", oversight.lots, name="lots"),
    path("lots/<str:level>/<str:code>/", oversight.lots_unit, name="lots_unit"),
]
