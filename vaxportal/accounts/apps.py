from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "vaxportal.accounts"
    label = "accounts"
