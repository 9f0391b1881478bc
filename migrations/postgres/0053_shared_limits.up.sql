-- What replicas have charged to the rate limits that they count together (docs/decisions/0112-shared-limits.md). A row is void when
-- its budget is full again.
CREATE TABLE shared_limits (
    -- A hash of the budget and its payer, with a key of the installation: an address cannot be read from it.
    key        BYTEA  NOT NULL PRIMARY KEY,
    budget     TEXT   COLLATE "C" NOT NULL,
    -- When the budget is full again, by the clock of the database.
    full_at    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- By which a replica finds what others have charged.
CREATE INDEX shared_limits_changed ON shared_limits (changed_at);

-- The replicas that have exchanged what they count.
CREATE TABLE limit_replicas (
    id      BIGINT NOT NULL PRIMARY KEY,
    -- The number of its last report, each of which is applied once.
    report  BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
