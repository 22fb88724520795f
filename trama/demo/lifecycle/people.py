"""The city's office, its people, and the bodies with whoever stands for them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trama.accounts.lifecycle import assign_duty, enroll_office_person
from trama.accounts.models import Office, OfficeDuty, User
from trama.core import clock
from trama.core.deadlines import ROME, day_of
from trama.demo import queries
from trama.demo.formats import city
from trama.demo.lifecycle.stage import at
from trama.ledger.formats.sheets import files
from trama.mailbox.models import SignedLink
from trama.organizations.emails import PEC
from trama.organizations.lifecycle import (
    Card,
    confirm,
    confirm_pec,
    import_sheet,
    register_organization,
    request_membership,
    update_card,
)
from trama.organizations.models import (
    LegalType,
    Membership,
    MembershipDuty,
    Organization,
    RuntsSection,
)

BEGINNING = datetime(2023, 1, 16, 9, 0, tzinfo=ROME)
IN_A_DAY = 16  # bodies whose people the steward looks at
OFFICE = "welfare"
OFFICE_PEC = "coprogrammazione@pec.comune.example"
DUTIES = {
    "elena": [OfficeDuty.EXECUTIVE],
    "anna": [OfficeDuty.OFFICER],
    "dario": [OfficeDuty.STAFF],
    "lia": [OfficeDuty.STAFF],
    "marta": [OfficeDuty.STEWARD, OfficeDuty.STAFF],
    "viola": [OfficeDuty.COMMUNITY_MANAGER],
    "rosa": [OfficeDuty.COMMUNITY_SOCIAL_WORKER],
}
SECTIONS = {
    LegalType.ODV: RuntsSection.A,
    LegalType.APS: RuntsSection.B,
    LegalType.SOCIAL_ENTERPRISE: RuntsSection.D,
    LegalType.SOCIAL_COOPERATIVE: RuntsSection.D,
    LegalType.SOCIAL_CONSORTIUM: RuntsSection.D,
    LegalType.MUTUAL_AID: RuntsSection.F,
    LegalType.OTHER_ETS: RuntsSection.G,
    LegalType.RELIGIOUS_BRANCH: RuntsSection.G,
}


@dataclass
class Cast:
    """Who is who, once they are in the database: people by name, bodies by key."""

    office: Office
    people: dict[str, User] = field(default_factory=dict)
    bodies: dict[str, Organization] = field(default_factory=dict)
    representatives: dict[str, User] = field(default_factory=dict)


def found() -> Cast | None:
    """The cast of a city that is already there."""
    office = Office.objects.filter(code=OFFICE).first()
    if office is None:
        return None
    cast = Cast(office)
    for one in queries.present():
        cast.people[one.who] = User.objects.get(email=one.email)
    keys = {body.email: body.key for body in city.bodies().everybody}
    standing = Membership.objects.filter(
        duty=MembershipDuty.LEGAL_REPRESENTATIVE, user__email__in=keys
    )
    by_key = {keys[one.user.email]: one for one in standing.select_related("user", "organization")}
    for key in keys.values():
        cast.bodies[key] = by_key[key].organization
        cast.representatives[key] = by_key[key].user
    return cast


def settle() -> None:
    """January 2023: an office opens, a list of bodies comes in, fifty take up their card; parents'
    committees, that are in no list, write theirs."""
    office = Office.objects.create(
        code=OFFICE,
        name="Direzione Welfare e Salute, Area Reti di quartiere",
        pec=OFFICE_PEC,
        email="coprogrammazione@comune.example",
        phone="02 0000 0000",
    )
    with at(BEGINNING):
        staff = _enroll(office)
        sheet = city.register_csv(city.bodies().rows())
        import_sheet(
            files.read(sheet, ""),
            sheet,
            name="enti-inventati.csv",
            source="Elenco della dimostrazione",
            actor=staff["marta"],
        )
    for place, body in enumerate(city.bodies().everybody):
        day, turn = divmod(place, IN_A_DAY)
        with at(BEGINNING + timedelta(days=1 + day, minutes=30 * turn)):
            _take_up(body, steward=staff["marta"])
    with at(BEGINNING.replace(month=2, day=6)):
        _operator()


def _enroll(office: Office) -> dict[str, User]:
    people: dict[str, User] = {}
    since, now = day_of(BEGINNING), clock.now()
    for who, (first, *others) in DUTIES.items():
        one = queries.character(who)
        assert one is not None  # noqa: S101 - the cast is written above
        person = enroll_office_person(
            one.email, one.name, office, first, since=since, actor=None, at=now
        )
        for duty in others:
            assign_duty(person.user, office, duty, since=since, actor=None, at=now)
        people[who] = person.user
    return people


def person(email: str, name: str) -> User:
    """Somebody who has signed up and confirmed their address; nobody knows their password."""
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(email, name=name, verified=True)


def _take_up(body: city.Body, *, steward: User) -> None:
    """Somebody asks to represent it, the steward confirms, the card becomes the body's own and
    whoever reads its PEC says so."""
    user = person(body.email, body.representative)
    asked = _ask(body, user) if body.runts_enrolled_on else _register(body, user)
    confirm(asked, actor=steward)
    organization = asked.organization
    update_card(organization, _card(body), seen=organization.updated_at, actor=user)
    if organization.pec:
        link = SignedLink.objects.get(purpose=PEC, object_uid=organization.uid)
        confirm_pec(organization, link)


def _ask(body: city.Body, user: User) -> Membership:
    organization = Organization.objects.get(codice_fiscale=city.bodies().code_of(body.key))
    note = "Verbale di nomina, depositato al RUNTS"
    return request_membership(user, organization, MembershipDuty.LEGAL_REPRESENTATIVE, note)


def _register(body: city.Body, user: User) -> Membership:
    """In no list: whoever represents it writes it into the register."""
    card = Card(body.name, LegalType(body.legal_type), city="Milano")
    made = register_organization(card, actor=user, note="Verbale dell’assemblea dei genitori")
    return Membership.objects.select_related("organization").get(organization=made, user=user)


def _card(body: city.Body) -> dict[str, object]:
    facts: dict[str, object] = {
        "legal_type": body.legal_type,
        "art5_letters": body.art5_letters,
        "founded_on": body.founded_on,
        "address": body.address,
        "city": "Milano",
        "email": f"info@{body.domain}",
        "staff_count": body.staff,
        "volunteer_count": body.volunteers,
    }
    if body.runts_enrolled_on:
        facts |= {
            "runts_number": city.bodies().code_of(body.key)[3:],
            "runts_section": SECTIONS[LegalType(body.legal_type)],
            "runts_enrolled_on": body.runts_enrolled_on,
            "pec": body.pec,
        }
    return facts


def _operator() -> None:
    chiara = queries.character("chiara")
    assert chiara is not None  # noqa: S101 - the cast is written above
    body = Organization.objects.get(codice_fiscale=city.bodies().code_of("gelsi"))
    user = person(chiara.email, chiara.name)
    asked = request_membership(user, body, MembershipDuty.OPERATOR, "Lavora con noi dal 2021")
    bruno = Membership.objects.get(organization=body, duty=MembershipDuty.LEGAL_REPRESENTATIVE).user
    confirm(asked, actor=bruno)


def ask_to_represent() -> None:
    """Somebody new at the head of a body: the steward has still to look."""
    body = Organization.objects.get(codice_fiscale=city.bodies().code_of("finestre"))
    user = person("sara.ghisoni@finestre.example", "Sara Ghisoni")
    request_membership(
        user,
        body,
        MembershipDuty.LEGAL_REPRESENTATIVE,
        "Sono la nuova presidente: verbale dell’assemblea del 12 novembre",
    )
