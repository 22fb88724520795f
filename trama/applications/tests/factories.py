from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from trama.applications.models import (
    Answer,
    Application,
    ApplicationBasis,
    ApplicationStatus,
    Attachment,
    AttachmentPurpose,
    Experience,
)
from trama.core import clock
from trama.ledger.lifecycle import number
from trama.ledger.models import Document, DocumentStatus
from trama.notices.models import FormQuestion, QuestionKind
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.tests.factories import OrganizationFactory
from trama.programming.models import Theme


class DocumentFactory(DjangoModelFactory[Document]):
    """The row of a document; its content is not in the store."""

    class Meta:
        model = Document

    status = DocumentStatus.CHECKED
    name = factory.Sequence("documento-{}.pdf".format)
    sha256 = factory.Sequence("{:064x}".format)
    size = 1000
    declared_type = "application/pdf"
    media_type = "application/pdf"
    received_at = factory.LazyFunction(clock.now)


class ApplicationFactory(DjangoModelFactory[Application]):
    """A draft; `submitted=True` or `late=True` for one that arrived, `complete=True` with content.

    Content comes before the status: afterwards the database itself refuses it.
    """

    class Meta:
        model = Application

    class Params:
        submitted = factory.Trait(
            status=ApplicationStatus.SUBMITTED,
            presented_at=factory.LazyFunction(clock.now),
            basis=ApplicationBasis.DIGITAL_IDENTITY,
        )
        late = factory.Trait(
            status=ApplicationStatus.LATE,
            presented_at=factory.LazyFunction(clock.now),
            basis=ApplicationBasis.DIGITAL_IDENTITY,
        )

    notice = factory.SubFactory(NoticeFactory, published=True)
    organization = factory.SubFactory(OrganizationFactory)
    created_at = factory.LazyFunction(clock.now)
    changed_at = factory.LazyFunction(clock.now)
    complete = False

    @classmethod
    def _create(cls, model_class: type[Application], *args: Any, **kwargs: Any) -> Application:
        complete = kwargs.pop("complete")
        names = ("status", "presented_at")
        final = {name: kwargs.pop(name) for name in names if name in kwargs}
        application = model_class.objects.create(*args, **kwargs)
        if complete:
            fill(application)
        if final.get("status", ApplicationStatus.DRAFT) != ApplicationStatus.DRAFT:
            at = final["presented_at"] or clock.now()
            entry = number(application, at=at)
            Application.objects.filter(pk=application.pk).update(
                **{**final, "presented_at": at, "entry": entry}
            )
            application.refresh_from_db()
        return application


def fill(application: Application) -> None:
    """An answer to every question, three years of experience, a document in every slot."""
    for question in application.notice.questions.all():
        if question.kind == QuestionKind.EXPERIENCES:
            ExperienceFactory.create(application=application)
        else:
            AnswerFactory.create(application=application, question=question, **a_choice(question))
    for slot in application.notice.document_slots.all():
        AttachmentFactory.create(application=application, slot=slot)


def a_choice(question: FormQuestion) -> dict[str, Any]:
    if question.kind in (QuestionKind.ONE, QuestionKind.MANY):
        return {"choices": question.options[:1], "text": ""}
    return {}


class QuestionFactory(DjangoModelFactory[FormQuestion]):
    class Meta:
        model = FormQuestion

    notice = factory.SubFactory(NoticeFactory)
    code = factory.Sequence("domanda-{}".format)
    kind = QuestionKind.LONG
    label = "Quali bisogni vedete?"


class AnswerFactory(DjangoModelFactory[Answer]):
    class Meta:
        model = Answer

    application = factory.SubFactory(ApplicationFactory)
    question = factory.SubFactory(
        QuestionFactory, notice=factory.SelfAttribute("..application.notice")
    )
    text = "Dopo la scuola i bambini restano soli."


class ExperienceFactory(DjangoModelFactory[Experience]):
    class Meta:
        model = Experience

    application = factory.SubFactory(ApplicationFactory)
    theme = factory.LazyFunction(lambda: Theme.objects.get(code="child-poverty"))
    title = "Doposcuola del cortile"
    partner = "con la parrocchia del quartiere"
    started_on = date(2019, 9, 1)
    ended_on = date(2022, 8, 31)


class AttachmentFactory(DjangoModelFactory[Attachment]):
    """In a slot of the notice; with `purpose`, outside every slot."""

    class Meta:
        model = Attachment

    application = factory.SubFactory(ApplicationFactory)
    document = factory.SubFactory(
        DocumentFactory, dossier_code=factory.SelfAttribute("..application.notice.code")
    )
    purpose = factory.LazyAttribute(
        lambda given: AttachmentPurpose.SLOT if given.slot else AttachmentPurpose.MAIL
    )
    slot = None
