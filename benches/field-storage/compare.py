#!/usr/bin/env python3
"""Where the values of fields of one's own could be stored, measured (docs/decisions/0106-fields-of-ones-own.md).

    scripts/with-postgres.sh --durable benches/field-storage/compare.py [--accounts 1000000]

Each layout is built for accounts with ten fields on SQLite and PostgreSQL, and the same questions are asked of each:

  rows    a row for each value with a key, in one table: what Vestibule does
  json    a JSON object in the account, with an index for each expression that is filtered by
  kinds   a table for each kind, with the value in its type

Nothing of Vestibule runs here: it decides between designs, so it must not be built with one of them. Needs Python 3 and, for
PostgreSQL, psql and TEST_DATABASE_URL, as the script above sets it. Times are the median of 21, in milliseconds, in one connection.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import tempfile
import time

PLANS = ["free", "basic", "plus", "pro", "team"]
DEPARTMENTS = ["sales", "support", "legal", "research", "board", "it", "care", "press", "law", "fleet"]
TIMES = 21
LAYOUTS = ["rows", "json", "kinds"]
# What Vestibule sets for lists (`PLANNER_SETTINGS` in src/store/postgres/mod.rs): without it PostgreSQL reads whole tables for a page.
PLANNER = ["enable_seqscan = off", "enable_bitmapscan = off", "enable_sort = off", "max_parallel_workers_per_gather = 0", "jit = off", "random_page_cost = 1.1"]


def values(number, rng):
    """The ten fields of one account, by name. Numbers and days are texts whose order is theirs, as in Vestibule."""
    return {
        "plan": PLANS[number % 5],
        "department": DEPARTMENTS[rng.randrange(10)],
        "customer": f"{number:012}",
        "birthday": f"{1950 + rng.randrange(60)}-{1 + rng.randrange(12):02}-{1 + rng.randrange(28):02}",
        "newsletter": rng.choice(["true", "false"]),
        "phone": f"+49301{rng.randrange(10**7):07}",
        "country": rng.choice(["DE", "AT", "CH", "FR", "IT"]),
        "employees": f"{rng.randrange(10**5):012}",
        "website": f"https://{number}.example.org/",
        "note": f"Customer since {2000 + rng.randrange(26)}, called {rng.randrange(1000)} times",
    }


FIELDS = list(values(0, random.Random(0)))
# Which table the layout of kinds has for a field.
KINDS = {
    "plan": "choice", "department": "choice", "country": "choice", "customer": "number", "employees": "number",
    "birthday": "date", "newsletter": "truth", "phone": "phone", "website": "address", "note": "text",
}
# Those that people filter by.
FILTERED = ["plan", "department", "customer", "birthday", "newsletter", "country", "employees"]


def has(layout, field, low, high, postgres, collects=False):
    """The condition that account `u` has a value between both ends. `collects`: begins with the values, and not with the accounts."""
    if layout == "json":
        path = f"(u.fields->>'{field}')" if postgres else f"json_extract(u.fields, '$.{field}')"
        return f"{path} BETWEEN '{low}' AND '{high}'"
    at = FIELDS.index(field)
    table, column = ("vals", "key") if layout == "rows" else (f"vals_{KINDS[field]}", "value")
    if not collects:
        # As in the statements of Vestibule: what one account has is found by its id, and not in the index of all values.
        column += " + 0" if layout == "kinds" and KINDS[field] == "number" else " || ''"
    found = f"FROM {table} v WHERE v.field = {at} AND v.{column} BETWEEN '{low}' AND '{high}'"
    return f"u.id IN (SELECT v.user_id {found})" if collects else f"(SELECT 1 {found} AND v.user_id = u.id LIMIT 1) = 1"


def questions(layout, accounts, postgres):
    """What is asked of each layout: (name, the ways to ask it). Vestibule chooses the better way by what is in the range."""
    asked = [asked_in(layout, accounts, postgres, collects) for collects in (False, True)]
    return [(name, sorted({dict(way)[name] for way in asked})) for name, _ in asked[0]]


def asked_in(layout, accounts, postgres, collects):
    def in_range(field, low, high):
        return has(layout, field, low, high, postgres, collects)

    pro, sales = in_range("plan", "pro", "pro"), in_range("department", "sales", "sales")
    few = in_range("customer", f"{accounts // 2:012}", f"{accounts // 2 + 99:012}")
    page = "SELECT u.id, u.name FROM users u WHERE {} ORDER BY u.created_at DESC LIMIT 50"
    account, reading = f"{accounts // 3}", []
    if layout == "rows":
        reading = [f"SELECT field, value FROM vals WHERE user_id = {account}"]
    elif layout == "json":
        reading = [f"SELECT fields FROM users WHERE id = {account}"]
    else:
        tables = sorted(set(KINDS.values()))
        reading = [" UNION ALL ".join(f"SELECT field, CAST(value AS TEXT) FROM vals_{table} WHERE user_id = {account}" for table in tables)]
    return [
        ("first page, a fifth has it", page.format(pro)),
        ("first page, 100 have it", page.format(few)),
        ("first page, two fields", page.format(f"{pro} AND {sales}")),
        ("count, a fifth has it", f"SELECT COUNT(*) FROM users u WHERE {pro}"),
        ("count, two fields", f"SELECT COUNT(*) FROM users u WHERE {pro} AND {sales}"),
        ("all values of an account", reading[0]),
        ("an account without its fields", f"SELECT id, name FROM users WHERE id = {account}"),
        ("first page of all, as JSON carries it",
         f"SELECT {'*' if layout == 'json' else 'id, name'} FROM users ORDER BY created_at DESC LIMIT 50"),
    ]


def schema(layout, postgres):
    big, real = ("BIGINT", "TEXT COLLATE \"C\"") if postgres else ("INTEGER", "TEXT")
    document = "JSONB" if postgres else "TEXT"
    fields = f", fields {document} NOT NULL" if layout == "json" else ""
    yield f"CREATE TABLE users (id {big} PRIMARY KEY, name {real} NOT NULL, created_at {big} NOT NULL{fields})"
    tail = "" if postgres else " WITHOUT ROWID"
    if layout == "rows":
        yield (f"CREATE TABLE vals (user_id {big} NOT NULL, field {big} NOT NULL, item {big} NOT NULL, value {real} NOT NULL, "
               f"key {real} NOT NULL, PRIMARY KEY (user_id, field, item)){tail}")
    if layout == "kinds":
        for table in sorted(set(KINDS.values())):
            kind = {"number": big, "date": "DATE" if postgres else "TEXT"}.get(table, real)
            yield (f"CREATE TABLE vals_{table} (user_id {big} NOT NULL, field {big} NOT NULL, value {kind} NOT NULL, "
                   f"PRIMARY KEY (user_id, field)){tail}")


def indexes(layout, postgres):
    yield "CREATE INDEX users_created ON users (created_at, id)"
    if layout == "rows":
        yield "CREATE INDEX vals_key ON vals (field, key, user_id)"
    if layout == "kinds":
        for table in sorted({KINDS[field] for field in FILTERED}):
            yield f"CREATE INDEX vals_{table}_value ON vals_{table} (field, value, user_id)"
    if layout == "json":
        for field in FILTERED:
            path = f"(fields->>'{field}')" if postgres else f"json_extract(fields, '$.{field}')"
            yield f"CREATE INDEX users_{field} ON users ({'(' + path + ')' if postgres else path})"


def rows(layout, accounts):
    """(table, row) of all accounts."""
    rng = random.Random(1)
    for number in range(accounts):
        has_values, user = values(number, rng), (number, f"Name {number}", number * 1000)
        if layout == "json":
            yield "users", (*user, json.dumps(has_values))
            continue
        yield "users", user
        for at, field in enumerate(FIELDS):
            value = has_values[field]
            if layout == "rows":
                yield "vals", (number, at, 0, value.lstrip("0") if KINDS[field] == "number" else value, value)
            else:
                yield f"vals_{KINDS[field]}", (number, at, int(value) if KINDS[field] == "number" else value)


def change(layout, accounts, postgres):
    """Changes one value of an account."""
    account = accounts // 4
    if layout == "rows":
        return f"UPDATE vals SET value = 'pro', key = 'pro' WHERE user_id = {account} AND field = 0 AND item = 0"
    if layout == "kinds":
        return f"UPDATE vals_choice SET value = 'pro' WHERE user_id = {account} AND field = 0"
    value = """jsonb_set(fields, '{plan}', '"pro"')""" if postgres else "json_set(fields, '$.plan', 'pro')"
    return f"UPDATE users SET fields = {value} WHERE id = {account}"


def on_sqlite(layout, accounts):
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        path = os.path.join(folder, "data.db")
        conn = sqlite3.connect(path, isolation_level=None)
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = NORMAL")
        conn.execute("PRAGMA cache_size = -65536")
        conn.execute("PRAGMA mmap_size = 4294967296")
        for statement in schema(layout, False):
            conn.execute(statement)
        began, waiting = time.monotonic(), {}
        conn.execute("BEGIN")

        def flush(table):
            lines = waiting.pop(table, [])
            if lines:
                conn.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(lines[0]))})", lines)

        for table, row in rows(layout, accounts):
            waiting.setdefault(table, []).append(row)
            if len(waiting[table]) == 10_000:
                flush(table)
        for table in list(waiting):
            flush(table)
        conn.execute("COMMIT")
        for statement in indexes(layout, False):
            conn.execute(statement)
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.execute("ANALYZE")
        figures = {"built (s)": time.monotonic() - began, "size (MB)": os.path.getsize(path) / 1e6}
        for name, ways in questions(layout, accounts, False):
            figures[name] = min(median(lambda sql=sql: conn.execute(sql).fetchall()) for sql in ways)
        figures["change of a value"] = median(lambda: conn.execute(change(layout, accounts, False)))
        conn.close()
        return figures


def median(run):
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        run()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


class Psql:
    """One session of psql, which measures its own statements."""

    def __init__(self, url):
        self.process = subprocess.Popen(
            ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", url],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def run(self, sql):
        self.process.stdin.write(f"{sql};\n\\echo END\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line.strip() == "END":
                return lines
            lines.append(line.rstrip("\n"))
        raise SystemExit(f"psql ended at {sql}")


def on_postgres(layout, accounts, url):
    subprocess.run(["psql", "--quiet", url, "-c", "DROP DATABASE IF EXISTS fields", "-c", "CREATE DATABASE fields"], check=True)
    psql = Psql(url.rsplit("/", 1)[0] + "/fields")
    for setting in PLANNER:
        psql.run(f"SET {setting}")
    for statement in schema(layout, True):
        psql.run(statement)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        os.chmod(folder, 0o755)
        files = {}
        for table, row in rows(layout, accounts):
            if table not in files:
                files[table] = open(os.path.join(folder, table), "w", encoding="utf-8")
            files[table].write("\t".join(str(column) for column in row) + "\n")
        for table, file in files.items():
            file.close()
            psql.run(f"\\copy {table} FROM '{file.name}'\n")
    for statement in indexes(layout, True):
        psql.run(statement)
    psql.run("VACUUM ANALYZE")
    psql.run("CHECKPOINT")
    size = int(psql.run("SELECT pg_database_size('fields')")[0]) / 1e6
    figures = {"built (s)": time.monotonic() - began, "size (MB)": size}
    for name, ways in questions(layout, accounts, True):
        taken = []
        for sql in ways:
            psql.run(f"PREPARE asked AS {sql}")
            taken.append(median(lambda: psql.run("EXECUTE asked")))
            psql.run("DEALLOCATE asked")
        figures[name] = min(taken)
    psql.run(f"PREPARE change AS {change(layout, accounts, True)}")
    figures["change of a value"] = median(lambda: psql.run("EXECUTE change"))
    psql.process.stdin.close()
    psql.process.wait()
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    accounts, url = parser.parse_args().accounts, os.environ.get("TEST_DATABASE_URL")
    engines = [("SQLite", on_sqlite)]
    if url:
        engines.append(("PostgreSQL", lambda layout, accounts: on_postgres(layout, accounts, url)))
    for engine, measure in engines:
        found = {layout: measure(layout, accounts) for layout in LAYOUTS}
        print(f"\n| {engine}, {accounts:,} accounts | " + " | ".join(LAYOUTS) + " |")
        print("|---|" + "---|" * len(LAYOUTS))
        for name in found["rows"]:
            print(f"| {name} | " + " | ".join(f"{found[layout][name]:,.2f}" for layout in LAYOUTS) + " |", flush=True)


if __name__ == "__main__":
    main()
