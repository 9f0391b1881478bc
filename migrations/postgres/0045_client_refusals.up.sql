-- What clients were refused, for administrators (accounts/openid/refusals). The same again counts in its row. Nothing of a person is
-- here, and no secret.
CREATE TABLE client_refusals (
    id          UUID    NOT NULL PRIMARY KEY,
    client_id   TEXT    COLLATE "C" NOT NULL REFERENCES clients (client_id) ON DELETE CASCADE,
    endpoint    TEXT    COLLATE "C" NOT NULL,
    -- The `error` that was sent. Empty: nothing was refused.
    error       TEXT    COLLATE "C" NOT NULL,
    fault       TEXT    COLLATE "C" NOT NULL,
    description TEXT    COLLATE "C" NOT NULL,
    -- What the request had where it was wrong, shortened. Empty: nothing that says more.
    sent        TEXT    COLLATE "C" NOT NULL,
    -- Whether the client has shown its secret, or a token. Otherwise anybody can have caused it.
    by_client   BOOLEAN NOT NULL,
    times       BIGINT  NOT NULL,
    first_at    BIGINT  NOT NULL,
    last_at     BIGINT  NOT NULL,
    UNIQUE (client_id, endpoint, error, description, sent, by_client)
);

CREATE INDEX client_refusals_age ON client_refusals (last_at);

-- When the client has last asked the userinfo endpoint, exact to a day. NULL: never.
ALTER TABLE clients ADD COLUMN userinfo_at BIGINT;
