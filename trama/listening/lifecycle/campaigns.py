"""A campaign is prepared, opened, closed; what is open is changed only in its words and term."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, move
from trama.listening.models import Campaign, CampaignStatus, Entrustment
from trama.listening.queries.entrusting import open_campaigns_of
from trama.organizations.models import Organization
from trama.programming.models import Theme
from trama.territory.models import Zone

MANY = ("themes", "zones")


@transaction.atomic
def draft(facts: Mapping[str, Any], promoter: Any, *, actor: User) -> Campaign:
    """`facts`: the campaign's own fields, `themes` and `zones` among them. `promoter`: the office,
    the body or the network that will answer."""
    at = clock.now()
    owner = {promoter._meta.model_name: promoter}
    if isinstance(promoter, Organization) and not _is_entrusted(promoter.pk):
        raise ActRefused(_not_entrusted())
    plain = {name: value for name, value in facts.items() if name not in MANY}
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(**plain, **owner, created_at=at)
    except IntegrityError:
        raise ActRefused(
            _("C’è già una campagna con questo nome nell’indirizzo: scegline un altro.")
        ) from None
    _set_many(campaign, facts)
    note = {"code": campaign.code, "promoter": str(promoter)}
    events.record(events.Act("draft", campaign, actor, at, note))
    return campaign


@transaction.atomic
def change(campaign: Campaign, facts: Mapping[str, Any], *, actor: User) -> None:
    """Its address never changes: it is printed on leaflets."""
    at = clock.now()
    plain = {name: value for name, value in facts.items() if name not in {*MANY, "code"}}
    _refuse_to_last_longer(campaign, plain["closes_on"])
    Campaign.objects.filter(pk=campaign.pk).update(**plain)
    _set_many(campaign, facts)
    campaign.refresh_from_db()
    events.record(events.Act("change", campaign, actor, at, {"changed": sorted(facts)}))


def _set_many(campaign: Campaign, facts: Mapping[str, Any]) -> None:
    themes: Iterable[Theme] = facts["themes"]
    zones: Iterable[Zone] = facts["zones"]
    campaign.themes.set(themes)
    campaign.zones.set(zones)


def _refuse_to_last_longer(campaign: Campaign, last_day: date | None) -> None:
    """Of a body that is no longer entrusted, what is open runs to its end and no further."""
    if _is_entrusted(campaign.organization_id):
        return
    rows = Campaign.objects.filter(pk=campaign.pk, status=CampaignStatus.OPEN)
    known = rows.values_list("closes_on", flat=True).first()
    if known and (last_day is None or last_day > known):
        raise ActRefused(
            _("Al tuo ente l’ascolto non è più affidato: la campagna arriva al suo ultimo giorno, "
              "che non si sposta più in là. Quello che hai scritto è ancora qui.")
        )  # fmt: skip


def _is_entrusted(body: int | None) -> bool:
    """No body: an office or a network, that need not be. Until the end of the act nobody
    withdraws."""
    if body is None:
        return True
    rows = Entrustment.objects.in_force().select_for_update().filter(organization=body)
    return bool(rows.values_list("pk"))


def _not_entrusted() -> str:
    return _("Al tuo ente l’ascolto non è affidato, o non lo è più: chiedilo all’ufficio che lo "
             "affida. Nulla è cambiato.")  # fmt: skip


@transaction.atomic
def start_listening(campaign: Campaign, *, actor: User) -> None:
    """From now on anybody may say something."""
    at = clock.now()
    if not _is_entrusted(campaign.organization_id):
        raise ActRefused(_not_entrusted())
    if campaign.closes_on and campaign.closes_on < day_of(at):
        raise ActRefused(_("L’ultimo giorno d’ascolto è passato: prima scrivine un altro."))
    opened_at = campaign.opened_at or at
    move(campaign, CampaignStatus.OPEN, verb="open", actor=actor, at=at, opened_at=opened_at)


def stop_listening(campaign: Campaign, *, actor: User | None) -> None:
    """Nobody says anything more; what was said still gets its answers."""
    at = clock.now()
    move(campaign, CampaignStatus.CLOSED, verb="close", actor=actor, at=at, closed_at=at)


def end_by(organization: Organization, last_day: date, *, actor: User, at: datetime) -> None:
    """The open campaigns of a body that have no last day get this one."""
    for campaign in open_campaigns_of(organization).filter(closes_on=None):
        Campaign.objects.filter(pk=campaign.pk).update(closes_on=last_day)
        facts = {"changed": ["closes_on"], "closes_on": last_day.isoformat()}
        events.record(events.Act("change", campaign, actor, at, facts))


def close_due() -> int:
    """The campaigns whose last day is over."""
    today = day_of(clock.now())
    due = Campaign.objects.filter(status=CampaignStatus.OPEN, closes_on__lt=today).order_by("pk")
    for campaign in due:
        stop_listening(campaign, actor=None)
    return len(due)


def listens(campaign: Campaign, at: datetime) -> bool:
    in_time = campaign.closes_on is None or day_of(at) <= campaign.closes_on
    return campaign.status == CampaignStatus.OPEN and in_time
