from django.db import connection


def written_in(table: str) -> set[int]:
    """The transactions that wrote the rows of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT xmin::text::bigint FROM {table}")
        return {number for (number,) in cursor.fetchall()}
