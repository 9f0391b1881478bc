-- What happened to accounts and sessions, and who did it. Rows are kept for as long as `audit_retention` says: none is
-- ever changed, and none is deleted before. No foreign keys: an event outlives whom it is about.

-- One row, written at each start; without it nothing may be deleted.
CREATE TABLE audit_retention (
    id           BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    milliseconds BIGINT NOT NULL
);

CREATE TABLE audit_events (
    -- of version 7, from the same instant as `at`: the order of the keys is that of time
    id         UUID   NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    event      TEXT   COLLATE "C" NOT NULL,
    result     TEXT   COLLATE "C" NOT NULL CHECK (result IN ('success', 'refused')),
    actor_kind TEXT   COLLATE "C" NOT NULL CHECK (actor_kind IN ('anonymous', 'user', 'system')),
    actor_id   UUID,
    target_id  UUID,
    request_id UUID,
    -- why it was refused, or what it was changed to; nothing personal
    detail     TEXT   COLLATE "C"
);

CREATE INDEX audit_events_actor ON audit_events (actor_id, id);
CREATE INDEX audit_events_target ON audit_events (target_id, id);
CREATE INDEX audit_events_event ON audit_events (event, id);
-- Refusals are few, and looked for.
CREATE INDEX audit_events_refused ON audit_events (id) WHERE result = 'refused';

-- What is personal in an event stands apart, for it may be erased at any time.
CREATE TABLE audit_origins (
    event_id UUID NOT NULL PRIMARY KEY,
    address  TEXT COLLATE "C",
    device   TEXT COLLATE "C"
);

CREATE FUNCTION audit_events_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are never changed';
END
$$;

CREATE FUNCTION audit_events_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM audit_retention
        WHERE OLD.at < CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) - milliseconds
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit events are kept for as long as audit_retention says';
END
$$;

CREATE TRIGGER audit_events_unchanged BEFORE UPDATE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_unchanged();
-- TRUNCATE asks no row.
CREATE TRIGGER audit_events_not_emptied BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_unchanged();
CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_kept();
