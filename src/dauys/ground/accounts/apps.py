"""Names the accounts to Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dauys.ground.accounts"
    label = "accounts"
