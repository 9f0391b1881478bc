-- Accounts, their sessions and what guards them. Instants are milliseconds since 1970 UTC. Keys of uniqueness are
-- computed by the program, so that both engines agree (src/identity.rs), and all text sorts by its bytes, as on SQLite.

CREATE TABLE users (
    id             UUID    NOT NULL PRIMARY KEY,
    username       TEXT    COLLATE "C" NOT NULL,
    username_key   TEXT    COLLATE "C" NOT NULL UNIQUE,
    email          TEXT    COLLATE "C" NOT NULL,
    email_key      TEXT    COLLATE "C" NOT NULL UNIQUE,
    name           TEXT    COLLATE "C",
    role           TEXT    COLLATE "C" NOT NULL CHECK (role IN ('user', 'admin')),
    status         TEXT    COLLATE "C" NOT NULL CHECK (status IN ('active', 'disabled', 'deleted')),
    email_verified BOOLEAN NOT NULL DEFAULT FALSE,
    password_hash  TEXT    COLLATE "C" NOT NULL,
    created_at     BIGINT  NOT NULL,
    updated_at     BIGINT  NOT NULL,
    deleted_at     BIGINT,
    -- 0: never
    last_login_at  BIGINT  NOT NULL DEFAULT 0,
    -- counts the changes: the ETag
    version        BIGINT  NOT NULL DEFAULT 1
);

-- Administrators are few; whether one is left is asked often.
CREATE INDEX users_admins ON users (status) WHERE role = 'admin';

-- One sign-in on one device.
CREATE TABLE sessions (
    id           UUID    NOT NULL PRIMARY KEY,
    user_id      UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- whether it outlives the browser
    remember     BOOLEAN NOT NULL,
    created_at   BIGINT  NOT NULL,
    last_used_at BIGINT  NOT NULL,
    -- absolute; no refresh passes it
    expires_at   BIGINT  NOT NULL,
    ended_at     BIGINT
);

CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Of a refresh token only the SHA-256 of its identifier is kept. The salt makes its one successor.
CREATE TABLE refresh_tokens (
    token_hash BYTEA  NOT NULL PRIMARY KEY,
    session_id UUID   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    salt       BYTEA  NOT NULL,
    issued_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

-- The keys that sign tokens; the private half is sealed under the operator's secret.
CREATE TABLE signing_keys (
    kid                TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    public_key         BYTEA  NOT NULL,
    sealed_private_key BYTEA  NOT NULL,
    created_at         BIGINT NOT NULL
);

-- The one-time link to the first administrator.
CREATE TABLE setup_tokens (
    token_hash BYTEA  NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

-- Failures by account and by source.
CREATE TABLE throttles (
    key           TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    failures      BIGINT NOT NULL,
    last_at       BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);

CREATE INDEX throttles_age ON throttles (last_at);
