-- Accounts, their sessions and what guards them. Instants are milliseconds since 1970 UTC; identifiers are UUIDs
-- in 16 bytes. Keys of uniqueness are computed by the program, so that both engines agree (src/identity.rs).

CREATE TABLE users (
    id             BLOB    NOT NULL PRIMARY KEY,
    username       TEXT    NOT NULL,
    username_key   TEXT    NOT NULL UNIQUE,
    email          TEXT    NOT NULL,
    email_key      TEXT    NOT NULL UNIQUE,
    name           TEXT,
    role           TEXT    NOT NULL CHECK (role IN ('user', 'admin')),
    status         TEXT    NOT NULL CHECK (status IN ('active', 'disabled', 'deleted')),
    email_verified INTEGER NOT NULL DEFAULT 0 CHECK (email_verified IN (0, 1)),
    password_hash  TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    deleted_at     INTEGER,
    -- 0: never
    last_login_at  INTEGER NOT NULL DEFAULT 0,
    -- counts the changes: the ETag
    version        INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Administrators are few; whether one is left is asked often.
CREATE INDEX users_admins ON users (status) WHERE role = 'admin';

-- One sign-in on one device.
CREATE TABLE sessions (
    id           BLOB    NOT NULL PRIMARY KEY,
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- whether it outlives the browser
    remember     INTEGER NOT NULL CHECK (remember IN (0, 1)),
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    -- absolute; no refresh passes it
    expires_at   INTEGER NOT NULL,
    ended_at     INTEGER
) STRICT;

CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Of a refresh token only the SHA-256 of its identifier is kept. The salt makes its one successor.
CREATE TABLE refresh_tokens (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    session_id BLOB    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    salt       BLOB    NOT NULL,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

-- The keys that sign tokens; the private half is sealed under the operator's secret.
CREATE TABLE signing_keys (
    kid                TEXT    NOT NULL PRIMARY KEY,
    public_key         BLOB    NOT NULL,
    sealed_private_key BLOB    NOT NULL,
    created_at         INTEGER NOT NULL
) STRICT;

-- The one-time link to the first administrator.
CREATE TABLE setup_tokens (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

-- Failures by account and by source.
CREATE TABLE throttles (
    key           TEXT    NOT NULL PRIMARY KEY,
    failures      INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT;

CREATE INDEX throttles_age ON throttles (last_at);
