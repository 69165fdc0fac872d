from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0013_incident_of_papers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='incidentretry',
            name='kind',
            field=models.CharField(choices=[('rung', '督办阶梯'), ('notice', '通知'), ('task', '流程任务'), ('job', '后台任务'), ('paper', '文书文件'), ('clock', '期限')], max_length=10, verbose_name='类别'),
        ),
    ]
