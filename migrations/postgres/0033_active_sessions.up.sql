-- A sign-in ends the oldest sessions of an account that has too many. Without this index it would read all that have not been deleted
-- yet, also those that ended long ago.
CREATE INDEX sessions_active ON sessions (user_id, created_at, id, expires_at) WHERE ended_at IS NULL;
