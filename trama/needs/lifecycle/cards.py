"""Need cards and resource cards: written, published, joined, closed. Every act is an event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.core import clock, events
from trama.core.personal_data import refuse_personal_data
from trama.core.workflow import ActRefused, OutdatedError, move
from trama.needs.lifecycle import finding, voices
from trama.needs.models import CardStatus, CardVersion, Need, NeedVoice, Resource
from trama.needs.rules.content import FREE_TEXT, MANY, content_of
from trama.organizations.models import Organization

C = TypeVar("C", Need, Resource)
WRITABLE = (CardStatus.DRAFT, CardStatus.PUBLISHED)


@transaction.atomic
def save_need(
    facts: Mapping[str, Any],
    *,
    actor: User,
    need: Need | None = None,
    seen: int = 0,
    organization: Organization | None = None,
    office: Office | None = None,
    contacts_are_public: bool = False,
    note: str = "",
) -> Need:
    """Write a need card: a new draft of a body or an office; or, given `need`, its next version.

    `facts`: the fields of `rules.content.NEED_FIELDS`, `targets` and `zones` as lists. `seen`: the
    version that the person had before their eyes; another by now is refused (`OutdatedError`).
    """
    at = clock.now()
    refuse_personal_data(_free(facts), contacts_are_public=contacts_are_public)
    if need is None:
        return _create(Need, facts, actor, at, organization=organization, office=office)
    return _change(need, facts, seen, actor, at, note=note)


@transaction.atomic
def save_resource(
    facts: Mapping[str, Any],
    *,
    actor: User,
    resource: Resource | None = None,
    seen: int = 0,
    organization: Organization | None = None,
    office: Office | None = None,
    contacts_are_public: bool = False,
    note: str = "",
) -> Resource:
    """As `save_need`. Who saves a resource says that it is right: it counts as verified."""
    at = clock.now()
    refuse_personal_data(_free(facts), contacts_are_public=contacts_are_public)
    if resource is None:
        more = {"organization": organization, "office": office, "verified_at": at}
        return _create(Resource, facts, actor, at, **more)
    upkeep: dict[str, Any] = {"verified_at": at}
    if resource.is_listed:  # from here on it is kept by people: a list no longer writes over it
        upkeep |= {"office": office} if office else {"author": actor}
    if _free_no_longer_holds(resource, facts):
        upkeep["free"] = None
    return _change(resource, facts, seen, actor, at, note=note, **upkeep)


def _free(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in FREE_TEXT if name in facts}


def _free_no_longer_holds(resource: Resource, facts: Mapping[str, Any]) -> bool:
    """Free places were said of another capacity: nobody has said how many there are of this."""
    if resource.free is None:
        return False
    capacity = facts.get("capacity", resource.capacity)
    unit = facts.get("unit", resource.unit)
    return capacity is None or unit != resource.unit or resource.free > capacity


def _create(model: type[C], facts: Mapping[str, Any], actor: User, at: datetime, **more: Any) -> C:
    plain = {name: value for name, value in facts.items() if name not in MANY}
    card = model.objects.create(author=actor, created_at=at, updated_at=at, **plain, **more)
    _set_many(card, facts)
    finding.index([card])
    events.record(events.Act("draft", card, actor, at, {"title": card.title}))
    return card


def _change(
    card: C,
    facts: Mapping[str, Any],
    seen: int,
    actor: User,
    at: datetime,
    *,
    note: str = "",
    **upkeep: Any,
) -> C:
    """Compare-and-set on the version: of two editors, the second is told."""
    before = content_of(card)
    plain = {name: value for name, value in facts.items() if name not in MANY}
    rows = type(card).objects.filter(pk=card.pk, version=seen, status__in=WRITABLE)
    if not rows.update(**plain, **upkeep, version=F("version") + 1, updated_at=at):
        raise OutdatedError
    card.refresh_from_db()
    _set_many(card, facts)
    finding.index([card])
    after = content_of(card)
    changed = sorted(name for name in after if after[name] != before[name])
    if card.status == CardStatus.PUBLISHED:
        _keep_version(card, actor, at, note)
        finding.learn_words(card)
    what = {"version": card.version, "changed": changed, "note": note}
    events.record(events.Act("change", card, actor, at, what))
    return card


def _set_many(card: Need | Resource, facts: Mapping[str, Any]) -> None:
    for name in MANY & facts.keys():
        getattr(card, name).set(facts[name])


def _keep_version(
    card: Need | Resource, author: User | None, at: datetime, note: str = ""
) -> CardVersion:
    owner: dict[str, Any] = {"need": card} if isinstance(card, Need) else {"resource": card}
    return CardVersion.objects.create(
        **owner,
        number=card.version,
        content=content_of(card),
        author=author,
        written_at=at,
        note=note,
    )


@transaction.atomic
def publish(card: Need | Resource, *, actor: User) -> None:
    """A draft becomes public, with a place: what is nowhere helps nobody."""
    at = clock.now()
    if not card.reach:
        raise ActRefused(_("Manca il dove: scrivi le zone, o un indirizzo che si trova."))
    move(card, CardStatus.PUBLISHED, verb="publish", actor=actor, at=at, published_at=at)
    _keep_version(card, actor, at)
    finding.learn_words(card)
    if isinstance(card, Need):
        voices.tell(card, voices.entered(card), actor=actor)


@transaction.atomic
def close(card: Need | Resource, *, actor: User, reason: str) -> None:
    """The need is no longer felt, the resource no longer there; the card keeps its address."""
    at = clock.now()
    if not reason.strip():
        raise ActRefused(_("Scrivi perché chiudi la scheda: chi la trova deve saperlo."))
    refuse_personal_data({"reason": reason}, contacts_are_public=False)
    move(card, CardStatus.CLOSED, verb="close", actor=actor, at=at, closing_reason=reason.strip())
    if isinstance(card, Need):
        words = _("La scheda del bisogno «%(title)s» è stata chiusa: %(reason)s")
        told = words % {"title": card.title, "reason": card.closing_reason}
        voices.tell(card, told, actor=actor)


@transaction.atomic
def reopen(card: Need | Resource, *, actor: User) -> None:
    """A closed card is right again. One that closed as a draft is published only now."""
    at = clock.now()
    if not card.reach:
        raise ActRefused(_("Manca il dove: questa scheda non era mai stata pubblicata."))
    changes: dict[str, Any] = {"closing_reason": ""}
    if card.published_at is None:
        changes["published_at"] = at
    move(card, CardStatus.PUBLISHED, verb="reopen", actor=actor, at=at, **changes)
    if not card.versions.filter(number=card.version).exists():
        _keep_version(card, actor, at)
    finding.learn_words(card)


@transaction.atomic
def merge(card: C, into: C, *, actor: User) -> None:
    """Two cards say the same thing: this one's address leads to the other, which shows who wrote it
    and its voices as its own. Nothing of it is lost."""
    at = clock.now()
    if card.pk == into.pk:
        raise ActRefused(_("È la stessa scheda."))
    # In order, so that two people who join two cards to each other do not both succeed.
    rows = type(into).objects.select_for_update().filter(pk__in=[card.pk, into.pk]).order_by("pk")
    state = {row.pk: row.status for row in rows}
    if state[into.pk] != CardStatus.PUBLISHED:
        raise ActRefused(_("La scheda a cui la unisci non è pubblicata. Nulla è cambiato."))
    move(card, CardStatus.MERGED, verb="merge", actor=actor, at=at, merged_into=into)
    type(card).objects.filter(merged_into=card.pk).update(merged_into=into)
    if isinstance(card, Need):
        words = _("La scheda del bisogno è stata unita a «%(title)s», che dice la stessa cosa.")
        voices.tell(card, words % {"title": into.title}, actor=actor)


@transaction.atomic
def verify(resource: Resource, *, actor: User) -> None:
    """What the card says is right today."""
    at = clock.now()
    public = Resource.objects.filter(pk=resource.pk, status=CardStatus.PUBLISHED)
    if not public.update(verified_at=at):
        raise ActRefused(_("La scheda non è pubblicata: non c’è nulla da confermare."))
    resource.refresh_from_db(fields=["verified_at"])
    events.record(events.Act("verify", resource, actor, at, {"version": resource.version}))


@transaction.atomic
def claim(resource: Resource, *, actor: User) -> None:
    """A body takes up the card of a resource of its own that a list has brought: from here on the
    body keeps it. Whether the person works for that body is asked before (`may_claim`)."""
    at = clock.now()
    listed = Q(source__isnull=False, author=None, organization__isnull=False)
    open_card = Resource.objects.filter(listed, pk=resource.pk, status=CardStatus.PUBLISHED)
    if not open_card.update(author=actor, office=None, verified_at=at, updated_at=at):
        raise ActRefused(_("La scheda ha già chi la cura. Nulla è cambiato."))
    resource.refresh_from_db()
    facts = {"organization": str(resource.organization and resource.organization.uid)}
    events.record(events.Act("claim", resource, actor, at, facts))


@transaction.atomic
def add_voice(
    need: Need,
    *,
    actor: User,
    words: str,
    organization: Organization | None = None,
    who: str = "",
    contacts_are_public: bool = False,
) -> NeedVoice:
    """Somebody else says the same need: a body, by name; or people met on the spot, as `who` says
    («tre maestre»), without names."""
    at = clock.now()
    texts = {"words": words, "who": who}
    refuse_personal_data(texts, contacts_are_public=contacts_are_public)
    if organization is None and not who.strip():
        raise ActRefused(_("Scrivi chi lo dice, senza nomi: per esempio «tre maestre»."))
    if not Need.objects.filter(pk=need.pk, status=CardStatus.PUBLISHED).exists():
        raise ActRefused(_("Questo bisogno non è aperto: non si aggiungono voci."))
    if organization and need.organization_id == organization.pk:
        raise ActRefused(_("La scheda è del tuo ente: la sua voce c’è già. Modifica la scheda."))
    try:
        with transaction.atomic():
            voice = NeedVoice.objects.create(
                need=need, organization=organization, who=who, words=words, author=actor, said_at=at
            )
    except IntegrityError:
        raise ActRefused(_("Questo ente ha già detto la sua su questo bisogno.")) from None
    facts = {"organization": str(organization.uid) if organization else "", "voice": voice.pk}
    events.record(events.Act("add_voice", need, actor, at, facts))
    return voice
