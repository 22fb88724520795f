from django.db import migrations
from django.db.models import Exists, OuterRef


def give_address(apps, schema_editor):
    """Who was created without the row that allauth keeps of an address: no page writes it now."""
    User = apps.get_model("accounts", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    has = EmailAddress.objects.filter(user=OuterRef("pk"))
    without = User.objects.exclude(email="").filter(~Exists(has))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email.lower(), verified=False, primary=True)
        for user in without.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sessions_round"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunPython(give_address, migrations.RunPython.noop)]
