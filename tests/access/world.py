"""The people and things of the access matrix: each thing in each state that changes who sees it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access import (
    cards,
    contributions,
    coverage,
    glossary,
    ground,
    lab,
    listening,
    minutes,
    networks,
    paths,
    programming,
    scenarios,
    synthesis,
    threads,
    votes,
)
from trama.accounts.models import Office, OfficeDuty, User
from trama.accounts.tests.factories import OfficeFactory, OfficeRoleFactory, UserFactory
from trama.applications.models import Application
from trama.applications.tests.factories import ApplicationFactory
from trama.core import clock
from trama.ledger.lifecycle import keep_document, publish
from trama.ledger.models import Document, DocumentPage, DocumentStatus
from trama.mailbox.lifecycle import create_link, open_envelope
from trama.mailbox.models import IncomingMessage
from trama.mailbox.tests.factories import OutgoingFactory, arrived
from trama.mailbox.tests.pec_factory import LETTER, envelope
from trama.needs.tests.factories import ResourceFactory
from trama.notices.models import Notice
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.lifecycle import receive_list
from trama.organizations.models import MembershipDuty, Organization
from trama.organizations.tests.factories import (
    MembershipFactory,
    NearNamesFactory,
    OrganizationFactory,
)
from trama.screening import lifecycle
from trama.screening.emails import OBSERVATIONS
from trama.screening.models import RejectionNotice, ScreeningCase, Verdict
from trama.screening.tests.factories import (
    REASON,
    close,
    declared,
    judge_all,
    judge_one,
    listed_by,
    received,
    seated,
)
from trama.territory.models import Zone, ZoneKind
from trama.territory.tests.factories import (
    AddressFactory,
    AreaFactory,
    IndicatorValueFactory,
    ZoneFactory,
)

Where = dict[str, Any]
"""The parameters of an address."""


@dataclass
class World:
    people: dict[str, User] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    places: dict[str, Where] = field(default_factory=dict)
    """A relation, in the words of the matrix → the parameters that lead there."""
    listening_office: str = ""
    """The code of the office that the city names for listening: for the settings."""


def build() -> World:
    world = World()
    office = OfficeFactory.create(name="Direzione Welfare e Salute")
    world.listening_office = office.code
    body = OrganizationFactory.create(name="La Corte dei Gelsi APS", legal_type="APS")
    _people(world, office, body)
    _notices(world, office)
    _applications(world, office, body)
    _screening(world, office, body)
    _register(world, body)
    _territory(world)
    _mail(world)
    _documents(world)
    world.places |= networks.places(world.people["bruno"], body)
    world.places |= programming.places(body)
    world.places |= glossary.places(world.people, office, body)
    world.places |= lab.places(world.people, office, body)
    city = coverage.city()
    world.places |= coverage.places(city)
    world.places |= cards.places(body)
    world.places |= scenarios.places(world.people["anna"], body, city)
    world.places |= paths.places(office, body)
    world.places |= listening.places(world.people["bruno"], body, office)
    world.places |= minutes.places(body)
    world.places |= contributions.places(world.places["his path"])
    world.places |= ground.places(world.places["his path"], world.people["anna"])
    world.places |= threads.places(body)
    world.places |= votes.places(office, body)
    world.places |= synthesis.places(office, body, world.people["anna"], world.people["elena"])
    _areas(world)
    return world


def _areas(world: World) -> None:
    """Viola manages an area with every zone there is; Rosa works in a Municipio apart, where a
    service has places and another is full."""
    office = OfficeFactory.create(name="Welfare di comunità")
    elsewhere = ZoneFactory.create(kind=ZoneKind.MUNICIPIO)
    for free in (0, 3):
        ResourceFactory.create(
            served=[elsewhere], unit="places", capacity=20, free=free, phone="02 123456"
        )
    for name, duty, zones in (
        ("viola", OfficeDuty.COMMUNITY_MANAGER, list(Zone.objects.exclude(pk=elsewhere.pk))),
        ("rosa", OfficeDuty.COMMUNITY_SOCIAL_WORKER, [elsewhere]),
    ):
        role = OfficeRoleFactory.create(
            office=office, duty=duty, user__name=name.title(), user__verified_email=True
        )
        AreaFactory.create(role=role, zones=zones)
        world.people[name] = role.user


def _people(world: World, office: Office, body: Organization) -> None:
    def of_office(name: str, where: Office, duty: OfficeDuty) -> User:
        return OfficeRoleFactory.create(
            office=where, duty=duty, user__name=name, user__verified_email=True
        ).user

    def of_body(name: str, duty: MembershipDuty, **more: Any) -> User:
        return MembershipFactory.create(
            duty=duty, user__name=name, user__verified_email=True, **more
        ).user

    elsewhere = OfficeFactory.create(name="Direzione Casa")
    clerk = OfficeRoleFactory.create(office=office, duty=OfficeDuty.STAFF)
    duty = {"person": clerk.user.uid, "duty": clerk.duty, "since": clerk.since.isoformat()}
    world.places |= {
        "the office": {"code": office.code, **duty},
        "no office": {"code": "nessuno", **duty},
    }
    legal = MembershipDuty.LEGAL_REPRESENTATIVE
    world.people = {
        "giulia": UserFactory.create(name="Giulia Riva", verified_email=True),
        "anna": of_office("Anna Rovati", office, OfficeDuty.OFFICER),
        "elena": of_office("Elena Sala", office, OfficeDuty.EXECUTIVE),
        "dario": of_office("Dario Conti", office, OfficeDuty.STAFF),
        "olga": of_office("Olga Ferri", elsewhere, OfficeDuty.OFFICER),
        "marta": of_office("Marta Villa", elsewhere, OfficeDuty.STEWARD),
        "bruno": of_body("Bruno Tesei", legal, organization=body),
        "chiara": of_body("Chiara Lodi", MembershipDuty.OPERATOR, organization=body),
        "carla": of_body("Carla Neri", legal),
    }


def _notices(world: World, office: Office) -> None:
    anna = world.people["anna"]
    draft = NoticeFactory.create(office=office, officer=anna, complete=True, code="BOZZA")
    world.places |= {
        "a draft": _notice(draft),
        "no notice": {**_notice(draft), "code": "NON-ESISTE", "notice_code": "NON-ESISTE"},
    }


def _notice(notice: Notice) -> Where:
    parts = {"name": "controllo", "key": "testo", "number": 1}
    return {"code": notice.code, "notice_code": notice.code, **parts}


def _applications(world: World, office: Office, body: Organization) -> None:
    """Before the deadline: Bruno's body has a draft; another body's has arrived."""
    notice = NoticeFactory.create(office=office, published=True, complete=True, code="APERTO")
    draft = ApplicationFactory.create(notice=notice, organization=body, complete=True)
    early = received(notice)
    world.places |= {
        "open": _notice(notice),
        "his draft": _application(draft),
        "of another body": _application(early),
        "no application": dict.fromkeys(
            ("application_uid", "experience_uid", "document_uid"), uuid4()
        ),
    }


def _application(application: Application) -> Where:
    given = application.attachments.select_related("document").order_by("pk")[0]
    return {
        "application_uid": application.uid,
        "experience_uid": application.experiences.get().uid,
        "document_uid": given.document.uid,
    }


def _screening(world: World, office: Office, body: Organization) -> None:
    """Dario and Anna on the panel, Dario alone has declared; one case opened, one in conflict."""
    anna, elena, dario = (world.people[name] for name in ("anna", "elena", "dario"))
    notice = NoticeFactory.create(
        office=office, officer=anna, published=True, complete=True, code="ISTRUTTORIA"
    )
    applications = {
        "opened": received(notice, body),
        "closed": received(notice),
        "in conflict": received(notice),
        "noticed": received(notice),
    }
    close(notice)
    panel = seated(notice, anna, dario, actor=elena)
    seat = declared(panel, dario, applications["in conflict"].organization)
    for name, application in applications.items():
        case = ScreeningCase.objects.get(application=application)
        if name in {"opened", "noticed"}:
            lifecycle.open_contents(case, actor=dario)
        world.places[f"{name} case"] = _case(case)
    world.places |= {
        "screened": _notice(notice),
        "a seat": {**_notice(notice), "member_uid": seat.uid},
        "no seat": {**_notice(notice), "member_uid": uuid4()},
        "his sent": _application(applications["opened"]),
        "no case": {
            **dict.fromkeys(("case_uid", "item_uid", "document_uid"), uuid4()),
            "number": 1,
            "name": "ammetti",
        },
    }
    noticed = ScreeningCase.objects.get(application=applications["noticed"])
    judge_one(noticed, dario, Verdict.MISSING)
    lifecycle.notify_rejection(noticed, REASON, actor=dario)
    _own_rejection(world, office, body)
    _published_list(world, office)


def _case(case: ScreeningCase) -> Where:
    given = case.application.attachments.select_related("document").order_by("pk")[0]
    return {
        "case_uid": case.uid,
        "item_uid": case.items.order_by("position")[0].uid,
        "document_uid": given.document.uid,
        "number": 1,
        "name": "ammetti",
    }


def _own_rejection(world: World, office: Office, body: Organization) -> None:
    """Bruno's body has been told why it may not be admitted; a link leads there as well."""
    elena, dario = world.people["elena"], world.people["dario"]
    notice = NoticeFactory.create(office=office, published=True, complete=True, code="PREAVVISO")
    application = received(notice, body)
    close(notice)
    declared(seated(notice, dario, actor=elena), dario)
    case = ScreeningCase.objects.get(application=application)
    lifecycle.open_contents(case, actor=dario)
    judge_one(case, dario, Verdict.MISSING)
    rejection = lifecycle.notify_rejection(case, REASON, actor=dario)
    world.places |= {"his rejection": {"notice_uid": rejection.uid}, "a link": _link(rejection)}


def _link(rejection: RejectionNotice) -> Where:
    address = create_link(
        OBSERVATIONS, addressee="bruno@gelsi.example", thing=rejection, at=clock.now(), days=10
    )
    return {"token": address.rstrip("/").rsplit("/", 1)[1]}


def _published_list(world: World, office: Office) -> None:
    anna, elena, dario = (world.people[name] for name in ("anna", "elena", "dario"))
    notice = NoticeFactory.create(
        office=office, officer=anna, published=True, complete=True, code="ELENCO"
    )
    application = received(notice)
    close(notice)
    declared(seated(notice, dario, actor=elena), dario)
    case = ScreeningCase.objects.get(application=application)
    lifecycle.open_contents(case, actor=dario)
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario, motivation="")
    listed_by(elena, notice)
    minutes, seat = notice.verification_minutes.get(), notice.panel.members.get()
    world.places |= {
        "listed": _notice(notice),
        "a seat once listed": {**_notice(notice), "member_uid": seat.uid},
        "minutes": {"minutes_uid": minutes.uid},
        "no minutes": {"minutes_uid": uuid4()},
    }


def _register(world: World, body: Organization) -> None:
    marta = world.people["marta"]
    operator = MembershipFactory.create(
        organization=body, duty=MembershipDuty.OPERATOR, requested=True
    )
    representative = MembershipFactory.create(requested=True)
    rows = "denominazione;codice_fiscale;nome_comune\nCasa Verde ODV;;Milano\n"
    upload = SimpleUploadedFile("enti.csv", rows.encode(), "text/csv")
    found = receive_list(upload, source="prova", actor=marta)
    world.places |= {
        "his body": {"organization_uid": body.uid, "uid": body.uid},
        "no body": {"organization_uid": uuid4(), "uid": uuid4()},
        "his operator": {"membership_uid": operator.uid},
        "Chiara's role": {"membership_uid": world.people["chiara"].memberships.get().uid},
        "a representative": {"membership_uid": representative.uid},
        "a list of bodies": {"import_uid": found.uid},
        "two names": {"near_uid": NearNamesFactory.create().uid},
    }


def _territory(world: World) -> None:
    """A NIL with a figure; a manager of Anna's office, whose area Elena and Marta may change."""
    value = IndicatorValueFactory.create(indicator__code="residents")
    AddressFactory.create(street="Via del Cortile", number="1", nil=value.zone)
    role = OfficeRoleFactory.create(
        office=world.people["elena"].office_roles.get().office,
        duty=OfficeDuty.COMMUNITY_MANAGER,
    )
    world.places |= {
        "a zone": {"kind": "nil", "code": value.zone.code},
        "no zone": {"kind": "nil", "code": "non-esiste"},
        "an indicator": {"code": "residents"},
        "no indicator": {"code": "non-esiste"},
        "an area": {
            "user_uid": role.user.uid,
            "office_code": role.office.code,
            "duty": role.duty,
        },
        "no area": {"user_uid": uuid4(), "office_code": "nessuno", "duty": role.duty},
    }


def _mail(world: World) -> None:
    unknown = arrived()
    ours = arrived(envelope(replace(LETTER, subject="Chiarimento")), notice_code="APERTO")
    world.places |= {
        "of nobody": _message(unknown, world.people["anna"]),
        "of the office": _message(ours, world.people["anna"]),
        "no message": {"message_uid": uuid4(), "document_uid": uuid4(), "number": 1},
        "sent": {"message_uid": OutgoingFactory.create().uid},
        "no link": {"token": "qualunque"},
    }


def _message(message: IncomingMessage, anna: User) -> Where:
    """Anna has opened it, in order to sort it."""
    open_envelope(message, actor=anna, reason="Chiede se è arrivata.")
    document = message.documents.order_by("pk")[0]
    return {"message_uid": message.uid, "document_uid": document.uid, "number": 1}


def _stored(name: str, dossier: str = "") -> Document:
    return keep_document(
        b"%PDF-1.7 prova",
        name=name,
        media_type="application/pdf",
        at=clock.now() - timedelta(hours=2),
        dossier=dossier,
    )


def _documents(world: World) -> None:
    public, private = _stored("atto.pdf", "APERTO"), _stored("privato.pdf", "APERTO")
    publish(
        "APERTO",
        "notice",
        "Avviso",
        at=clock.now(),
        actor=world.people["anna"],
        document=public,
    )
    world.places |= {"published": {"uid": public.uid}, "private": {"uid": private.uid}}
    _fill_the_store(private)


def _fill_the_store(stored: Document) -> None:
    """Every document has a content, and the picture of its first page."""
    Document.objects.exclude(sha256=stored.sha256).update(
        sha256=stored.sha256, size=stored.size, status=DocumentStatus.CHECKED
    )
    for document in Document.objects.order_by("pk"):
        DocumentPage.objects.get_or_create(
            document=document, number=1, defaults={"sha256": stored.sha256, "width": 1, "height": 1}
        )
