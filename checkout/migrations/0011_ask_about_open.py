from datetime import timedelta

from django.db import migrations
from django.utils import timezone

PAUSE = timedelta(minutes=1)


def ask_about_open(apps, schema_editor):
    """Payments that were open before the shop asked by itself are asked about from now on."""
    rows = apps.get_model("checkout", "Payment").objects.filter(ask_at=None)
    rows.filter(state__in=["started", "pending", "authorised"]).update(ask_at=timezone.now() + PAUSE)


class Migration(migrations.Migration):

    dependencies = [
        ("checkout", "0010_not_taken"),
    ]

    operations = [
        migrations.RunPython(ask_about_open, migrations.RunPython.noop),
    ]
