from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0000_initial")]
    operations = [
        migrations.AddField("user", "email", models.TextField(null=True)),
        migrations.RunSQL("SELECT pg_sleep(60 * (SELECT count(*) FROM slow))"),
    ]
