-- Journeys to goals that are too long for a cookie: where somebody goes on to after signing in (accounts/journey/kept.rs).
CREATE TABLE journeys (
    -- SHA-256 of the letters of the journey and of the key in its cookie.
    key_hash   BLOB    NOT NULL PRIMARY KEY,
    -- The journey, sealed: a copy of the database alone says nothing about where people go.
    sealed     BLOB    NOT NULL,
    -- The network in which it has begun. Empty: unknown.
    network    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX journeys_expiry ON journeys (expires_at);
-- By which room is made.
CREATE INDEX journeys_network ON journeys (network, created_at);

-- The journey on which a link by mail was asked for, as its use case writes it. NULL: none.
ALTER TABLE one_time_tokens ADD COLUMN journey TEXT;
