"""How bodies of the city apply: on the site, or by certified mail."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from trama.accounts.models import User
from trama.applications.lifecycle import add_experience, attach, save_answers, start, submit
from trama.applications.models import Application
from trama.core import clock
from trama.demo.formats import city
from trama.demo.lifecycle import letters
from trama.demo.lifecycle.letters import KNOWN, Post
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import Agenda
from trama.mailbox.lifecycle import Outcome, take_in
from trama.notices.models import Notice, SigningMode
from trama.programming.models import Theme

READ_AFTER = timedelta(minutes=5, seconds=3)
CONTENTS = "Buongiorno,\nin allegato la domanda e il patto di integrità.\nCordiali saluti\n"


def write(notice: Notice, cast: Cast, key: str, *, theme: str) -> Application:
    """A draft with its answers and its experiences, without documents."""
    said, user = city.application(notice.code, key), cast.representatives[key]
    draft = start(notice, cast.bodies[key], actor=user)
    save_answers(draft, said.answers, actor=user)
    for one in said.experiences:
        add_experience(
            draft,
            actor=user,
            theme=Theme.objects.get(code=theme),
            **one.model_dump(),
        )
    return draft


def give_pact(draft: Application, user: User) -> None:
    """The document that the notice asks for."""
    content = letters.pact(draft.organization, draft.notice, user.name, at=clock.now())
    upload = SimpleUploadedFile("Patto di integrità.pdf", content, "application/pdf")
    attach(draft, upload, actor=user, slot=draft.notice.document_slots.get(code="patto"))


def send(draft: Application, user: User) -> None:
    submit(draft, actor=user, mode=SigningMode.DIGITAL_IDENTITY, digital_identity=True)


@dataclass(frozen=True)
class Mail:
    """A certified message to the city: from which mailbox, by whose provider, about what.

    `accepted`: when the sender's provider took it.
    """

    key: str
    accepted: datetime
    subject: str
    sender: str = ""
    provider: str = KNOWN
    text: str = CONTENTS
    mandate: bool = False


def write_mail(notice: Notice, cast: Cast, post: Post, mail: Mail) -> bytes:
    body, signer = cast.bodies[mail.key], cast.representatives[mail.key].name
    papers = {
        "Domanda.pdf": letters.request(body, notice, signer, at=mail.accepted),
        "Patto di integrità.pdf": letters.pact(body, notice, signer, at=mail.accepted),
    }
    if mail.mandate:
        papers["Delega.pdf"] = letters.mandate(body, signer, at=mail.accepted)
    return letters.envelope(
        post.by(mail.provider),
        sender=mail.sender or body.pec,
        recipient=notice.pec_address,
        subject=mail.subject,
        text=mail.text,
        papers=papers,
        at=mail.accepted,
    )


def take(content: bytes) -> Outcome:
    """The city's mailbox is read."""
    return take_in(content, source="casella PEC", at=clock.now())


@dataclass
class Applicants:
    """The bodies that answer one notice, and the days on which they do."""

    notice: Notice
    cast: Cast
    theme: str
    agenda: Agenda = field(default_factory=Agenda)
    drafts: dict[str, Application] = field(default_factory=dict)

    def by_web(self, key: str, begun: datetime, sent: datetime) -> None:
        """Written one day, presented another, by the representative's digital identity."""
        self.agenda.add(begun, partial(self._prepare, key))
        self.agenda.add(sent, partial(self._send, key))

    def by_mail(self, post: Post, mail: Mail, *, after: timedelta = READ_AFTER) -> None:
        """Certified at one instant, read by the city some minutes later."""
        content = write_mail(self.notice, self.cast, post, mail)
        self.agenda.add(mail.accepted + after, partial(take, content))

    def _prepare(self, key: str) -> None:
        self.drafts[key] = write(self.notice, self.cast, key, theme=self.theme)
        give_pact(self.drafts[key], self.cast.representatives[key])

    def _send(self, key: str) -> None:
        send(self.drafts[key], self.cast.representatives[key])
