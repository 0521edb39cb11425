import os
import time

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade():
    """Idles in its transaction while the file LINGER is there."""
    op.add_column("users", sa.Column("phone", sa.Text))
    while os.path.exists(os.environ["LINGER"]):
        time.sleep(0.1)
