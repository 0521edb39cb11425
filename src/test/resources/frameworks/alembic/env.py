from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

# where to is told by PGHOST, PGPORT, PGUSER and PGDATABASE
with create_engine("postgresql+psycopg2://", poolclass=NullPool).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
