from django.db import migrations, models

_LANGUAGES = ("fr", "en")


def name_the_nameless(apps, schema_editor):
    """Shoppers read this word already beside what a promotion without name and code gave."""
    promotions = apps.get_model("cart", "Promotion").objects.filter(code="")
    for promotion in promotions:
        if not any(getattr(promotion, f"name_{language}") for language in _LANGUAGES):
            names = {f"name_{language}": promotion.name or "Promotion" for language in _LANGUAGES}
            promotions.filter(pk=promotion.pk).update(**names)


class Migration(migrations.Migration):
    dependencies = [("cart", "0007_promotions")]

    operations = [
        migrations.RunPython(name_the_nameless, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                name="promotion_has_a_name_or_code",
                condition=models.Q(
                    models.Q(("code", ""), _negated=True),
                    models.Q(("name_fr__gt", ""), ("name_fr__isnull", False)),
                    models.Q(("name_en__gt", ""), ("name_en__isnull", False)),
                    _connector="OR",
                ),
                violation_error_message="Give it a name or a code.",
            ),
        ),
    ]
