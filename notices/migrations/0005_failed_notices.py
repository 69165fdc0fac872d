from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_templates_and_leases")]

    operations = [
        migrations.AddIndex(
            "notice", models.Index(fields=["id"], condition=models.Q(status="failed"), name="notice_failed")
        ),
    ]
