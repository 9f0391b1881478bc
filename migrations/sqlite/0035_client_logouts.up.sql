-- A migration of its own: on PostgreSQL, one that locks `users`, as the references of new tables do, and then `sessions` could
-- deadlock with the transactions of requests.

-- Which clients have got tokens in a session.
CREATE TABLE client_sessions (
    session_id BLOB    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    client_id  TEXT    NOT NULL,
    user_id    BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    -- When the session would be over if it had not been refreshed since: then somebody has to look.
    check_at   INTEGER NOT NULL,
    PRIMARY KEY (session_id, client_id)
) STRICT;

CREATE INDEX client_sessions_check ON client_sessions (check_at);

-- Logout tokens to be sent to clients whose session has ended (OpenID Connect Back-Channel Logout).
CREATE TABLE client_logouts (
    session_id      BLOB    NOT NULL,
    client_id       TEXT    NOT NULL,
    user_id         BLOB    NOT NULL,
    ended_at        INTEGER NOT NULL,
    -- How often it was claimed. The number identifies the claim.
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL DEFAULT 0,
    last_error      TEXT,
    PRIMARY KEY (session_id, client_id)
) STRICT;

CREATE INDEX client_logouts_due ON client_logouts (next_attempt_at);
-- The order in which they are claimed: without it, each claim would sort all that are due.
CREATE INDEX client_logouts_order ON client_logouts (attempts, ended_at);

-- Here and not in the program, so that no way of ending a session is forgotten. Each writes a row for each client, once.
CREATE TRIGGER sessions_ended AFTER UPDATE OF ended_at ON sessions
WHEN OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
BEGIN
    INSERT INTO client_logouts (session_id, client_id, user_id, ended_at)
        SELECT session_id, client_id, user_id, NEW.ended_at FROM client_sessions WHERE session_id = NEW.id
        ON CONFLICT (session_id, client_id) DO NOTHING;
    DELETE FROM client_sessions WHERE session_id = NEW.id;
END;

-- It had expired, or its account is purged. The end of a session that was still active lies ahead; the first claim corrects it.
CREATE TRIGGER sessions_removed BEFORE DELETE ON sessions
BEGIN
    INSERT INTO client_logouts (session_id, client_id, user_id, ended_at)
        SELECT session_id, client_id, user_id, OLD.expires_at FROM client_sessions WHERE session_id = OLD.id
        ON CONFLICT (session_id, client_id) DO NOTHING;
END;
