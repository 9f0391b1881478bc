-- The results of requests with an Idempotency-Key, which the same request gets again for 24 hours.
CREATE TABLE idempotency_keys (
    -- SHA-256 of the account's id and the key.
    key_hash      BYTEA   NOT NULL PRIMARY KEY,
    user_id       UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the request.
    request_hash  BYTEA   NOT NULL,
    -- NULL only inside of the transaction of the request.
    sealed_result BYTEA,
    created_at    BIGINT  NOT NULL
);

CREATE INDEX idempotency_keys_user ON idempotency_keys (user_id);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
