-- Invitations to many accounts, which are queued at a limited rate. At most one mailing is running; the last one that has ended is
-- kept for its figures (docs/decisions/0054-mailings.md).
CREATE TABLE mailings (
    id            BLOB    NOT NULL PRIMARY KEY,
    -- The import whose accounts are invited; NULL: all accounts.
    import_number INTEGER,
    -- The administrator; NULL: the command line. No reference, because the figures outlive the account.
    created_by    BLOB,
    created_at    INTEGER NOT NULL,
    -- How many accounts were to be invited when it began.
    total         INTEGER NOT NULL,
    -- How many messages were added to the outbox, how many accounts needed none any more, and how many messages were given up.
    queued        INTEGER NOT NULL DEFAULT 0,
    skipped       INTEGER NOT NULL DEFAULT 0,
    failed        INTEGER NOT NULL DEFAULT 0,
    -- The time up to which messages have been queued: the rate allows the next one a while later.
    fed_at        INTEGER NOT NULL,
    -- The last account that was looked at, in the order of imports and ids.
    place_import  INTEGER NOT NULL,
    place_id      BLOB    NOT NULL,
    ended_at      INTEGER,
    -- Whether it ended before all accounts were looked at.
    was_stopped   INTEGER NOT NULL DEFAULT 0 CHECK (was_stopped IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX mailings_running ON mailings ((ended_at IS NULL)) WHERE ended_at IS NULL;

-- The mailing that a message belongs to.
ALTER TABLE outbox ADD COLUMN mailing_id BLOB;
CREATE INDEX outbox_of_mailing ON outbox (mailing_id) WHERE mailing_id IS NOT NULL;

-- Accounts that can sign in once they have a password. '!' is stored in place of a hash (src/passwords/mod.rs).
CREATE INDEX users_awaiting_password ON users (import_number, id) WHERE password_hash = '!' AND status = 'active';
