-- Values that identify an account, and that it has lost. No other account gets them for seven days, and a report, an undo or a start-over
-- gives them back.
CREATE TABLE former_values (
    user_id BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL CHECK (kind IN ('username', 'email', 'field')),
    -- Of a custom field; 0 for the others.
    field   INTEGER NOT NULL,
    value   TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    lost_at INTEGER NOT NULL,
    -- When the session of the account began in which it was lost. NULL: an administrator or a command has replaced it.
    lost_in INTEGER,
    PRIMARY KEY (user_id, kind, field, lost_at)
) STRICT;

CREATE INDEX former_values_key ON former_values (key, kind, field);
CREATE INDEX former_values_time ON former_values (lost_at);
