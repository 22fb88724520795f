from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "trama.learning"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from django.urls import reverse

        from trama.core import due, glossary, navigation, search, starting
        from trama.core import panels as places
        from trama.learning.emails.lab import ENROLMENT, QUESTIONNAIRE
        from trama.learning.panels import lab, library, terms
        from trama.learning.panels.places import PLACES
        from trama.learning.queries.questionnaires import ADDRESSES
        from trama.learning.queries.vocabulary import vocabulary
        from trama.mailbox import links

        navigation.register(
            navigation.Entry(_("Glossario"), "learning:terms", "footer", order=70),
            navigation.Entry(_("Laboratorio"), "learning:lab", "footer", order=72),
            navigation.Entry(_("Pratiche e modelli"), "learning:practices", "footer", order=74),
        )
        glossary.register(vocabulary)
        search.register(terms.found, order=60)
        due.register(lab.terms)
        starting.register(library.Library())
        for place, maker, order in PLACES:
            places.register(place, maker, order=order)
        links.register(
            ENROLMENT,
            target=lambda link: reverse("learning:enrolment", args=[link.object_uid]),
            title=_("Il tuo percorso formativo"),
        )
        links.register(
            QUESTIONNAIRE,
            target=lambda link: reverse(
                "learning:questionnaire", args=[link.object_uid, ADDRESSES[link.object_version]]
            ),
            title=_("Domande sul percorso"),
        )
