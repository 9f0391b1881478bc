-- What authenticators know an account by: random, so that it says nothing about the account.
CREATE TABLE user_handles (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    handle  BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE passkeys (
    id            BLOB    NOT NULL PRIMARY KEY,
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Chosen by the authenticator.
    credential_id BLOB    NOT NULL UNIQUE,
    -- The public key and what else a signature is checked with, as JSON (accounts/factors/passkeys.rs).
    credential    TEXT    NOT NULL,
    -- The domain that it belongs to (relying party).
    rp_id         TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    -- The model of the authenticator. NULL: it does not say.
    aaguid        BLOB,
    -- Whether it can exist on several devices, and whether there is a copy.
    is_synced     INTEGER NOT NULL CHECK (is_synced IN (0, 1)),
    is_backed_up  INTEGER NOT NULL CHECK (is_backed_up IN (0, 1)),
    -- Counts the signatures. 0: the authenticator does not count.
    sign_count    INTEGER NOT NULL,
    -- Counts the uses: of two at once, one finds it changed.
    version       INTEGER NOT NULL DEFAULT 1,
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER
) STRICT;

CREATE INDEX passkeys_user ON passkeys (user_id);
CREATE INDEX passkeys_domain ON passkeys (rp_id);

-- Apps that show a code every 30 seconds (RFC 6238).
CREATE TABLE authenticators (
    user_id       BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    sealed_secret BLOB    NOT NULL,
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER,
    -- The step of the last code that was used: none of an earlier one works.
    last_step     INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    -- SHA-256 of the code, which has 120 random bits.
    code_hash  BLOB    NOT NULL PRIMARY KEY,
    user_id    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

CREATE INDEX recovery_codes_user ON recovery_codes (user_id);

-- Challenges of passkeys and sign-ins that waited for a second factor, once they were used, until they expire.
CREATE TABLE spent_proofs (
    -- SHA-256 of its random id.
    proof_hash BLOB    NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX spent_proofs_expiry ON spent_proofs (expires_at);

-- Browsers in which an account needs no second factor.
CREATE TABLE trusted_browsers (
    id           BLOB    NOT NULL PRIMARY KEY,
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the random value in its cookie.
    token_hash   BLOB    NOT NULL UNIQUE,
    device       TEXT,
    address      TEXT,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX trusted_browsers_user ON trusted_browsers (user_id);
CREATE INDEX trusted_browsers_expiry ON trusted_browsers (expires_at);
