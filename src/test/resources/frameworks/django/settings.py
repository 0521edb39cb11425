import os

SECRET_KEY = "none"
INSTALLED_APPS = ["shop"]
MIGRATION_MODULES = {"shop": os.environ["MIGRATIONS"]}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["PGHOST"],
        "PORT": os.environ["PGPORT"],
        "USER": os.environ["PGUSER"],
        "NAME": os.environ["PGDATABASE"],
    }
}
USE_TZ = True
