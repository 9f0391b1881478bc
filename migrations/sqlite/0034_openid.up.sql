-- Clients of applications (OpenID Connect, OAuth 2.0). `definition` is JSON (accounts/clients/stored.rs).
CREATE TABLE clients (
    client_id       TEXT    NOT NULL PRIMARY KEY,
    application     TEXT    NOT NULL REFERENCES applications (name) ON DELETE CASCADE,
    definition      TEXT    NOT NULL,
    -- The account of which `client_credentials` gives tokens.
    service_account BLOB    REFERENCES users (id) ON DELETE SET NULL,
    -- Whether the operator's file defines it.
    of_file         INTEGER NOT NULL CHECK (of_file IN (0, 1)),
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    last_used_at    INTEGER
) STRICT;

CREATE INDEX clients_application ON clients (application);
CREATE INDEX clients_service_account ON clients (service_account);

CREATE TABLE client_secrets (
    id           BLOB    NOT NULL PRIMARY KEY,
    client_id    TEXT    NOT NULL REFERENCES clients (client_id) ON DELETE CASCADE,
    -- SHA-256 of the secret.
    secret_hash  BLOB    NOT NULL,
    -- Its first characters, by which people recognise it. Empty: only its hash is known.
    prefix       TEXT    NOT NULL,
    of_file      INTEGER NOT NULL CHECK (of_file IN (0, 1)),
    created_at   INTEGER NOT NULL,
    -- NULL: never.
    expires_at   INTEGER,
    last_used_at INTEGER,
    UNIQUE (client_id, secret_hash)
) STRICT;

-- What somebody has allowed a client to learn. Clients of metadata documents have no row of their own, so nothing refers to one.
CREATE TABLE client_consents (
    user_id    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id  TEXT    NOT NULL,
    -- Names separated by spaces.
    scopes     TEXT    NOT NULL,
    -- URIs, one per line.
    resources  TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, client_id)
) STRICT;

CREATE INDEX client_consents_client ON client_consents (client_id);

-- Authorization codes and device codes that were used, with what they gave: access tokens name the row, and refresh tokens refer
-- to it.
CREATE TABLE client_grants (
    id           BLOB    NOT NULL PRIMARY KEY,
    client_id    TEXT    NOT NULL,
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The session in which it was granted. An offline one goes on after it.
    session_id   BLOB    NOT NULL,
    -- SHA-256 of the random id of the code: a code is used once.
    code_hash    BLOB    NOT NULL UNIQUE,
    scopes       TEXT    NOT NULL,
    resources    TEXT    NOT NULL,
    -- The parameter `claims`, as JSON.
    claims       TEXT,
    is_offline   INTEGER NOT NULL CHECK (is_offline IN (0, 1)),
    -- Of the sign-in: the methods, and when somebody last proved who they are.
    methods      TEXT    NOT NULL,
    proved_at    INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    revoked_at   INTEGER
) STRICT;

CREATE INDEX client_grants_user ON client_grants (user_id);
CREATE INDEX client_grants_client ON client_grants (client_id);
CREATE INDEX client_grants_expiry ON client_grants (expires_at);

CREATE TABLE client_refresh_tokens (
    -- SHA-256 of the token's random part.
    token_hash BLOB    NOT NULL PRIMARY KEY,
    grant_id   BLOB    NOT NULL REFERENCES client_grants (id) ON DELETE CASCADE,
    -- From which its successor is derived.
    salt       BLOB    NOT NULL,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

CREATE INDEX client_refresh_tokens_grant ON client_refresh_tokens (grant_id);
CREATE INDEX client_refresh_tokens_expiry ON client_refresh_tokens (expires_at);

CREATE TABLE device_codes (
    -- SHA-256 of the code that the device has.
    code_hash      BLOB    NOT NULL PRIMARY KEY,
    -- The letters that its owner enters.
    user_code      TEXT    NOT NULL UNIQUE,
    client_id      TEXT    NOT NULL,
    scopes         TEXT    NOT NULL,
    resources      TEXT    NOT NULL,
    -- Where the device is.
    device         TEXT,
    address        TEXT,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    last_polled_at INTEGER,
    -- The seconds between two polls.
    poll_interval  INTEGER NOT NULL,
    -- NULL: not decided yet.
    is_allowed     INTEGER CHECK (is_allowed IN (0, 1)),
    user_id        BLOB    REFERENCES users (id) ON DELETE CASCADE,
    session_id     BLOB
) STRICT;

CREATE INDEX device_codes_user ON device_codes (user_id);
CREATE INDEX device_codes_client ON device_codes (client_id);
CREATE INDEX device_codes_expiry ON device_codes (expires_at);

-- RSA keys for the tokens of clients. A table of its own: the version before takes each row of `signing_keys` for an Ed25519 key.
CREATE TABLE client_signing_keys (
    -- The thumbprint of the public key (RFC 7638).
    kid                TEXT    NOT NULL PRIMARY KEY,
    -- PKCS #1, DER.
    public_key         BLOB    NOT NULL,
    sealed_private_key BLOB    NOT NULL,
    created_at         INTEGER NOT NULL
) STRICT;

-- Those of them that were retired. They verify nothing but ID tokens that come back as hints.
CREATE TABLE client_retired_keys (
    kid        TEXT    NOT NULL PRIMARY KEY,
    public_key BLOB    NOT NULL,
    -- Until the longest session ends in which it may have signed an ID token.
    retired_at INTEGER NOT NULL
) STRICT;

-- A client is gone, and with it all that was granted to it.
CREATE TRIGGER clients_removed AFTER DELETE ON clients
BEGIN
    DELETE FROM client_grants WHERE client_id = OLD.client_id;
    DELETE FROM client_consents WHERE client_id = OLD.client_id;
    DELETE FROM device_codes WHERE client_id = OLD.client_id;
END;
