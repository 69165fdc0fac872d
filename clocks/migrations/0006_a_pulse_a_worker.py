from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clocks", "0005_drop_unread")]

    operations = [
        migrations.AlterField("heartbeat", "name", models.CharField(max_length=120, primary_key=True, serialize=False)),
        migrations.AddIndex(
            "rung",
            models.Index(
                fields=["id"], condition=models.Q(fired_at__isnull=True, attempts__gt=0), name="rung_failed"
            ),
        ),
    ]
