-- Mail that is waiting to be sent, written in the transaction that causes it. A row is deleted when its message is sent or given
-- up, and with it the sealed one-time token.
CREATE TABLE outbox (
    id              BLOB    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL,
    recipient       TEXT    NOT NULL,
    -- The account that the message is about. No reference, because the insert would wait for locks on the account, and so
    -- would the answer. Purging an account deletes its messages.
    user_id         BLOB,
    -- What the message says, as JSON, without its secrets.
    parameters      TEXT    NOT NULL,
    sealed_token    BLOB,
    created_at      INTEGER NOT NULL,
    -- While a replica sends the message: when others may try again.
    next_attempt_at INTEGER NOT NULL,
    -- How often the message was claimed. The number also identifies the claim.
    attempts        INTEGER NOT NULL DEFAULT 0,
    last_error      TEXT
) STRICT;

CREATE INDEX outbox_order ON outbox (attempts, created_at);
CREATE INDEX outbox_user ON outbox (user_id);

-- Addresses that have refused mail for good, until one accepts it.
CREATE TABLE refused_addresses (
    email_key TEXT    NOT NULL PRIMARY KEY,
    since     INTEGER NOT NULL,
    reason    TEXT    NOT NULL
) STRICT;
