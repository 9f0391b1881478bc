-- What happened to accounts and sessions, and who did it. Rows are kept for as long as `audit_retention` says: none is
-- ever changed, and none is deleted before. No foreign keys: an event outlives whom it is about.

-- One row, written at each start; without it nothing may be deleted.
CREATE TABLE audit_retention (
    id           INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    milliseconds INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_events (
    -- of version 7, from the same instant as `at`: the order of the keys is that of time
    id         BLOB    NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL,
    event      TEXT    NOT NULL,
    result     TEXT    NOT NULL CHECK (result IN ('success', 'refused')),
    actor_kind TEXT    NOT NULL CHECK (actor_kind IN ('anonymous', 'user', 'system')),
    actor_id   BLOB,
    target_id  BLOB,
    request_id BLOB,
    -- why it was refused, or what it was changed to; nothing personal
    detail     TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_events_actor ON audit_events (actor_id, id);
CREATE INDEX audit_events_target ON audit_events (target_id, id);
CREATE INDEX audit_events_event ON audit_events (event, id);
-- Refusals are few, and looked for.
CREATE INDEX audit_events_refused ON audit_events (id) WHERE result = 'refused';

-- What is personal in an event stands apart, for it may be erased at any time.
CREATE TABLE audit_origins (
    event_id BLOB NOT NULL PRIMARY KEY,
    address  TEXT,
    device   TEXT
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_events_unchanged BEFORE UPDATE ON audit_events
BEGIN
    SELECT RAISE(ABORT, 'audit events are never changed');
END;

-- INSERT OR REPLACE would take the old row away, and no trigger on DELETE would see it.
CREATE TRIGGER audit_events_not_replaced BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'audit events are never changed');
END;

CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events
WHEN NOT EXISTS (SELECT 1 FROM audit_retention WHERE OLD.at < unixepoch() * 1000 - milliseconds)
BEGIN
    SELECT RAISE(ABORT, 'audit events are kept for as long as audit_retention says');
END;
