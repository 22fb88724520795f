"""The first measures of the board, one a theme, and the components of the risk index.

Where no source is named, a factor is an assumption to be replaced by local data: the measure says
low confidence, and the pages show it.
"""

from django.db import migrations

ASSUMED = "ipotesi di lavoro, da sostituire con dati locali"


def indicator(code):
    return {"indicator": code}


def factor(value, it, en, source=ASSUMED):
    return {"factor": value, "label_it": it, "label_en": en, "source": source}


def seekers(value, en="share of those who look for it"):
    return factor(value, "quota di chi lo cerca", en)


LOOKING = "ipotesi: da sostituire con un’indagine tra le famiglie"
ALIKE = "approssimazione: come se a ogni età i minori fossero gli stessi"

# code, Italian, English, theme, targets, unit, terms, catchment in metres walked, confidence
MEASURES = [
    ("after-school-11-14", "Doposcuola 11–14 anni", "After-school 11–14", "edu-support", ["adolescents"], "places",
     [indicator("minors"), factor("0.2222", "quota di chi ha 11–14 anni (4 su 18)", "share aged 11–14 (4 in 18)", ALIKE),
      factor("0.22", "quota di chi lo cerca", "share of those who look for it", LOOKING)], 1100),
    ("italian-for-parents", "Italiano per genitori", "Italian for parents", "language", ["migrants"], "places",
     [indicator("foreign-residents"), seekers("0.04")], 2000),
    ("evening-spaces-14-18", "Spazi la sera, 14–18 anni", "Evening spaces, 14–18", "leisure-sport-culture", ["adolescents"], "hours_week",
     [indicator("minors"), factor("0.004", "ore a settimana ogni minore residente", "hours a week for each resident minor")], 1500),
    ("respite-care", "Sollievo a chi assiste un anziano", "Respite for those who care for an older person", "health-access", ["caregivers"], "hours_week",
     [indicator("aged-80-over"), factor("0.08", "quota assistita in casa da un familiare che chiede aiuto", "share cared for at home by a relative who asks for help"),
      factor("2", "ore a settimana ciascuno", "hours a week each")], 2000),
    ("short-stay-housing", "Accoglienza abitativa breve", "Short-stay housing", "housing", ["families"], "beds",
     [indicator("households"), factor("0.001", "quota che perde la casa in un anno", "share losing their home in a year")], 5000),
    ("food-parcels", "Pacchi alimentari", "Food parcels", "food", ["families"], "parcels_month",
     [indicator("households"), seekers("0.02")], 1500),
    ("help-with-bills", "Aiuto con le bollette", "Help with bills", "energy-bills", ["families"], "households",
     [indicator("households"), seekers("0.03")], 3000),
    ("benefit-advice", "Orientamento a sussidi e ISEE", "Advice on benefits", "income-benefits", [], "hours_week",
     [indicator("households"), factor("0.002", "ore a settimana ogni famiglia", "hours a week for each household")], 2000),
    ("job-guidance", "Orientamento al lavoro", "Job guidance", "work", ["adults"], "places",
     [indicator("residents"), seekers("0.005")], 3000),
    ("early-years-places", "Posti 0–2 anni", "Places for ages 0–2", "early-years", ["children"], "places",
     [indicator("births"), factor("3", "tre anni di nascite", "three years of births", "approssimazione: non conta chi arriva e chi parte"),
      factor("0.33", "quota di bambini con un posto", "share of children with a place", "obiettivo del Consiglio europeo di Barcellona, 2002")], 1100),
    ("rights-desk", "Sportello su diritti e documenti", "Rights and documents desk", "rights-documents", ["migrants"], "hours_week",
     [indicator("foreign-residents"), factor("0.003", "ore a settimana ogni residente straniero", "hours a week for each foreign resident")], 2000),
    ("teen-psychology", "Sostegno psicologico, 11–18 anni", "Psychological support, 11–18", "mental-health", ["adolescents"], "places",
     [indicator("minors"), factor("0.4444", "quota di chi ha 11–18 anni (8 su 18)", "share aged 11–18 (8 in 18)", ALIKE), seekers("0.03")], 2500),
    ("sen-afternoons", "Pomeriggi per minori con disabilità", "Afternoons for minors with disabilities", "disability-sen", ["disability"], "places",
     [indicator("minors"), factor("0.04", "quota con una disabilità o un bisogno certificato", "share with a certified disability or need"), seekers("0.25")], 2500),
    ("parent-groups", "Gruppi per genitori soli", "Groups for single parents", "parenting", ["families"], "places",
     [indicator("single-parents-with-minors"), seekers("0.1")], 1500),
    ("company-for-older-people", "Compagnia agli anziani soli", "Company for older people alone", "loneliness", ["older-people"], "places",
     [indicator("aged-80-over"), factor("0.4", "quota che vive sola", "share living alone"), seekers("0.1")], 1100),
    ("violence-shelter", "Accoglienza per donne vittime di violenza", "Shelter for women victims of violence", "violence", ["women-violence"], "beds",
     [indicator("residents"), factor("0.0001", "un posto ogni 10.000 abitanti", "one place for 10,000 inhabitants", "Convenzione di Istanbul, relazione esplicativa, art. 23")], 8000),
    ("discrimination-desk", "Sportello contro le discriminazioni", "Anti-discrimination desk", "discrimination", [], "hours_week",
     [indicator("residents"), factor("0.0001", "ore a settimana ogni abitante", "hours a week for each inhabitant")], 5000),
    ("digital-help", "Aiuto digitale per anziani", "Digital help for older people", "digital", ["older-people"], "places",
     [indicator("aged-65-over"), seekers("0.02")], 1100),
    ("accompanied-trips", "Accompagnamenti a visite e uffici", "Accompanied trips", "transport", ["older-people"], "hours_week",
     [indicator("aged-80-over"), factor("0.03", "ore a settimana ogni persona", "hours a week for each person")], 3000),
    ("family-support", "Presa in carico di famiglie con minori", "Support of families with minors", "child-poverty", ["families"], "households",
     [indicator("single-parents-with-minors"), seekers("0.2")], 2000),
]
HIGHER = {"violence-shelter": "medium", "early-years-places": "medium"}

INDICATORS = {
    "residents": ("Residenti", "Residents", "persone", "people", True, 10),
    "minors": ("Minori", "Minors", "persone", "people", True, 20),
    "foreign-residents": ("Residenti stranieri", "Foreign residents", "persone", "people", True, 30),
    "households": ("Famiglie", "Households", "famiglie", "households", True, 40),
    "single-parents-with-minors": ("Genitori soli con minori", "Single parents with minors", "famiglie", "households", True, 80),
    "listed-services": ("Servizi sociali censiti", "Listed social services", "servizi", "services", False, 150),
}
# code, Italian, English, numerator, denominator, polarity, weight
COMPONENTS = [
    ("minors-share", "Minori ogni cento residenti", "Minors per hundred residents", "minors", "residents", 1, 1),
    ("single-parents-share", "Famiglie con un genitore solo e minori, ogni cento", "Single-parent households with minors, per hundred", "single-parents-with-minors", "households", 1, 2),
    ("foreign-share", "Residenti stranieri ogni cento", "Foreign residents per hundred", "foreign-residents", "residents", 1, 1),
    ("services-per-minor", "Servizi censiti ogni minore", "Listed services per minor", "listed-services", "minors", -1, 1),
]


def fill(apps, schema_editor):
    Measure = apps.get_model("needs", "CoverageMeasure")
    Component = apps.get_model("needs", "IndexComponent")
    Indicator = apps.get_model("territory", "Indicator")
    themes = dict(apps.get_model("programming", "Theme").objects.values_list("code", "pk"))
    targets = dict(apps.get_model("programming", "Target").objects.values_list("code", "pk"))
    for position, (code, it, en, theme, aims, unit, terms, catchment) in enumerate(MEASURES, start=1):
        if theme not in themes:
            continue  # a code list of another city
        measure, created = Measure.objects.get_or_create(
            code=code,
            defaults={
                "label_it": it, "label_en": en, "theme_id": themes[theme], "unit": unit, "terms": terms,
                "catchment_m": catchment, "confidence": HIGHER.get(code, "low"), "position": position,
            },
        )
        if created:
            measure.targets.set([targets[aim] for aim in aims if aim in targets])
    known = {}
    for code, (it, en, unit_it, unit_en, people, position) in INDICATORS.items():
        known[code], _ = Indicator.objects.get_or_create(
            code=code,
            defaults={
                "label_it": it, "label_en": en, "unit_it": unit_it, "unit_en": unit_en,
                "counts_people": people, "position": position,
            },
        )
    for position, (code, it, en, above, below, polarity, weight) in enumerate(COMPONENTS, start=1):
        Component.objects.get_or_create(
            code=code,
            defaults={
                "label_it": it, "label_en": en, "numerator": known[above], "denominator": known[below],
                "polarity": polarity, "weight": weight, "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0004_coverage_workbook_and_absences"),
        ("programming", "0004_target_list"),
        ("territory", "0001_initial"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
