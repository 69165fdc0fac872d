"""The administration log is not emptied either."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER offices_entry_no_truncate BEFORE TRUNCATE ON offices_administrationentry
    FOR EACH STATEMENT EXECUTE FUNCTION offices_entry_is_final();
"""
BACKWARD = "DROP TRIGGER offices_entry_no_truncate ON offices_administrationentry;"


class Migration(migrations.Migration):
    dependencies = [("offices", "0005_administrator_changes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
