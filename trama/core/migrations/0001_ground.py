"""Roles, extensions, the clock, text functions and the cache: before any other table exists."""

from pathlib import Path

from django.conf import settings
from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


def sql(name, drop):
    text = (SQL / name).read_text()
    return migrations.RunSQL(text, drop)


class Migration(migrations.Migration):
    initial = True
    run_before = [
        ("contenttypes", "0001_initial"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0001_initial"),
    ]
    dependencies = []
    operations = [
        migrations.RunSQL(
            (SQL / "roles.sql").read_text().replace("%(app)s", settings.APP_ROLE),
            migrations.RunSQL.noop,
        ),
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        sql("clock.sql", "DROP FUNCTION trama_now()"),
        sql(
            "text.sql",
            "DROP FUNCTION trama_query(text), trama_search(text); DROP FUNCTION trama_key(text)",
        ),
        sql("cache.sql", "DROP TABLE core_cache"),
    ]
