-- The domain that passkeys belong to, as the server that started last has it: one row, or none before the first start. Passkeys of
-- other domains cannot be used, so they count for nothing (docs/decisions/0068-factors.md).
CREATE TABLE relying_party (
    id    BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Empty: there can be no passkeys at this base URL.
    rp_id TEXT COLLATE "C" NOT NULL
);
