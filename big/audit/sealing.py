"""Seals what was recorded: the database takes events that wait off a queue and adds them to the chain."""

from django.db import connection, transaction

BATCH = 5_000
ROUNDS = 20


def seal_events() -> int:
    """Seal what is committed and waits, a bounded number in bounded transactions; gives how many.

    Safe to run twice at once: whoever finds another at it goes away. One statement a batch, whatever its size; the
    function is in big/audit/migrations/0004_sealing.py, and the queue behind it costs what it holds (`UnsealedEvent`).
    """
    total = 0
    for _ in range(ROUNDS):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select audit_seal(%s)", [BATCH])
            sealed: int = cursor.fetchone()[0]
        total += sealed
        if sealed < BATCH:
            break
    return total
