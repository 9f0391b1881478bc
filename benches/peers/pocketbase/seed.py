"""Fills the database of PocketBase with accounts that cannot sign in, one registered each second.

    seed.py DATABASE COUNT

The API of PocketBase hashes a password for each account, so 100,000 of them would take hours.
"""
import sqlite3
import sys
import uuid
from datetime import datetime, timedelta, timezone

START = datetime(2026, 1, 1, tzinfo=timezone.utc)


def rows(count):
    for number in range(count):
        created = (START + timedelta(seconds=number)).strftime("%Y-%m-%d %H:%M:%S.000Z")
        yield f"u{number:014d}", f"k{uuid.uuid4().hex}", f"user{number}@example.com", created, created


def main(database, count):
    connection = sqlite3.connect(database)
    connection.executemany(
        "INSERT INTO users (id, tokenKey, email, created, updated, password, verified, emailVisibility) "
        "VALUES (?, ?, ?, ?, ?, 'x', 1, 0)",
        rows(count),
    )
    connection.commit()
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
