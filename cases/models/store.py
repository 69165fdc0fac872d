"""Which store of files belongs to this database."""

from django.db import models


class StoreIdentity(models.Model):
    """The one row that holds the random mark of the store; the same mark lies in a file there (cases/identity.py)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.CharField(max_length=64)

    class Meta:
        verbose_name = "文件库标识"
        verbose_name_plural = verbose_name
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="store_identity_one")]  # noqa: RUF012
