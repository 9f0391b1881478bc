-- The results of requests with an Idempotency-Key, which the same request gets again for 24 hours.
CREATE TABLE idempotency_keys (
    -- SHA-256 of the account's id and the key.
    key_hash      BLOB    NOT NULL PRIMARY KEY,
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the request.
    request_hash  BLOB    NOT NULL,
    -- NULL only inside of the transaction of the request.
    sealed_result BLOB,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX idempotency_keys_user ON idempotency_keys (user_id);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
