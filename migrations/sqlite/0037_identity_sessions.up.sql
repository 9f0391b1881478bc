-- A migration of its own: on PostgreSQL, one that locks `users`, as the references of new tables do, and then `sessions` could
-- deadlock with the transactions of requests.

-- Which sessions began at a provider: when it says that somebody has signed out there, they end (OpenID Connect Back-Channel
-- Logout).
CREATE TABLE identity_sessions (
    session_id BLOB    NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    issuer     TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    -- The session there. NULL: the provider does not name it.
    sid        TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX identity_sessions_subject ON identity_sessions (issuer, subject);
CREATE INDEX identity_sessions_sid ON identity_sessions (issuer, sid);
