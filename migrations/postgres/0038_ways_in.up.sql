-- First, because whatever reads the other tables has read `users` before: in another order, this could deadlock with requests.
-- Whether the address of the account, or one that it had before, was ever confirmed: its owner is known. Also true where
-- `email_verified` is.
ALTER TABLE users ADD COLUMN was_verified BOOLEAN NOT NULL DEFAULT FALSE;

-- In which session a way into an account was added, when that session began, and from where. NULL: by an import or a command, or
-- before this was stored. The session may be deleted before what was added in it.
ALTER TABLE passkeys ADD COLUMN session_id UUID;
ALTER TABLE passkeys ADD COLUMN session_began_at BIGINT;
ALTER TABLE passkeys ADD COLUMN device TEXT COLLATE "C";
ALTER TABLE passkeys ADD COLUMN address TEXT COLLATE "C";
ALTER TABLE authenticators ADD COLUMN session_id UUID;
ALTER TABLE authenticators ADD COLUMN session_began_at BIGINT;
ALTER TABLE authenticators ADD COLUMN device TEXT COLLATE "C";
ALTER TABLE authenticators ADD COLUMN address TEXT COLLATE "C";
ALTER TABLE recovery_codes ADD COLUMN session_id UUID;
ALTER TABLE recovery_codes ADD COLUMN session_began_at BIGINT;
ALTER TABLE recovery_codes ADD COLUMN device TEXT COLLATE "C";
ALTER TABLE recovery_codes ADD COLUMN address TEXT COLLATE "C";
ALTER TABLE identities ADD COLUMN session_id UUID;
ALTER TABLE identities ADD COLUMN session_began_at BIGINT;
ALTER TABLE identities ADD COLUMN device TEXT COLLATE "C";
ALTER TABLE identities ADD COLUMN address TEXT COLLATE "C";

-- Authenticator apps and recovery codes that were replaced or removed, for as long as an undo or a report may give them back.
-- `replaced_in`: when the session began in which that was done.
CREATE TABLE replaced_authenticators (
    user_id          UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    replaced_at      BIGINT  NOT NULL,
    replaced_in      BIGINT,
    sealed_secret    BYTEA   NOT NULL,
    created_at       BIGINT  NOT NULL,
    last_used_at     BIGINT,
    last_step        BIGINT  NOT NULL,
    session_id       UUID,
    session_began_at BIGINT,
    device           TEXT COLLATE "C",
    address          TEXT COLLATE "C",
    PRIMARY KEY (user_id, replaced_at)
);

CREATE INDEX replaced_authenticators_time ON replaced_authenticators (replaced_at);

CREATE TABLE replaced_recovery_codes (
    code_hash        BYTEA   NOT NULL PRIMARY KEY,
    user_id          UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    replaced_at      BIGINT  NOT NULL,
    replaced_in      BIGINT,
    created_at       BIGINT  NOT NULL,
    used_at          BIGINT,
    session_id       UUID,
    session_began_at BIGINT,
    device           TEXT COLLATE "C",
    address          TEXT COLLATE "C"
);

CREATE INDEX replaced_recovery_codes_user ON replaced_recovery_codes (user_id);
CREATE INDEX replaced_recovery_codes_time ON replaced_recovery_codes (replaced_at);
