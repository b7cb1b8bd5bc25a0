from django.urls import path

from sessions.views import confirmations, facilities, people, planning, sessions, stock

app_name = "sessions"
urlpatterns = [
    path("", sessions.session_list, name="session_list"),
    path("plan/", planning.session_plan, name="session_plan"),
    path("<uuid:ref>/", sessions.session_detail, name="session_detail"),
    path("<uuid:ref>/plan/", planning.session_change, name="session_change"),
    path("<uuid:ref>/people/", people.session_people, name="session_people"),
    path("<uuid:ref>/print/", sessions.session_print, name="session_print"),
    path("<uuid:ref>/publish/", planning.session_publish, name="session_publish"),
    path("<uuid:ref>/cancel/", planning.session_cancel, name="session_cancel"),
    path("<uuid:ref>/late/", planning.session_allow_late, name="session_allow_late"),
    path("<uuid:ref>/lots/", stock.lot_issue, name="lot_issue"),
    path("appointments/<uuid:ref>/remove/", people.appointment_remove, name="appointment_remove"),
    path("people/<uuid:ref>/confirmation.pdf", confirmations.confirmation, name="confirmation"),
    path("stock/", stock.stock_list, name="stock_list"),
    path("stock/receive/", stock.stock_receive, name="stock_receive"),
    path("stock/lots/<uuid:ref>/", stock.stock_lot, name="stock_lot"),
    path("stock/lots/<uuid:ref>/discard/", stock.stock_discard, name="stock_discard"),
    path("facilities/", facilities.facility_list, name="facility_list"),
    path("facilities/new/", facilities.facility_new, name="facility_new"),
    path("facilities/<uuid:ref>/close/", facilities.facility_close, name="facility_close"),
    path("rounds/", facilities.round_list, name="round_list"),
    path("rounds/new/", facilities.round_new, name="round_new"),
]
