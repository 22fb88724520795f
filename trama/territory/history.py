"""What the acts on the territory are called."""

from django.utils.translation import gettext_lazy as _

from trama.core.history import WORDING, Said

WORDING["territory.source"] = {
    "import_boundaries": Said(
        _("Importati i confini da «%(name)s»: %(created)s nuovi, %(updated)s aggiornati"),
        public=True,
    ),
    "import_indicators": Said(
        _("Importati gli indicatori da «%(name)s»: %(created)s nuovi, %(updated)s aggiornati"),
        public=True,
    ),
    "import_addresses": Said(
        _("Importati gli indirizzi da «%(name)s»: %(created)s nuovi, %(updated)s aggiornati"),
        public=True,
    ),
}
WORDING["territory.area"] = {
    "assign_area": Said(_("Assegnata l’area «%(name)s»")),
}
