from django.db import migrations

import cases.privacy


class Migration(migrations.Migration):
    """The ciphertexts are the same; the column is now found with the other encrypted ones."""

    dependencies = [
        ('documents', '0003_rendered_after_commit'),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='fields',
            field=cases.privacy.EncryptedTextField(verbose_name='填写内容'),
        ),
    ]
