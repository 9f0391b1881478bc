-- Since when the factor belongs to the account with which the session was proven that has added this one. NULL: with none.
ALTER TABLE passkeys ADD COLUMN vouched_since INTEGER;
ALTER TABLE authenticators ADD COLUMN vouched_since INTEGER;
ALTER TABLE replaced_authenticators ADD COLUMN vouched_since INTEGER;

-- Whether the passkey is a second factor only, until its owner has used it after a password.
ALTER TABLE passkeys ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1));

-- Passkeys that were removed, for as long as an undo or a report may give them back. As in `replaced_authenticators`.
CREATE TABLE replaced_passkeys (
    id               BLOB    NOT NULL PRIMARY KEY,
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    replaced_at      INTEGER NOT NULL,
    replaced_in      INTEGER,
    credential_id    BLOB    NOT NULL,
    credential       TEXT NOT NULL,
    rp_id            TEXT NOT NULL,
    name             TEXT NOT NULL,
    aaguid           BLOB,
    is_synced        INTEGER NOT NULL CHECK (is_synced IN (0, 1)),
    is_backed_up     INTEGER NOT NULL CHECK (is_backed_up IN (0, 1)),
    sign_count       INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    last_used_at     INTEGER,
    session_id       BLOB,
    session_began_at INTEGER,
    device           TEXT,
    address          TEXT,
    vouched_since    INTEGER
) STRICT;

CREATE INDEX replaced_passkeys_credential ON replaced_passkeys (credential_id);
CREATE INDEX replaced_passkeys_user ON replaced_passkeys (user_id);
CREATE INDEX replaced_passkeys_time ON replaced_passkeys (replaced_at);
