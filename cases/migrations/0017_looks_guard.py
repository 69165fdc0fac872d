"""Looks are written once, as events are."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION cases_look_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'looks are append-only';
END $$;
CREATE TRIGGER cases_access_no_change BEFORE UPDATE OR DELETE ON cases_access
    FOR EACH ROW EXECUTE FUNCTION cases_look_is_final();
CREATE TRIGGER cases_access_no_truncate BEFORE TRUNCATE ON cases_access
    FOR EACH STATEMENT EXECUTE FUNCTION cases_look_is_final();
"""
BACKWARD = """
DROP TRIGGER cases_access_no_truncate ON cases_access;
DROP TRIGGER cases_access_no_change ON cases_access;
DROP FUNCTION cases_look_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_store_identity")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
