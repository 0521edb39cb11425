from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("shop", "0000_initial")]
    operations = [
        AddIndexConcurrently("user", models.Index(fields=["name"], name="users_name")),
    ]
