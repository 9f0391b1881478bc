-- Whether the address of the account, or one that it had before, was ever confirmed: its owner is known. Also true where
-- `email_verified` is.
ALTER TABLE users ADD COLUMN was_verified INTEGER NOT NULL DEFAULT 0 CHECK (was_verified IN (0, 1));

-- In which session a way into an account was added, when that session began, and from where. NULL: by an import or a command, or
-- before this was stored. The session may be deleted before what was added in it.
ALTER TABLE passkeys ADD COLUMN session_id BLOB;
ALTER TABLE passkeys ADD COLUMN session_began_at INTEGER;
ALTER TABLE passkeys ADD COLUMN device TEXT;
ALTER TABLE passkeys ADD COLUMN address TEXT;
ALTER TABLE authenticators ADD COLUMN session_id BLOB;
ALTER TABLE authenticators ADD COLUMN session_began_at INTEGER;
ALTER TABLE authenticators ADD COLUMN device TEXT;
ALTER TABLE authenticators ADD COLUMN address TEXT;
ALTER TABLE recovery_codes ADD COLUMN session_id BLOB;
ALTER TABLE recovery_codes ADD COLUMN session_began_at INTEGER;
ALTER TABLE recovery_codes ADD COLUMN device TEXT;
ALTER TABLE recovery_codes ADD COLUMN address TEXT;
ALTER TABLE identities ADD COLUMN session_id BLOB;
ALTER TABLE identities ADD COLUMN session_began_at INTEGER;
ALTER TABLE identities ADD COLUMN device TEXT;
ALTER TABLE identities ADD COLUMN address TEXT;

-- Authenticator apps and recovery codes that were replaced or removed, for as long as an undo or a report may give them back.
-- `replaced_in`: when the session began in which that was done.
CREATE TABLE replaced_authenticators (
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    replaced_at      INTEGER NOT NULL,
    replaced_in      INTEGER,
    sealed_secret    BLOB    NOT NULL,
    created_at       INTEGER NOT NULL,
    last_used_at     INTEGER,
    last_step        INTEGER NOT NULL,
    session_id       BLOB,
    session_began_at INTEGER,
    device           TEXT,
    address          TEXT,
    PRIMARY KEY (user_id, replaced_at)
) STRICT;

CREATE INDEX replaced_authenticators_time ON replaced_authenticators (replaced_at);

CREATE TABLE replaced_recovery_codes (
    code_hash        BLOB    NOT NULL PRIMARY KEY,
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    replaced_at      INTEGER NOT NULL,
    replaced_in      INTEGER,
    created_at       INTEGER NOT NULL,
    used_at          INTEGER,
    session_id       BLOB,
    session_began_at INTEGER,
    device           TEXT,
    address          TEXT
) STRICT;

CREATE INDEX replaced_recovery_codes_user ON replaced_recovery_codes (user_id);
CREATE INDEX replaced_recovery_codes_time ON replaced_recovery_codes (replaced_at);
