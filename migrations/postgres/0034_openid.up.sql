-- Clients of applications (OpenID Connect, OAuth 2.0). `definition` is JSON (accounts/clients/stored.rs).
CREATE TABLE clients (
    client_id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    application     TEXT COLLATE "C" NOT NULL REFERENCES applications (name) ON DELETE CASCADE,
    definition      TEXT COLLATE "C" NOT NULL,
    -- The account of which `client_credentials` gives tokens.
    service_account UUID REFERENCES users (id) ON DELETE SET NULL,
    -- Whether the operator's file defines it.
    of_file         BOOLEAN NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    last_used_at    BIGINT
);

CREATE INDEX clients_application ON clients (application);
CREATE INDEX clients_service_account ON clients (service_account);

CREATE TABLE client_secrets (
    id           UUID NOT NULL PRIMARY KEY,
    client_id    TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id) ON DELETE CASCADE,
    -- SHA-256 of the secret.
    secret_hash  BYTEA NOT NULL,
    -- Its first characters, by which people recognise it. Empty: only its hash is known.
    prefix       TEXT COLLATE "C" NOT NULL,
    of_file      BOOLEAN NOT NULL,
    created_at   BIGINT NOT NULL,
    -- NULL: never.
    expires_at   BIGINT,
    last_used_at BIGINT,
    UNIQUE (client_id, secret_hash)
);

-- What somebody has allowed a client to learn. Clients of metadata documents have no row of their own, so nothing refers to one.
CREATE TABLE client_consents (
    user_id    UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id  TEXT COLLATE "C" NOT NULL,
    -- Names separated by spaces.
    scopes     TEXT COLLATE "C" NOT NULL,
    -- URIs, one per line.
    resources  TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id)
);

CREATE INDEX client_consents_client ON client_consents (client_id);

-- Authorization codes and device codes that were used, with what they gave: access tokens name the row, and refresh tokens refer
-- to it.
CREATE TABLE client_grants (
    id           UUID NOT NULL PRIMARY KEY,
    client_id    TEXT COLLATE "C" NOT NULL,
    user_id      UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The session in which it was granted. An offline one goes on after it.
    session_id   UUID NOT NULL,
    -- SHA-256 of the random id of the code: a code is used once.
    code_hash    BYTEA NOT NULL UNIQUE,
    scopes       TEXT COLLATE "C" NOT NULL,
    resources    TEXT COLLATE "C" NOT NULL,
    -- The parameter `claims`, as JSON.
    claims       TEXT COLLATE "C",
    is_offline   BOOLEAN NOT NULL,
    -- Of the sign-in: the methods, and when somebody last proved who they are.
    methods      TEXT COLLATE "C" NOT NULL,
    proved_at    BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    revoked_at   BIGINT
);

CREATE INDEX client_grants_user ON client_grants (user_id);
CREATE INDEX client_grants_client ON client_grants (client_id);
CREATE INDEX client_grants_expiry ON client_grants (expires_at);

CREATE TABLE client_refresh_tokens (
    -- SHA-256 of the token's random part.
    token_hash BYTEA NOT NULL PRIMARY KEY,
    grant_id   UUID NOT NULL REFERENCES client_grants (id) ON DELETE CASCADE,
    -- From which its successor is derived.
    salt       BYTEA NOT NULL,
    issued_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE INDEX client_refresh_tokens_grant ON client_refresh_tokens (grant_id);
CREATE INDEX client_refresh_tokens_expiry ON client_refresh_tokens (expires_at);

CREATE TABLE device_codes (
    -- SHA-256 of the code that the device has.
    code_hash      BYTEA NOT NULL PRIMARY KEY,
    -- The letters that its owner enters.
    user_code      TEXT COLLATE "C" NOT NULL UNIQUE,
    client_id      TEXT COLLATE "C" NOT NULL,
    scopes         TEXT COLLATE "C" NOT NULL,
    resources      TEXT COLLATE "C" NOT NULL,
    -- Where the device is.
    device         TEXT COLLATE "C",
    address        TEXT COLLATE "C",
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    last_polled_at BIGINT,
    -- The seconds between two polls.
    poll_interval  BIGINT NOT NULL,
    -- NULL: not decided yet.
    is_allowed     BOOLEAN,
    user_id        UUID REFERENCES users (id) ON DELETE CASCADE,
    session_id     UUID
);

CREATE INDEX device_codes_user ON device_codes (user_id);
CREATE INDEX device_codes_client ON device_codes (client_id);
CREATE INDEX device_codes_expiry ON device_codes (expires_at);

-- RSA keys for the tokens of clients. A table of its own: the version before takes each row of `signing_keys` for an Ed25519 key.
CREATE TABLE client_signing_keys (
    -- The thumbprint of the public key (RFC 7638).
    kid                TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- PKCS #1, DER.
    public_key         BYTEA NOT NULL,
    sealed_private_key BYTEA NOT NULL,
    created_at         BIGINT NOT NULL
);

-- Those of them that were retired. They verify nothing but ID tokens that come back as hints.
CREATE TABLE client_retired_keys (
    kid        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    public_key BYTEA NOT NULL,
    -- Until the longest session ends in which it may have signed an ID token.
    retired_at BIGINT NOT NULL
);

-- A client is gone, and with it all that was granted to it.
CREATE FUNCTION clients_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM client_grants WHERE client_id = OLD.client_id;
    DELETE FROM client_consents WHERE client_id = OLD.client_id;
    DELETE FROM device_codes WHERE client_id = OLD.client_id;
    RETURN NULL;
END $$;
CREATE TRIGGER clients_removed AFTER DELETE ON clients FOR EACH ROW EXECUTE FUNCTION clients_removed();
