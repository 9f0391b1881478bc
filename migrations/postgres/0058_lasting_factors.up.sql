-- Since when the factor belongs to the account with which the session was proven that has added this one. NULL: with none.
ALTER TABLE passkeys ADD COLUMN vouched_since BIGINT;
ALTER TABLE authenticators ADD COLUMN vouched_since BIGINT;
ALTER TABLE replaced_authenticators ADD COLUMN vouched_since BIGINT;

-- Whether the passkey is a second factor only, until its owner has used it after a password.
ALTER TABLE passkeys ADD COLUMN is_held BOOLEAN NOT NULL DEFAULT FALSE;

-- Passkeys that were removed, for as long as an undo or a report may give them back. As in `replaced_authenticators`.
CREATE TABLE replaced_passkeys (
    id               UUID    NOT NULL PRIMARY KEY,
    user_id          UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    replaced_at      BIGINT  NOT NULL,
    replaced_in      BIGINT,
    credential_id    BYTEA   NOT NULL,
    credential       TEXT COLLATE "C" NOT NULL,
    rp_id            TEXT COLLATE "C" NOT NULL,
    name             TEXT COLLATE "C" NOT NULL,
    aaguid           UUID,
    is_synced        BOOLEAN NOT NULL,
    is_backed_up     BOOLEAN NOT NULL,
    sign_count       BIGINT  NOT NULL,
    version          BIGINT  NOT NULL,
    created_at       BIGINT  NOT NULL,
    last_used_at     BIGINT,
    session_id       UUID,
    session_began_at BIGINT,
    device           TEXT COLLATE "C",
    address          TEXT COLLATE "C",
    vouched_since    BIGINT
);

CREATE INDEX replaced_passkeys_credential ON replaced_passkeys (credential_id);
CREATE INDEX replaced_passkeys_user ON replaced_passkeys (user_id);
CREATE INDEX replaced_passkeys_time ON replaced_passkeys (replaced_at);
