"""What the acts of a network are called. Who did them the public never reads."""

from django.utils.translation import gettext_lazy as _

from trama.core.history import OWN, WORDING, Said

WORDING["networks.network"] = {
    "map": Said(_("Rete scritta nell’elenco"), public=True),
    "update_card": Said(_("Scheda della rete aggiornata"), public=True),
    "start_forming": Said(_("La rete si forma"), public=True),
    "activate": Said(_("La rete è attiva"), public=True),
    "rest": Said(_("La rete si ferma"), public=True),
    "close": Said(_("La rete è chiusa"), public=True),
    "reorganize": Said(_("La rete continua in: %(successors)s"), public=True),
    "inherit": Said(_("Entra in questa rete quella di %(ancestor)s"), public=True),
}
WORDING["networks.networkmembership"] = {
    "invite": Said(_("Invitato: %(member)s")),
    "request": Said(_("Chiede di aderire: %(member)s")),
    "join": Said(_("Aderisce: %(member)s"), public=True),
    "decline": Said(_("Non aderisce: %(member)s")),
    "suspend": Said(_("Membro fermo")),
    "resume": Said(_("Membro di nuovo attivo")),
    "leave": Said(_("Un membro lascia la rete"), public=True),
    "update": Said(_("Dati di un membro aggiornati")),
    "give_role": Said(_("Ruolo assegnato a %(member)s")),
    "end_role": Said(_("Ruolo terminato: %(member)s")),
}
WORDING["networks.thematicgroup"] = {
    "form_group": Said(_("Nasce il gruppo «%(name)s»"), public=True),
    "update_group": Said(_("Gruppo «%(name)s» aggiornato")),
    "close_group": Said(_("Il gruppo «%(name)s» ha finito"), public=True),
}
WORDING["networks.networkmeeting"] = {
    "plan": Said(_("Fissato l’incontro «%(title)s»"), public=True),
    "move": Said(_("Incontro spostato"), public=True),
    "change": Said(_("Incontro aggiornato")),
    "cancel": Said(_("Incontro annullato"), public=True),
    "hold": Said(_("Incontro fatto"), public=True),
}
WORDING["networks.tiesurvey"] = {
    "open": Said(_("Aperta la rilevazione dei rapporti: %(asked)s membri"), public=True),
    "remind": Said(_("Ricordata la rilevazione a chi non ha risposto: %(sent)s lettere")),
    "answer": Said(_("Risposta di %(member)s alla rilevazione")),
    "close": Said(_("Chiusa la rilevazione dei rapporti"), public=True),
}
WORDING["networks.handoverpack"] = {
    "ask": Said(_("Chiesto il passaggio di consegne")),
    "prepare": Said(_("Passaggio di consegne pronto")),
    "fail": Said(_("Passaggio di consegne non riuscito: %(problem)s")),
    "hand_over": Said(_("Scaricato il passaggio di consegne")),
}
# Who has the pack is told on the page of whoever looks after the network, and not in its story.
OWN.add("networks.handoverpack")
WORDING.setdefault("territory.source", {})["import_networks"] = Said(
    _("Importato l’elenco di reti «%(name)s»: %(created)s nuove, %(updated)s aggiornate")
)
