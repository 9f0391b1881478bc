-- The tickets of hand-overs to applications that were used, until they expire.
CREATE TABLE used_tickets (
    -- SHA-256 of the ticket's random id.
    ticket_hash BYTEA   NOT NULL PRIMARY KEY,
    expires_at  BIGINT  NOT NULL
);

CREATE INDEX used_tickets_expiry ON used_tickets (expires_at);
