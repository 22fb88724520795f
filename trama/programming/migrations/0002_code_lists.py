"""Strands named by the source (seven of nine declared) and themes of need; both configurable."""

from django.db import migrations

STRANDS = [
    ("accoglienza", "Accoglienza", "Reception and shelter"),
    ("marginalita", "Marginalità", "Severe marginality"),
    ("poverta-educativa", "Povertà educativa", "Educational poverty"),
    ("lavoro", "Lavoro", "Work"),
    ("abitare", "Abitare", "Housing"),
    ("famiglie", "Famiglie", "Families"),
    ("discriminazione", "Contrasto alla discriminazione", "Anti-discrimination"),
]
THEMES = [
    ("food", "Cibo", "Food"),
    ("housing", "Casa", "Housing"),
    ("energy-bills", "Bollette", "Energy bills"),
    ("income-benefits", "Reddito e sussidi", "Income and benefits"),
    ("work", "Lavoro", "Work"),
    ("edu-support", "Sostegno scolastico", "School support"),
    ("early-years", "Prima infanzia", "Early years"),
    ("language", "Lingua italiana", "Italian language"),
    ("rights-documents", "Diritti e documenti", "Rights and documents"),
    ("health-access", "Accesso alle cure", "Access to health care"),
    ("mental-health", "Salute mentale", "Mental health"),
    ("disability-sen", "Disabilità e bisogni educativi speciali", "Disability and special educational needs"),
    ("parenting", "Genitorialità", "Parenting"),
    ("loneliness", "Solitudine", "Loneliness"),
    ("violence", "Violenza", "Violence"),
    ("discrimination", "Discriminazione", "Discrimination"),
    ("digital", "Competenze digitali", "Digital skills"),
    ("leisure-sport-culture", "Tempo libero, sport e cultura", "Leisure, sport and culture"),
    ("transport", "Trasporti", "Transport"),
    ("networking-coordination", "Reti e coordinamento", "Networking and coordination"),
    ("child-poverty", "Povertà minorile", "Child poverty"),
]


def fill(apps, schema_editor):
    for name, rows in (("Strand", STRANDS), ("Theme", THEMES)):
        model = apps.get_model("programming", name)
        for position, (code, it, en) in enumerate(rows, start=1):
            model.objects.get_or_create(
                code=code, defaults={"label_it": it, "label_en": en, "position": position}
            )


class Migration(migrations.Migration):
    dependencies = [("programming", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
