from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "trama.learning"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from django.urls import reverse

        from trama.core import due, glossary, navigation, search
        from trama.core import panels as places
        from trama.learning.emails.lab import ENROLMENT, QUESTIONNAIRE
        from trama.learning.panels import lab, terms
        from trama.learning.queries.questionnaires import ADDRESSES
        from trama.learning.queries.vocabulary import vocabulary
        from trama.mailbox import links

        navigation.register(navigation.Entry(_("Glossario"), "learning:terms", "footer", order=70))
        glossary.register(vocabulary)
        search.register(terms.found, order=60)
        places.register("notices.notice.desk", terms.contested_in_notice, order=15)
        places.register("needs.need", terms.contested_in_card, order=5)
        places.register("needs.resource", terms.contested_in_card, order=5)
        places.register("paths.minutes.write", terms.contested_in_minutes)
        places.register("paths.synthesis.section", terms.contested_in_paragraphs)
        places.register("paths.contribution.amend", terms.contested_in_contribution)
        places.register("accounts.profile", terms.to_speak, order=40)
        navigation.register(navigation.Entry(_("Laboratorio"), "learning:lab", "footer", order=72))
        navigation.register(
            navigation.Entry(_("Pratiche e modelli"), "learning:practices", "footer", order=74)
        )
        places.register("accounts.profile", lab.mine, order=30)
        due.register(lab.terms)
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
