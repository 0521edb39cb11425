from alembic import op

revision = "2"
down_revision = "1"


def upgrade():
    op.create_foreign_key(
        "orders_buyer", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True
    )
