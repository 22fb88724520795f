"""What allauth says to people, in our words."""

from django.utils.translation import gettext_lazy as _

# By the name of the template that allauth would show as a message. Absent: nothing is said.
MESSAGES = {
    "account/messages/cannot_delete_primary_email.txt": _(
        "Questo è il tuo indirizzo principale: non si toglie, si cambia."
    ),
    "account/messages/email_confirmation_failed.txt": _(
        "Non abbiamo confermato l’indirizzo: nel frattempo lo ha confermato un’altra persona."
    ),
    "account/messages/email_confirmation_sent.txt": _(
        "Ti abbiamo scritto: apri il link nella e-mail per confermare l’indirizzo."
    ),
    "account/messages/email_confirmed.txt": _("Indirizzo confermato."),
    "account/messages/email_deleted.txt": _("Indirizzo tolto."),
    "account/messages/logged_out.txt": _("Sei uscito."),
    "account/messages/password_changed.txt": _("Password cambiata."),
    "account/messages/password_set.txt": _("Password impostata."),
    "account/messages/primary_email_set.txt": _("Indirizzo principale cambiato."),
    "account/messages/unverified_primary_email.txt": _(
        "Prima conferma il nuovo indirizzo con il link che ti abbiamo scritto."
    ),
    "mfa/messages/recovery_codes_generated.txt": _("Ecco i tuoi codici di recupero: conservali."),
    "mfa/messages/totp_activated.txt": _("App di autenticazione attivata."),
    "mfa/messages/totp_deactivated.txt": _("App di autenticazione disattivata."),
    "mfa/messages/webauthn_added.txt": _("Passkey aggiunta."),
    "mfa/messages/webauthn_removed.txt": _("Passkey tolta."),
    "socialaccount/messages/account_connected.txt": _("Identità digitale collegata."),
    "socialaccount/messages/account_connected_updated.txt": _("Identità digitale già collegata."),
    "socialaccount/messages/account_connected_other.txt": _(
        "Questa identità digitale è già collegata a un altro accesso. Non è cambiato niente."
    ),
    "socialaccount/messages/account_disconnected.txt": _("Identità digitale scollegata."),
}

# By the name of the template of the letter that says something has changed.
CHANGES = {
    "account/email/email_changed": _("L’indirizzo e-mail del tuo accesso è stato cambiato."),
    "account/email/email_confirm": _("L’indirizzo e-mail del tuo accesso è stato confermato."),
    "account/email/email_deleted": _("Un indirizzo e-mail è stato tolto dal tuo accesso."),
    "account/email/password_changed": _("La password del tuo accesso è stata cambiata."),
    "account/email/password_reset": _("La password del tuo accesso è stata scelta di nuovo."),
    "account/email/password_set": _("È stata scelta una password per il tuo accesso."),
    "mfa/email/recovery_codes_generated": _("Sono stati creati nuovi codici di recupero."),
    "mfa/email/totp_activated": _("È stata attivata un’app di autenticazione."),
    "mfa/email/totp_deactivated": _("È stata disattivata l’app di autenticazione."),
    "mfa/email/webauthn_added": _("È stata aggiunta una passkey."),
    "mfa/email/webauthn_removed": _("È stata tolta una passkey."),
    "socialaccount/email/account_connected": _("È stata collegata un’identità digitale."),
    "socialaccount/email/account_disconnected": _("È stata scollegata un’identità digitale."),
}

ERRORS = {
    "account_inactive": _("Questo accesso è sospeso."),
    "duplicate_email": _("È già il tuo indirizzo."),
    "email_password_mismatch": _(
        "E-mail o password non corrispondono. Controlla maiuscole e spazi, oppure scegli una nuova "
        "password."
    ),
    "email_taken": _("C’è già un accesso con questo indirizzo."),
    "enter_current_password": _("Non è la password di adesso."),
    "incorrect_code": _("Il codice non è giusto, o è scaduto: scrivi quello che vedi ora."),
    "incorrect_password": _("La password non è giusta."),
    "invalid_login": _("Non ti abbiamo riconosciuto."),
    "invalid_or_expired_key": _("Il link è scaduto o è già stato usato."),
    "invalid_password_reset": _("Il link è scaduto o è già stato usato."),
    "max_email_addresses": _("Non puoi aggiungere più di %d indirizzi."),
    "rate_limited": _("Troppe richieste in poco tempo. Aspetta qualche minuto."),
    "same_as_current": _("È uguale a prima."),
    "select_only_one": _("Scegline uno solo."),
    "too_many_login_attempts": _(
        "Troppi tentativi sbagliati. Aspetta cinque minuti, oppure scegli una nuova password."
    ),
    "unknown_email": _("Nessun accesso con questo indirizzo."),
    "unverified_primary_email": _("Prima conferma il tuo indirizzo."),
}

FACTOR_ERRORS = {
    "add_email_blocked": _("Con il secondo fattore attivo l’indirizzo si cambia, non si aggiunge."),
    "cannot_delete_authenticator": _("Il secondo fattore non si può togliere."),
    "cannot_generate_recovery_codes": _(
        "I codici di recupero servono a chi ha un secondo fattore: prima attivane uno."
    ),
    "incorrect_code": ERRORS["incorrect_code"],
    "unverified_email": _("Prima conferma il tuo indirizzo e-mail, poi attiva il secondo fattore."),
}

IDENTITY_ERRORS = {
    "connected_other": MESSAGES["socialaccount/messages/account_connected_other.txt"],
    "disconnect_last": _("È il solo modo che hai di entrare: prima scegli una password."),
    "email_taken": _(
        "C’è già un accesso con questo indirizzo. Entra con la password, poi collega %s dalla "
        "pagina del profilo."
    ),
    "invalid_token": _("La risposta del servizio d’identità non è valida."),
    "no_password": _("È il solo modo che hai di entrare: prima scegli una password."),
    "no_verified_email": _("Prima conferma il tuo indirizzo e-mail."),
}
