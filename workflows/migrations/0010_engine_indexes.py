"""Indexes that the workflow library's tables lack for what we ask of them (they are not our models)."""

from django.db import migrations

FORWARD = """
CREATE INDEX workflows_task_open ON viewflow_task (process_id, status) WHERE status IN ('NEW', 'ASSIGNED', 'STARTED');
CREATE INDEX workflows_process_case ON viewflow_process (flow_class, artifact_object_id);
"""
BACKWARD = """
DROP INDEX workflows_process_case;
DROP INDEX workflows_task_open;
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_initial"), ("viewflow", "0015_task_scheduled")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
