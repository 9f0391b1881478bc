-- What authenticators know an account by: random, so that it says nothing about the account.
CREATE TABLE user_handles (
    user_id UUID NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    handle  BYTEA NOT NULL UNIQUE
);

CREATE TABLE passkeys (
    id            UUID NOT NULL PRIMARY KEY,
    user_id       UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Chosen by the authenticator.
    credential_id BYTEA NOT NULL UNIQUE,
    -- The public key and what else a signature is checked with, as JSON (accounts/factors/passkeys.rs).
    credential    TEXT COLLATE "C" NOT NULL,
    -- The domain that it belongs to (relying party).
    rp_id         TEXT COLLATE "C" NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    -- The model of the authenticator. NULL: it does not say.
    aaguid        UUID,
    -- Whether it can exist on several devices, and whether there is a copy.
    is_synced     BOOLEAN NOT NULL,
    is_backed_up  BOOLEAN NOT NULL,
    -- Counts the signatures. 0: the authenticator does not count.
    sign_count    BIGINT NOT NULL,
    -- Counts the uses: of two at once, one finds it changed.
    version       BIGINT NOT NULL DEFAULT 1,
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT
);

CREATE INDEX passkeys_user ON passkeys (user_id);
CREATE INDEX passkeys_domain ON passkeys (rp_id);

-- Apps that show a code every 30 seconds (RFC 6238).
CREATE TABLE authenticators (
    user_id       UUID NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    sealed_secret BYTEA NOT NULL,
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT,
    -- The step of the last code that was used: none of an earlier one works.
    last_step     BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    -- SHA-256 of the code, which has 120 random bits.
    code_hash  BYTEA NOT NULL PRIMARY KEY,
    user_id    UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE INDEX recovery_codes_user ON recovery_codes (user_id);

-- Challenges of passkeys and sign-ins that waited for a second factor, once they were used, until they expire.
CREATE TABLE spent_proofs (
    -- SHA-256 of its random id.
    proof_hash BYTEA NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

CREATE INDEX spent_proofs_expiry ON spent_proofs (expires_at);

-- Browsers in which an account needs no second factor.
CREATE TABLE trusted_browsers (
    id           UUID NOT NULL PRIMARY KEY,
    user_id      UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the random value in its cookie.
    token_hash   BYTEA NOT NULL UNIQUE,
    device       TEXT COLLATE "C",
    address      TEXT COLLATE "C",
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);

CREATE INDEX trusted_browsers_user ON trusted_browsers (user_id);
CREATE INDEX trusted_browsers_expiry ON trusted_browsers (expires_at);
