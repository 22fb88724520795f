from django.utils.translation import gettext_lazy as _

from trama.core.history import WORDING, Said

WORDING["programming.programmingact"] = {
    "register": Said(_("Registrato l’atto di programmazione: %(act)s"), public=True),
    "set_priorities": Said(_("Scritte le priorità dell’atto: %(count)s"), public=True),
    "amend": Said(_("Corretta la scheda dell’atto di programmazione"), public=True),
}
for _label in ("strand", "theme", "target"):
    WORDING[f"programming.{_label}"] = {
        "add_entry": Said(_("Aggiunta la voce «%(label_it)s»")),
        "rename_entry": Said(_("Rinominata la voce: «%(label_it)s»")),
        "retire_entry": Said(_("Ritirata la voce «%(label_it)s»")),
        "restore_entry": Said(_("Ripresa la voce «%(label_it)s»")),
    }
