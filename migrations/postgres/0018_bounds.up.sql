-- Each creation of a token counts those that are not revoked.
CREATE INDEX api_tokens_living ON api_tokens (user_id, expires_at) WHERE revoked_at IS NULL;

-- Groups that were deleted while accounts still have their names. These are removed batch by batch, and the row with the last.
CREATE TABLE deleted_groups (
    name       TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    deleted_at BIGINT NOT NULL
);
