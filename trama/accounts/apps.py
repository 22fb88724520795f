from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import navigation


class AccountsConfig(AppConfig):
    name = "trama.accounts"

    def ready(self) -> None:
        # Models exist only from here on.
        from allauth.mfa.signals import authenticator_added

        from trama.accounts import checks, lifecycle, queries

        authenticator_added.connect(
            lifecycle.second_factor_added, dispatch_uid="trama.second_factor_added"
        )
        checks.register()
        navigation.register(
            navigation.Entry(_("Profilo"), "accounts:profile", menu="personal", order=900),
            navigation.Entry(
                _("Uffici"), "accounts:offices", "office", order=90, visible_to=queries.is_staff
            ),
        )
