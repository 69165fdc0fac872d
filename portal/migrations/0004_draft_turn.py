from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('portal', '0003_longer_content_type'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='turn',
            field=models.PositiveIntegerField(default=0, verbose_name='接手次数'),
        ),
    ]
