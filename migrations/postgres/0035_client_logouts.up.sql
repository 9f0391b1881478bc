-- A migration of its own: on PostgreSQL, one that locks `users`, as the references of new tables do, and then `sessions` could
-- deadlock with the transactions of requests.

-- Which clients have got tokens in a session.
CREATE TABLE client_sessions (
    session_id UUID NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    client_id  TEXT COLLATE "C" NOT NULL,
    user_id    UUID NOT NULL,
    created_at BIGINT NOT NULL,
    -- When the session would be over if it had not been refreshed since: then somebody has to look.
    check_at   BIGINT NOT NULL,
    PRIMARY KEY (session_id, client_id)
);

CREATE INDEX client_sessions_check ON client_sessions (check_at);

-- Logout tokens to be sent to clients whose session has ended (OpenID Connect Back-Channel Logout).
CREATE TABLE client_logouts (
    session_id      UUID NOT NULL,
    client_id       TEXT COLLATE "C" NOT NULL,
    user_id         UUID NOT NULL,
    ended_at        BIGINT NOT NULL,
    -- How often it was claimed. The number identifies the claim.
    attempts        BIGINT NOT NULL DEFAULT 0,
    next_attempt_at BIGINT NOT NULL DEFAULT 0,
    last_error      TEXT COLLATE "C",
    PRIMARY KEY (session_id, client_id)
);

CREATE INDEX client_logouts_due ON client_logouts (next_attempt_at);
-- The order in which they are claimed: without it, each claim would sort all that are due.
CREATE INDEX client_logouts_order ON client_logouts (attempts, ended_at);

-- Here and not in the program, so that no way of ending a session is forgotten. Each writes a row for each client, once.
CREATE FUNCTION sessions_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO client_logouts (session_id, client_id, user_id, ended_at)
        SELECT session_id, client_id, user_id, NEW.ended_at FROM client_sessions WHERE session_id = NEW.id
        ON CONFLICT (session_id, client_id) DO NOTHING;
    DELETE FROM client_sessions WHERE session_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER sessions_ended AFTER UPDATE OF ended_at ON sessions
    FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION sessions_ended();

-- It had expired, or its account is purged. The end of a session that was still active lies ahead; the first claim corrects it.
CREATE FUNCTION sessions_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO client_logouts (session_id, client_id, user_id, ended_at)
        SELECT session_id, client_id, user_id, OLD.expires_at FROM client_sessions WHERE session_id = OLD.id
        ON CONFLICT (session_id, client_id) DO NOTHING;
    RETURN OLD;
END $$;
CREATE TRIGGER sessions_removed BEFORE DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION sessions_removed();
