"""A what-if in words: what is tried, and how a placement is decided."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.needs.models import Scenario, ScenarioChange, ScenarioChangeKind
from trama.needs.rules.board import whole

MOST_CHANGES = 20


def euros(amount: Decimal | float) -> str:
    """«300.000 €»: cents only where there are some."""
    value = Decimal(str(amount))
    digits = 0 if value == value.to_integral_value() else 2
    return f"{number_format(value, digits, use_l10n=True, force_grouping=True)} €"


def change_words(change: ScenarioChange) -> str:
    """What is tried, in a line."""
    if change.kind == ScenarioChangeKind.REMOVE_ORGANIZATION:
        return _("Senza %(body)s") % {"body": change.organization}
    measure = change.measure
    facts = {
        "n": whole(change.places),
        "unit": measure.get_unit_display() if measure else "",
        "measure": measure,
        "nil": change.nil,
    }
    if change.kind == ScenarioChangeKind.ADD_RESOURCE:
        return _("%(n)s %(unit)s in più a %(nil)s: %(measure)s") % facts
    facts["budget"] = euros(change.budget or 0)
    return _("Fino a %(n)s %(unit)s con %(budget)s: %(measure)s") % facts


def change_details(change: ScenarioChange) -> list[str]:
    """The limits of a change, each in a few words."""
    if change.kind == ScenarioChangeKind.REMOVE_ORGANIZATION:
        return [_("Tutte le sue risorse, di ogni bisogno")]
    if change.kind == ScenarioChangeKind.ADD_RESOURCE:
        served = change.whole or _("solo il suo quartiere")
        return [_("Serve: %(where)s") % {"where": served}]
    details = [
        _("%(cost)s a posto, più %(site)s a sede")
        % {"cost": euros(change.cost_per_place or 0), "site": euros(change.cost_per_site or 0)},
        _("al massimo %(n)s in una sede") % {"n": whole(change.places_per_site)},
    ]
    if change.floor_per_municipio:
        details.append(
            _("almeno %(n)s in ogni Municipio") % {"n": whole(change.floor_per_municipio)}
        )
    if change.whole:
        details.append(_("sedi cercate solo in: %(where)s") % {"where": change.whole})
    if change.only_spaces:
        details.append(_("solo dove c’è uno spazio in elenco"))
    return details


def title_of(change: ScenarioChange) -> str:
    """The name of a scenario whose owner gave it none."""
    return change_words(change)[: Scenario._meta.get_field("title").max_length]


def facts_of(change: ScenarioChange) -> dict[str, Any]:
    """What the history keeps of a change: codes, no names of people."""
    return {
        "kind": change.kind,
        "measure": change.measure.code if change.measure else None,
        "nil": change.nil.code if change.nil else None,
        "organization": str(change.organization.uid) if change.organization else None,
        "places": change.places,
        "budget": str(change.budget) if change.budget is not None else None,
    }


def short_words(limit: str, needed: int, places: list[str], change: ScenarioChange) -> str:
    """Why a floor can't be reached, and how much of the limit would do. `needed`: of a budget,
    cents."""
    facts = {
        "floor": whole(change.floor_per_municipio),
        "budget": euros(change.budget or 0),
        "places": whole(change.places),
        "needed": whole(needed),
    }
    if limit == "sites":
        facts["where"] = ", ".join(places)
        return (
            _(
                "Non si arriva a %(floor)s posti in ogni Municipio: nelle sedi possibili non ci "
                "stanno, qui: %(where)s. Alza i posti per sede, o abbassa il minimo."
            )
            % facts
        )
    if limit == "places":
        return (
            _(
                "Con %(places)s posti non si arriva a %(floor)s in ogni Municipio: ne servono "
                "almeno %(needed)s. Alza i posti, o abbassa il minimo."
            )
            % facts
        )
    facts["needed"] = euros(-(-needed // 100))
    return (
        _(
            "Con %(budget)s non si arriva a %(floor)s posti in ogni Municipio: servono almeno "
            "%(needed)s. Alza il bilancio, o abbassa il minimo."
        )
        % facts
    )


def plan_sentence(plan: Mapping[str, Any], unit: str) -> str:
    """How much is opened, where, for how much, and who finds an answer."""
    opened = sum(site["places"] for site in plan["sites"])
    if not opened:
        return _(
            "Non conviene aprire niente: nessuna domanda nota è a portata, o i soldi non bastano."
        )
    sites = sum(site["sites"] for site in plan["sites"])
    said = ngettext(
        "Conviene una sede, %(places)s %(unit)s, per %(cost)s: "
        "rispondono a una domanda di %(met)s.",
        "Convengono %(n)d sedi, %(places)s %(unit)s in tutto, per %(cost)s: "
        "rispondono a una domanda di %(met)s.",
        sites,
    ) % {
        "n": sites,
        "places": whole(opened),
        "unit": unit,
        "cost": euros(plan["cost"]),
        "met": whole(plan["met"]),
    }
    return f"{said} {_unknown(plan['unknown'])}".strip()


def _unknown(count: int) -> str:
    """Of whom it is not known what they have already."""
    if not count:
        return ""
    return ngettext(
        "Di un quartiere non si sa quanti posti ha già: prima chiedilo.",
        "Di %(n)d quartieri non si sa quanti posti hanno già: prima chiedilo.",
        count,
    ) % {"n": count}


def plan_status(plan: Mapping[str, Any]) -> str:
    """Whether it is proved that nothing better exists; else how far the best may be."""
    if plan["optimal"]:
        return _("dimostrato: non esiste una scelta migliore")
    return _("il tempo è finito: una scelta migliore lo sarebbe al più del %(gap)s %%") % {
        "gap": number_format(round(plan["gap"] * 100, 1), 1, use_l10n=True)
    }


def plan_facts(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How the choice was made: what was maximized, what is proved, with which parameters."""
    return [
        (
            _("Che cosa si cerca"),
            _("rispondere a quante più richieste note si può, con i posti e i soldi dati"),
        ),
        (
            _("Equità"),
            _(
                "chi parte da meno viene prima: ciò che porta un quartiere fino a metà del suo "
                "bisogno conta il doppio"
            ),
        ),
        (_("Spesa"), _("tra le scelte che valgono uguale, la meno cara che si trova")),
        (
            _("A portata"),
            _("%(metres)s metri a piedi tra i centri dei quartieri: linea d’aria per 1,3")
            % {"metres": whole(plan["catchment_m"])},
        ),
        *_proof(plan),
    ]


def _proof(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    parameters = plan["parameters"]
    bound = _("%(bound)s: nessuna scelta vale di più") % {"bound": _digits(plan["bound"])}
    how = _(
        "programma intero risolto da HiGHS, un solo processo, seme %(seed)s, al più %(nodes)s "
        "passi o %(most)s secondi; massima copertura con capacità (Church e ReVelle, 1974)"
    ) % {
        "seed": parameters["seed"],
        "nodes": whole(parameters["nodes"]),
        "most": whole(parameters["seconds"]),
    }
    return [
        (_("Esito"), plan_status(plan)),
        (_("Valore trovato"), _digits(plan["objective"])),
        (_("Limite dimostrato"), bound),
        (
            _("Distanza dal limite"),
            f"{number_format(round(plan['gap'] * 100, 2), 2, use_l10n=True)} %",
        ),
        (_("Tempo"), _("%(seconds)s secondi") % {"seconds": _digits(plan["seconds"])}),
        (_("Come"), how),
    ]


def _digits(value: float) -> str:
    return number_format(round(value, 2), 2, use_l10n=True, force_grouping=True)
