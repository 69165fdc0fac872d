from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('cases', '0014_series_by_division'),
    ]

    operations = [
        migrations.AlterField(
            model_name='evidence',
            name='content_type',
            field=models.CharField(max_length=100, verbose_name='文件类型'),
        ),
    ]
