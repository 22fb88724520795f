import django.db.models.deletion
from django.db import migrations, models

import trama.core.ids


class Migration(migrations.Migration):
    dependencies = [("learning", "0004_what_the_lab_keeps")]

    operations = [
        migrations.AlterField(
            model_name="libraryitem",
            name="status",
            field=models.CharField(
                choices=[
                    ("current", "in uso"),
                    ("replaced", "c’è una versione nuova"),
                    ("retired", "ritirato"),
                ],
                default="current",
                max_length=30,
            ),
        ),
        migrations.AddField(
            model_name="libraryitem",
            name="change",
            field=models.CharField(
                blank=True, default="", max_length=500, verbose_name="che cosa cambia, e perché"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="libraryitem",
            name="course",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="templates",
                to="learning.course",
            ),
        ),
        migrations.AddField(
            model_name="libraryitem",
            name="series",
            field=models.UUIDField(default=trama.core.ids.new_uid, editable=False),
        ),
        migrations.AddField(
            model_name="libraryitem",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        # The default was computed once for all the rows there were: each has its own series.
        migrations.RunSQL(
            "UPDATE learning_libraryitem SET series = uid", migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            model_name="libraryitem",
            constraint=models.UniqueConstraint(
                fields=("series", "version"), name="library_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("version", 1), models.Q(("change", ""), _negated=True), _connector="OR"),
                name="library_change_is_said",
            ),
        ),
    ]
