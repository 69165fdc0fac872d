"""The file of a document is made after the commit of its act: when next, how often tried, why it failed."""

from django.db import migrations, models
from django.db.models import F, Q


def made_at_once(apps: object, schema_editor: object) -> None:
    """Say of the documents that are there that they were made when they were issued."""
    apps.get_model("documents", "Document").objects.update(render_after=F("issued_at"))  # type: ignore[attr-defined]


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_initial")]
    operations = [
        migrations.AlterField(
            "document", "sha256", models.CharField(blank=True, default="", max_length=64, verbose_name="内容摘要")
        ),
        migrations.AlterField("document", "size", models.PositiveIntegerField(default=0, verbose_name="字节数")),
        migrations.AddField(
            "document", "render_after", models.DateTimeField(null=True, verbose_name="最早制作文件时间")
        ),
        migrations.AddField(
            "document", "render_attempts", models.PositiveSmallIntegerField(default=0, verbose_name="制作文件次数")
        ),
        migrations.AddField(
            "document",
            "render_error",
            models.CharField(blank=True, default="", max_length=80, verbose_name="制作文件失败原因"),
        ),
        migrations.RunPython(made_at_once, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("document", "render_after", models.DateTimeField(verbose_name="最早制作文件时间")),
        migrations.AddIndex(
            "document",
            models.Index(condition=Q(sha256=""), fields=["render_after", "id"], name="document_unrendered"),
        ),
    ]
