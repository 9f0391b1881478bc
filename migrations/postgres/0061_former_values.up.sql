-- Values that identify an account, and that it has lost. No other account gets them for seven days, and a report, an undo or a start-over
-- gives them back.
CREATE TABLE former_values (
    user_id UUID   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind    TEXT   COLLATE "C" NOT NULL CHECK (kind IN ('username', 'email', 'field')),
    -- Of a custom field; 0 for the others.
    field   BIGINT NOT NULL,
    value   TEXT   COLLATE "C" NOT NULL,
    key     TEXT   COLLATE "C" NOT NULL,
    lost_at BIGINT NOT NULL,
    -- When the session of the account began in which it was lost. NULL: an administrator or a command has replaced it.
    lost_in BIGINT,
    PRIMARY KEY (user_id, kind, field, lost_at)
);

CREATE INDEX former_values_key ON former_values (key, kind, field);
CREATE INDEX former_values_time ON former_values (lost_at);
