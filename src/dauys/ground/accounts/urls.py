"""Addresses of the accounts, below the language."""

from django.urls import path

from dauys.ground.accounts.pages import by_provider, passkeys, password, security, sign_in

urlpatterns = [
    path("login/", sign_in.sign_in, name="login"),
    path("login/code/", sign_in.second_step, name="login_code"),
    path("login/provider/", by_provider.provider_begin, name="provider_begin"),
    path("login/provider/back/", by_provider.provider_back, name="provider_back"),
    path("login/passkey/", passkeys.passkey_enter, name="passkey_enter"),
    path("logout/", sign_in.sign_out, name="logout"),
    path("desk/security/", security.security, name="security"),
    path("desk/security/password/", password.change, name="password"),
    path("desk/security/sessions/end-others/", security.end_other_sessions, name="end_other_sessions"),
    path("desk/security/sessions/<uuid:sign_in_id>/end/", security.end_session, name="end_session"),
    path("desk/security/begin/", security.begin, name="second_factor_begin"),
    path("desk/security/set-up/", security.set_up, name="second_factor_set_up"),
    path("desk/security/codes/", security.renew, name="second_factor_codes"),
    path("desk/security/passkeys/add/", passkeys.add, name="passkey_add"),
    path("desk/security/passkeys/create/", passkeys.create, name="passkey_create"),
    path("desk/security/passkeys/<uuid:passkey_id>/remove/", passkeys.remove, name="passkey_remove"),
    path("desk/security/off/", security.turn_off, name="second_factor_off"),
]
