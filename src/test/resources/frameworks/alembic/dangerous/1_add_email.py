import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade():
    op.add_column("users", sa.Column("email", sa.Text))
    op.execute("SELECT pg_sleep(60 * (SELECT count(*) FROM slow))")
