-- Tokens with which programs call the API for an account.
CREATE TABLE api_tokens (
    id                BLOB    NOT NULL PRIMARY KEY,
    -- SHA-256 of the secret.
    token_hash        BLOB    NOT NULL UNIQUE,
    user_id           BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name              TEXT    NOT NULL,
    -- Names separated by spaces (shared/api_tokens.rs).
    scopes            TEXT    NOT NULL,
    -- NULL: created on the command line. No reference: when that account is purged, the token stays.
    created_by        BLOB,
    created_at        INTEGER NOT NULL,
    expires_at        INTEGER NOT NULL,
    last_used_at      INTEGER,
    last_used_address TEXT,
    revoked_at        INTEGER
) STRICT;

CREATE INDEX api_tokens_user ON api_tokens (user_id);
CREATE INDEX api_tokens_expiry ON api_tokens (expires_at);
CREATE INDEX api_tokens_revoked ON api_tokens (revoked_at) WHERE revoked_at IS NOT NULL;

-- The accounts that belong to programs.
CREATE TABLE service_accounts (
    user_id    BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- NULL: created on the command line.
    created_by BLOB,
    created_at INTEGER NOT NULL
) STRICT;
