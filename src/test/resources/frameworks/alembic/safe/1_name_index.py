from alembic import op

revision = "1"
down_revision = None


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("users_name", "users", ["name"], postgresql_concurrently=True)
