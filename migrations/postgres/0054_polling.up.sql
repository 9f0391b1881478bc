-- What replicas change, for servers that ask for it in place of LISTEN (docs/decisions/0111-polling.md). A row says the same as a
-- notification, and is deleted after five minutes.
CREATE TABLE changes (
    -- Random: numbers could begin again after a failover to a standby that lacks the last ones, and would count as seen.
    id      UUID   NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    payload TEXT   COLLATE "C" NOT NULL,
    -- When the row was inserted, in milliseconds since 1970 by the clock of the database.
    at      BIGINT NOT NULL DEFAULT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)
);

CREATE INDEX changes_at ON changes (at);

-- How servers learn of changes of other replicas, which must be the same for all: one row, or none before the first start.
CREATE TABLE notification_mode (
    id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    -- `listen` or `poll`, as in VESTIBULE_NOTIFICATIONS.
    mode    TEXT   COLLATE "C" NOT NULL,
    -- When a server has noted it last, in milliseconds since 1970 by the clock of the database.
    seen_at BIGINT NOT NULL
);
