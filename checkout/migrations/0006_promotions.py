
import django.db.models.deletion
import django.db.models.expressions
import shop.core.clock
import shop.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cart', '0007_promotions'),
        ('checkout', '0005_vat'),
        ('messaging', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='order',
            options={'ordering': ['-created_at', '-pk'], 'permissions': [('view_personal_data', 'Can see names and addresses'), ('cancel_order', 'Can cancel an order before it is packed')], 'verbose_name': 'order', 'verbose_name_plural': 'orders'},
        ),
        migrations.CreateModel(
            name='Redemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=shop.core.clock.now, editable=False, verbose_name='at')),
            ],
            options={
                'verbose_name': 'use of a promotion',
                'verbose_name_plural': 'uses of promotions',
                'ordering': ['pk'],
                'default_permissions': [],
            },
        ),
        migrations.RemoveConstraint(
            model_name='order',
            name='order_total_is_its_parts',
        ),
        migrations.AddField(
            model_name='order',
            name='delivery_discount',
            field=shop.core.fields.AmountField(default=0, verbose_name='off delivery'),
        ),
        migrations.AddField(
            model_name='order',
            name='promotion_rows',
            field=models.JSONField(blank=True, default=list, verbose_name='promotions'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('subtotal'), '-', models.F('discount')), '+', models.F('delivery')), '-', models.F('delivery_discount')), '-', models.F('relief')))), name='order_total_is_its_parts'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('delivery_discount__lte', models.F('delivery'))), name='order_discount_within_delivery'),
        ),
        migrations.AddField(
            model_name='redemption',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redemptions', to='checkout.order', verbose_name='order'),
        ),
        migrations.AddField(
            model_name='redemption',
            name='promotion',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='redemptions', to='cart.promotion', verbose_name='promotion'),
        ),
        migrations.AddConstraint(
            model_name='redemption',
            constraint=models.UniqueConstraint(fields=('order', 'promotion'), name='redemption_once_an_order'),
        ),
    ]
