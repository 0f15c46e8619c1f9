"""Two database roles: the owner migrates, and the application's own may read and write rows and nothing more.

So the application's role can neither drop a trigger that guards the audit log, nor truncate or alter a table; and of
the audit log it may only read and add rows.
With no DATABASE_OWNER_URL the role of DATABASE_URL is both, and nothing here does anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from psycopg2 import sql

_ROWS = "SELECT, INSERT, UPDATE, DELETE"
# Of the audit log the application only adds to it; the sealing of it runs with the owner's rights.
_LESS = {
    "audit_auditevent": "SELECT, INSERT",
    "audit_auditsubject": "SELECT, INSERT",
    "audit_auditseal": "SELECT",
    "audit_unsealed": "SELECT",
}


@contextmanager
def as_owner() -> Iterator[None]:
    """Let the default connection be the owner's for the block."""
    owner = settings.DATABASE_OWNER
    if owner is None:
        yield
        return
    mine = dict(connection.settings_dict)
    connection.close()
    # Not the name: under test it is the test database's.
    connection.settings_dict.update({key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")})
    try:
        yield
        grant_rows(mine["USER"], mine["PASSWORD"])
    finally:
        connection.close()
        connection.settings_dict.update(mine)


def grant_rows(role: str, password: str) -> None:
    """Let `role` use every table and sequence of today and tomorrow, the audit log for adding to it alone.

    Makes the role where the owner may make roles.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        if role == owner:
            return
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            make = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            cursor.execute(make.format(sql.Identifier(role), sql.Literal(password)))
        for line in (
            "GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT {_ROWS} ON ALL TABLES IN SCHEMA public TO {{role}}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} IN SCHEMA public GRANT {_ROWS} ON TABLES TO {{role}}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
            # Versions are written by triggers, which run as the owner, and by nobody else.
            "GRANT USAGE ON SCHEMA history, past, known TO {role}",
            "GRANT SELECT ON ALL TABLES IN SCHEMA history, past, known TO {role}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA history, past, known GRANT SELECT ON TABLES TO {role}",
        ):
            cursor.execute(sql.SQL(line).format(role=sql.Identifier(role), owner=sql.Identifier(owner)))
        tables = set(connection.introspection.table_names(cursor))
        for table, rights in _LESS.items():
            if table in tables:
                line = f"REVOKE ALL ON {table} FROM {{role}}; GRANT {rights} ON {table} TO {{role}}"
                cursor.execute(sql.SQL(line).format(role=sql.Identifier(role)))
