-- Accounts at providers that were unlinked from an account here: an address does not link them again, their owner does, from inside
-- the account.
CREATE TABLE unlinked_identities (
    issuer      TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    unlinked_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, issuer, subject)
) STRICT, WITHOUT ROWID;
