"""Access under Italian addresses. The names are allauth's: its code looks pages up by them."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from django.urls import include, path, re_path, reverse_lazy
from django.views.generic import RedirectView

from trama.accounts.http import recently_authenticated as fresh
from trama.accounts.views import access as views
from trama.accounts.views import offices
from trama.accounts.views.access import by_position
from trama.accounts.views.access import unprocessable as form

to_profile = RedirectView.as_view(url=reverse_lazy("accounts:profile"))

own = [
    path("profilo/", views.profile, name="profile"),
    path("profilo/esci-altrove/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("scrivania/uffici/", offices.office_list, name="offices"),
    path("scrivania/uffici/<slug:code>/", offices.office, name="office"),
    path("scrivania/uffici/<slug:code>/incarichi/nuovo/", offices.assign, name="assign"),
    path(
        "scrivania/uffici/<slug:code>/incarichi/<uuid:person>/<slug:duty>/<slug:since>/chiudi/",
        offices.end,
        name="end_duty",
    ),
]

entrance = [
    path("accedi/", form(account.login), name="account_login"),
    path("accedi/codice/", form(factors.authenticate), name="mfa_authenticate"),
    path("accedi/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("accedi/sospeso/", account.account_inactive, name="account_inactive"),
    path("esci/", account.logout, name="account_logout"),
    path("registrati/", form(account.signup), name="account_signup"),
    path("registrati/identita/", form(social.signup), name="socialaccount_signup"),
    path(
        "registrati/conferma/",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    re_path(
        r"^registrati/conferma/(?P<key>[-:\w]+)/$",
        account.confirm_email,
        name="account_confirm_email",
    ),
    path("password/", form(account.password_reset), name="account_reset_password"),
    path("password/inviata/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/cambiata/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        form(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]

again = [
    path("", form(account.reauthenticate), name="account_reauthenticate"),
    path("codice/", form(factors.reauthenticate), name="mfa_reauthenticate"),
    path("passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]

second_factor = [
    path("", factors.index, name="mfa_index"),
    path("app/", fresh(form(app.activate_totp)), name="mfa_activate_totp"),
    path("app/disattiva/", fresh(form(app.deactivate_totp)), name="mfa_deactivate_totp"),
    path("codici/", fresh(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("codici/nuovi/", fresh(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("codici/file/", fresh(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("passkey/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkey/nuova/", fresh(form(passkeys.add_webauthn)), name="mfa_add_webauthn"),
    path(
        "passkey/<int:position>/togli/",
        fresh(by_position(passkeys.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path(
        "passkey/<int:position>/nome/",
        fresh(by_position(form(passkeys.edit_webauthn))),
        name="mfa_edit_webauthn",
    ),
]

urlpatterns = [
    *entrance,
    path("accedi/conferma/", include(again)),
    path("accedi/<slug:provider_id>/", views.identity, name="openid_connect_login"),
    path("", include((own, "accounts"))),
    path("profilo/email/", fresh(form(account.email)), name="account_email"),
    path("profilo/password/", form(account.password_change), name="account_change_password"),
    path("profilo/password/nuova/", fresh(form(account.password_set)), name="account_set_password"),
    path("profilo/identita/", to_profile, name="socialaccount_connections"),
    path("profilo/secondo-fattore/", include(second_factor)),
]

# One address in every language: the provider of identities knows it by heart.
neutral = [
    path(
        "accedi/<slug:provider_id>/ritorno/",
        views.identity_return,
        name="openid_connect_callback",
    ),
]
