from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_store_identity'),
        ('clocks', '0006_a_pulse_a_worker'),
        ('offices', '0004_administration_log'),
    ]

    operations = [
        migrations.AddField(
            model_name='clock',
            name='incident',
            field=models.CharField(blank=True, db_default='', default='', max_length=80, verbose_name='异常'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('incident', ''), _negated=True), fields=['id'], name='clock_broken'),
        ),
    ]
