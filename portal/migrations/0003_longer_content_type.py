from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('portal', '0002_drop_updated_at'),
    ]

    operations = [
        migrations.AlterField(
            model_name='draftfile',
            name='content_type',
            field=models.CharField(max_length=100),
        ),
    ]
