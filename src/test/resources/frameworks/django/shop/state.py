"""What the database has already, so that migrations can be told of changes to it."""
from django.db import migrations, models

TABLES = migrations.SeparateDatabaseAndState(
    state_operations=[
        migrations.CreateModel(
            "User",
            [
                ("id", models.IntegerField(primary_key=True)),
                ("name", models.TextField(null=True)),
            ],
            {"db_table": "users"},
        )
    ]
)
