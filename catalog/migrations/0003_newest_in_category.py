

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0002_search'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('is_published', True)), fields=['category', '-created_at', '-id'], name='product_newest_in_category'),
        ),
    ]
