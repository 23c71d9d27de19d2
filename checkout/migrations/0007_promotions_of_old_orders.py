from django.db import migrations


def write_down(apps, schema_editor):
    """Until now an order had one promotion at most, and its code alone was written down."""
    order = apps.get_model("checkout", "Order")
    for row in order.objects.filter(discount__gt=0).only("code", "discount").iterator():
        order.objects.filter(pk=row.pk).update(promotion_rows=[["", row.code, row.discount, 0]])


class Migration(migrations.Migration):

    dependencies = [("checkout", "0006_promotions")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop, elidable=True)]
