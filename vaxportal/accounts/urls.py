from django.urls import path

from vaxportal.accounts.views import entrance

app_name = "accounts"
urlpatterns = [
    path("login/", entrance.sign_in, name="sign_in"),
    path("login/phone/", entrance.citizen_login, name="citizen_login"),
    path("login/code/", entrance.citizen_code, name="citizen_code"),
]
