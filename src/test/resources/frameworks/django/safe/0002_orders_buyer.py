from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_name_index")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE orders ADD CONSTRAINT orders_buyer"
            " FOREIGN KEY (user_id) REFERENCES users NOT VALID"
        ),
    ]
