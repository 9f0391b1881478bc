-- How often the account was disabled, closed or deleted: a sign-in that waits for its second factor does not outlast that.
ALTER TABLE users ADD COLUMN suspensions BIGINT NOT NULL DEFAULT 0;

-- The last proof of a session with a factor that was not added in it: since when that factor belongs to the account, and when it was used.
ALTER TABLE sessions ADD COLUMN factor_since BIGINT;
ALTER TABLE sessions ADD COLUMN factor_used_at BIGINT;
