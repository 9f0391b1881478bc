-- One-time tokens of all purposes, password links included. Only hashes are stored. Marked as incompatible, because versions
-- before this one need the table password_links.
CREATE TABLE one_time_tokens (
    token_hash   BLOB    NOT NULL PRIMARY KEY,
    -- Which use case accepts the token (store/one_time_tokens.rs).
    purpose      TEXT    NOT NULL,
    -- The account. NULL: a registration that is not confirmed yet.
    user_id      BLOB    REFERENCES users (id) ON DELETE CASCADE,
    -- The administrator who created it. NULL: created by the owner, or on the command line. No reference: when the account is
    -- purged, the token stays invalid.
    created_by   BLOB,
    -- The key of the address that the token is about: the new one of a change, the previous one of an undo.
    email_key    TEXT,
    -- What the use case needs beside it, as JSON.
    parameters   TEXT,
    -- SHA-256 of the token and the six digits that are sent with it.
    digits_hash  BLOB,
    -- How often the digits have been guessed.
    digit_attempts INTEGER NOT NULL DEFAULT 0,
    -- SHA-256 of the id of the browser that asked for the token, which needs no digits.
    browser_hash BLOB,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER
) STRICT;

CREATE INDEX one_time_tokens_user ON one_time_tokens (user_id, purpose);
CREATE INDEX one_time_tokens_email ON one_time_tokens (email_key, purpose) WHERE email_key IS NOT NULL;
CREATE INDEX one_time_tokens_maker ON one_time_tokens (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX one_time_tokens_expiry ON one_time_tokens (expires_at);

INSERT INTO one_time_tokens (token_hash, purpose, user_id, created_by, created_at, expires_at, used_at)
    SELECT token_hash, 'password', user_id, created_by, created_at, expires_at, used_at FROM password_links;

DROP TABLE password_links;
