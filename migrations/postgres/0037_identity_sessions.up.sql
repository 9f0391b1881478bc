-- A migration of its own: on PostgreSQL, one that locks `users`, as the references of new tables do, and then `sessions` could
-- deadlock with the transactions of requests.

-- Which sessions began at a provider: when it says that somebody has signed out there, they end (OpenID Connect Back-Channel
-- Logout).
CREATE TABLE identity_sessions (
    session_id UUID NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    issuer     TEXT COLLATE "C" NOT NULL,
    subject    TEXT COLLATE "C" NOT NULL,
    -- The session there. NULL: the provider does not name it.
    sid        TEXT COLLATE "C",
    created_at BIGINT NOT NULL
);

CREATE INDEX identity_sessions_subject ON identity_sessions (issuer, subject);
CREATE INDEX identity_sessions_sid ON identity_sessions (issuer, sid);
