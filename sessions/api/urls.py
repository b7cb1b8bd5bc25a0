from django.urls import path

from sessions.api import views_dose, views_live, views_people, views_session

SESSION = "sessions/<uuid:ref>/"
PERSON = "sessions/<uuid:session>/people/<uuid:ref>/"

urlpatterns = [
    path("sessions/", views_session.Sessions.as_view(), name="sessions"),
    path(SESSION, views_session.OneSession.as_view(), name="session"),
    path(f"{SESSION}open/", views_session.OpenSession.as_view(), name="session_open"),
    path(f"{SESSION}no-shows/", views_session.NoShows.as_view(), name="session_no_shows"),
    path(f"{SESSION}close/", views_session.CloseSession.as_view(), name="session_close"),
    path(f"{SESSION}reopen/", views_session.ReopenSession.as_view(), name="session_reopen"),
    path("sessions/<uuid:session>/people/", views_people.People.as_view(), name="people"),
    path(PERSON, views_people.OnePerson.as_view(), name="person"),
    path(f"{PERSON}check-in/", views_people.CheckIn.as_view(), name="check_in"),
    path(f"{PERSON}screening/", views_people.Screen.as_view(), name="screening"),
    path(f"{PERSON}outcome/", views_people.SetOutcome.as_view(), name="outcome"),
    path(f"{PERSON}outcome/undo/", views_people.UndoOutcome.as_view(), name="outcome_undo"),
    path(f"{PERSON}leave/", views_people.Leave.as_view(), name="leave"),
    path(f"{SESSION}pack/", views_live.TakePack.as_view(), name="live_pack"),
    path(f"{SESSION}find/", views_live.Find.as_view(), name="live_find"),
    path(f"{SESSION}pulse/", views_live.Pulse.as_view(), name="live_pulse"),
    path(f"{SESSION}release/", views_live.Release.as_view(), name="live_release"),
    path(f"{SESSION}acts/", views_live.Acts.as_view(), name="live_acts"),
    path("sessions/<uuid:session>/doses/", views_dose.Doses.as_view(), name="doses"),
    path("doses/<uuid:ref>/", views_dose.OneDose.as_view(), name="dose"),
    path("doses/<uuid:ref>/void/", views_dose.VoidDose.as_view(), name="dose_void"),
    path("doses/<uuid:ref>/reactions/", views_dose.Reactions.as_view(), name="reactions"),
]
