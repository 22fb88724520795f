"""Lists of services brought in: by a command at once, by the web in two steps."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.workflow import move
from trama.ledger.formats.sheets.sheet import Remark, Sheet
from trama.ledger.lifecycle import receive_upload
from trama.needs.lifecycle import finding
from trama.needs.models import (
    CardStatus,
    CardVersion,
    Resource,
    ServiceImport,
    ServiceImportStatus,
)
from trama.needs.queries.placing import Atlas, NowhereError
from trama.needs.rules.content import MANY, content_of
from trama.needs.rules.layouts import Layout
from trama.needs.rules.service_list import CodeLists, Line, read_list
from trama.organizations.models import Organization
from trama.territory.models import Source

LOCK = "SELECT pg_advisory_xact_lock(hashtext('needs.service_list'))"
BATCH = 1000


@dataclass
class Plan:
    """What to write, what to refuse, what was taken but deserves a look."""

    created: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    updated: list[tuple[Resource, dict[str, Any]]] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Remark] = field(default_factory=list)
    doubts: list[Remark] = field(default_factory=list)

    @property
    def report(self) -> dict[str, Any]:
        return {
            "created": len(self.created),
            "updated": len(self.updated),
            "unchanged": self.unchanged,
            "refused": [asdict(remark) for remark in self.refused],
            "doubts": [asdict(remark) for remark in self.doubts],
        }


def source_named(code: str, layout: Layout) -> Source:
    """The source of this code; a list that we know brings its own title, publisher and licence."""
    return Source.objects.get_or_create(code=code, defaults=dict(layout.source) or {"title": code})[
        0
    ]


def own_source(organization: Organization) -> Source:
    """A body's own lists: the same service in the next one is the same card."""
    title = _("Elenco dei servizi di %(name)s") % {"name": organization.name}
    defaults = {"title": title[:200], "publisher": organization.name[:200]}
    code = f"ente-{organization.uid.hex}"
    return Source.objects.get_or_create(code=code, defaults=defaults)[0]


@transaction.atomic
def import_sheet(
    sheet: Sheet,
    layout: Layout,
    *,
    code: str,
    name: str,
    organization: Organization | None = None,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Bring in at once the list of the source of this code, and say what became of it. The same
    list twice changes nothing; a dry run leaves nothing written."""
    at = clock.now()
    source = source_named(code, layout)
    plan = _planned(sheet, layout, source, organization)
    if dry_run:
        transaction.set_rollback(True)
    if not dry_run and (plan.created or plan.updated):
        done = ServiceImport.objects.create(
            status=ServiceImportStatus.CONFIRMED,
            name=name[:255],
            source=source,
            organization=organization,
            asked_at=at,
        )
        _apply(done, plan, at)
    return plan.report


@transaction.atomic
def receive_list(
    upload: "UploadedFile[Any]",
    *,
    actor: User,
    sheet: str = "",
    organization: Organization | None = None,
) -> ServiceImport:
    """A list handed over: kept as it is; a job reads it and says what it would change."""
    at = clock.now()
    document = receive_upload(upload, actor=actor, at=at, unnamed="servizi")
    source = own_source(organization) if organization else _source_of(document.name)
    received = ServiceImport.objects.create(
        name=document.name,
        sheet=sheet,
        source=source,
        organization=organization,
        document=document,
        asked_by=actor,
        asked_at=at,
    )
    facts = {"name": received.name, "sha256": document.sha256, "source": source.code}
    events.record(events.Act("receive", received, actor, at, facts))
    jobs.defer("needs.read_services", service_import=str(received.uid))
    return received


def _source_of(name: str) -> Source:
    """An office's list is known by its file's name, without dates and versions of its copy."""
    stem = name.rsplit(".", 1)[0]
    return Source.objects.get_or_create(code=slugify(stem)[:50], defaults={"title": stem[:200]})[0]


@transaction.atomic
def check_list(received: ServiceImport, sheet: Sheet, layout: Layout) -> None:
    """The dry run: what the list would change, cell by cell; a person confirms it or leaves it."""
    at = clock.now()
    report = _planned_for(received, sheet, layout).report
    ServiceImport.objects.filter(pk=received.pk).update(report=report)
    move(received, ServiceImportStatus.CHECKED, verb="check", actor=None, at=at)


@transaction.atomic
def confirm_list(checked: ServiceImport, *, actor: User) -> None:
    at = clock.now()
    move(checked, ServiceImportStatus.CONFIRMED, verb="confirm", actor=actor, at=at)
    jobs.defer("needs.read_services", service_import=str(checked.uid))


@transaction.atomic
def apply_list(confirmed: ServiceImport, sheet: Sheet, layout: Layout) -> None:
    """Write what a confirmed list says: cards may have changed since, the plan is made anew."""
    at = clock.now()
    _apply(confirmed, _planned_for(confirmed, sheet, layout), at)


@transaction.atomic
def set_unreadable(received: ServiceImport, problem: str) -> None:
    """The file is no list of services: nothing was written, and the page says why."""
    at = clock.now()
    status, short = ServiceImportStatus.UNREADABLE, problem[:500]
    move(received, status, verb="set_unreadable", actor=None, at=at, problem=short)


# ---------------------------------------------------------------- planning


def _planned_for(handed: ServiceImport, sheet: Sheet, layout: Layout) -> Plan:
    if handed.source is None:
        raise ValueError("A list of services without a source.")
    is_own = handed.organization is not None
    return _planned(sheet, layout, handed.source, handed.organization, is_own=is_own)


def _planned(
    sheet: Sheet,
    layout: Layout,
    source: Source,
    organization: Organization | None,
    *,
    is_own: bool = False,
) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    lines = list(read_list(sheet, layout, CodeLists.read()))
    plan = Plan(refused=[remark for line in lines for remark in line.wrong])
    rows = Resource.objects.filter(source=source).exclude(source_key="")
    known = {
        card.source_key: card
        for card in rows.select_related("theme", "nil").prefetch_related("targets", "served")
    }
    atlas = Atlas()
    bodies = _bodies(lines)
    for line in lines:
        try:
            facts = _placed(line, layout, atlas, plan)
        except NowhereError as error:
            plan.refused.append(_remark(line, layout, error.field, str(error)))
            continue
        if line.wrong:
            continue
        plan.doubts.extend(line.doubts)
        facts["organization"] = organization or _body(line, layout, bodies, plan)
        _compare(line, layout, facts, known.get(line.key), plan, is_own=is_own)
    plan.refused.sort(key=lambda remark: remark.row)
    return plan


def _bodies(lines: Sequence[Line]) -> dict[str, Organization]:
    codes = {line.said.get("organization", "") for line in lines} - {""}
    return Organization.objects.filter(codice_fiscale__in=codes).in_bulk(
        field_name="codice_fiscale"
    )


def _body(
    line: Line, layout: Layout, bodies: Mapping[str, Organization], plan: Plan
) -> Organization | None:
    code = line.said.get("organization", "")
    if code and code not in bodies:
        words = _("Nessun ente del registro ha questo codice fiscale: la scheda resta senza ente.")
        plan.doubts.append(_remark(line, layout, "organization", words))
    return bodies.get(code)


def _placed(line: Line, layout: Layout, atlas: Atlas, plan: Plan) -> dict[str, Any]:
    place = atlas.place(line.said, decimal=layout.decimal, serves_municipio=layout.serves_municipio)
    plan.doubts.extend(_remark(line, layout, name, words) for name, words in place.doubts)
    if place.nil is None and not place.served:
        raise NowhereError("address", _("Manca il dove: un indirizzo, un punto o una zona."))
    where = {
        "nil": place.nil,
        "longitude": place.longitude,
        "latitude": place.latitude,
        "served": list(dict.fromkeys(place.served)),
    }
    return {"targets": [], **line.facts, **where}


def _remark(line: Line, layout: Layout, name: str, reason: str) -> Remark:
    return Remark(line.row, layout.columns.get(name, name), line.said.get(name, "")[:100], reason)


def _compare(
    line: Line,
    layout: Layout,
    facts: dict[str, Any],
    card: Resource | None,
    plan: Plan,
    *,
    is_own: bool,
) -> None:
    """A body's own list changes the body's own cards; any other, only what nobody keeps."""
    if card is None:
        plan.created.append((line.key, facts))
    elif not _changes(card, facts):
        plan.unchanged += 1
    elif card.status not in {CardStatus.PUBLISHED, CardStatus.DRAFT}:
        words = _("La scheda è chiusa o unita a un’altra: non si aggiorna.")
        plan.refused.append(_remark(line, layout, "title", words))
    elif not is_own and not card.is_listed:
        words = _("La scheda è curata da chi la conosce: l’elenco non la cambia.")
        plan.refused.append(_remark(line, layout, "title", words))
    else:
        plan.updated.append((card, facts))


def _changes(card: Resource, facts: Mapping[str, Any]) -> bool:
    for name, value in facts.items():
        before = getattr(card, name)
        if name in MANY:
            if {one.pk for one in before.all()} != {one.pk for one in value}:
                return True
        elif before != value:
            return True
    return False


# ---------------------------------------------------------------- writing


def _apply(done: ServiceImport, plan: Plan, at: datetime) -> None:
    """One event for the list, which names the cards it made; one for each card it changed."""
    author = done.asked_by if done.organization else None
    cards = [
        Resource(
            status=CardStatus.PUBLISHED,
            source=done.source,
            source_key=key,
            author=author,
            created_at=at,
            updated_at=at,
            published_at=at,
            verified_at=at if author else None,
            **{name: value for name, value in facts.items() if name not in MANY},
        )
        for key, facts in plan.created
    ]
    Resource.objects.bulk_create(cards, batch_size=BATCH)
    for name in MANY & {"targets", "served"}:
        _fill(
            name,
            [(card, facts[name]) for card, (_key, facts) in zip(cards, plan.created, strict=True)],
        )
    for card, facts in plan.updated:
        _update(done, card, facts, author, at)
    written = [*cards, *(card for card, _facts in plan.updated)]
    finding.index(written)
    _keep_versions(written, done, author, at)
    ServiceImport.objects.filter(pk=done.pk).update(report=plan.report)
    note = {
        **{key: value for key, value in plan.report.items() if isinstance(value, int)},
        "refused": len(plan.refused),
        "name": done.name,
        "resources": [str(card.uid) for card in cards],
    }
    move(done, ServiceImportStatus.APPLIED, verb="apply", actor=done.asked_by, at=at, note=note)
    if written:
        jobs.defer("needs.count_words", lock="needs.count_words")


def _fill(name: str, rows: Sequence[tuple[Resource, Sequence[Any]]]) -> None:
    through: Any = getattr(Resource, name).through
    other = "target_id" if name == "targets" else "zone_id"
    links = [
        through(**{"resource_id": card.pk, other: one.pk}) for card, many in rows for one in many
    ]
    through.objects.bulk_create(links, batch_size=BATCH)


def _update(
    done: ServiceImport, card: Resource, facts: Mapping[str, Any], author: User | None, at: datetime
) -> None:
    before = content_of(card)
    for name, value in facts.items():
        if name in MANY:
            getattr(card, name).set(value)
        else:
            setattr(card, name, value)
    card.version += 1
    card.updated_at = at
    card.verified_at = at if author else card.verified_at
    if card.free is not None and (card.capacity is None or card.free > card.capacity):
        card.free = None
    card._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # what was compared is old
    card.save()
    after = content_of(card)
    changed = sorted(name for name in after if after[name] != before[name])
    what = {"version": card.version, "changed": changed, "import": str(done.uid)}
    events.record(events.Act("update_from_list", card, done.asked_by, at, what))


def _keep_versions(
    cards: Sequence[Resource], done: ServiceImport, author: User | None, at: datetime
) -> None:
    note = _("dall’elenco «%(name)s»") % {"name": done.name[:200]}
    CardVersion.objects.bulk_create(
        [
            CardVersion(
                resource=card,
                number=card.version,
                content=content_of(card),
                author=author,
                written_at=at,
                note=note,
            )
            for card in cards
        ],
        batch_size=BATCH,
    )
