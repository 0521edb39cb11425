from django.db import migrations

from shop.state import TABLES


class Migration(migrations.Migration):
    initial = True
    operations = [TABLES]
