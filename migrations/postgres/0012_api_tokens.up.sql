-- Tokens with which programs call the API for an account.
CREATE TABLE api_tokens (
    id                UUID   NOT NULL PRIMARY KEY,
    -- SHA-256 of the secret.
    token_hash        BYTEA  NOT NULL UNIQUE,
    user_id           UUID   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name              TEXT   COLLATE "C" NOT NULL,
    -- Names separated by spaces (shared/api_tokens.rs).
    scopes            TEXT   COLLATE "C" NOT NULL,
    -- NULL: created on the command line. No reference: when that account is purged, the token stays.
    created_by        UUID,
    created_at        BIGINT NOT NULL,
    expires_at        BIGINT NOT NULL,
    last_used_at      BIGINT,
    last_used_address TEXT   COLLATE "C",
    revoked_at        BIGINT
);

CREATE INDEX api_tokens_user ON api_tokens (user_id);
CREATE INDEX api_tokens_expiry ON api_tokens (expires_at);
CREATE INDEX api_tokens_revoked ON api_tokens (revoked_at) WHERE revoked_at IS NOT NULL;

-- The accounts that belong to programs.
CREATE TABLE service_accounts (
    user_id    UUID   NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- NULL: created on the command line.
    created_by UUID,
    created_at BIGINT NOT NULL
);
