-- A migration of its own: on PostgreSQL, one that locks `users`, as the references of new tables do, and then `sessions` could
-- deadlock with the transactions of requests.

-- By which methods somebody has proved who they are in a session, and when last. Names separated by spaces (shared/factors.rs).
ALTER TABLE sessions ADD COLUMN methods TEXT NOT NULL DEFAULT 'pwd';
-- NULL: when the session began.
ALTER TABLE sessions ADD COLUMN proved_at INTEGER;
