"""For whom: the words of Milan's open data on social services, and those the field adds."""

from django.db import migrations

TARGETS = [
    ("children", "Bambini (0-10)", "Children (0-10)"),
    ("adolescents", "Adolescenti (11-18)", "Adolescents (11-18)"),
    ("young-people", "Giovani", "Young people"),
    ("adults", "Adulti", "Adults"),
    ("older-people", "Anziani", "Older people"),
    ("families", "Famiglie", "Families"),
    ("migrants", "Migranti", "Migrants"),
    ("disability", "Persone con disabilità", "People with disabilities"),
    ("mental-distress", "Persone con disagio mentale", "People with mental distress"),
    ("women-violence", "Donne vittime di violenza", "Women victims of violence"),
    ("homeless", "Persone senza dimora", "Homeless people"),
    ("unaccompanied-minors", "Minori stranieri non accompagnati", "Unaccompanied foreign minors"),
    ("neet", "Giovani che non studiano e non lavorano", "Young people not in work or education"),
    ("caregivers", "Chi assiste un familiare", "Family caregivers"),
    ("lgbtqia", "Persone LGBTQIA+", "LGBTQIA+ people"),
    ("detainees", "Persone detenute o che lo sono state", "Prisoners and former prisoners"),
]


def fill(apps, schema_editor):
    model = apps.get_model("programming", "Target")
    for position, (code, it, en) in enumerate(TARGETS, start=1):
        model.objects.get_or_create(
            code=code, defaults={"label_it": it, "label_en": en, "position": position}
        )


class Migration(migrations.Migration):
    dependencies = [("programming", "0003_targets_and_periods")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
