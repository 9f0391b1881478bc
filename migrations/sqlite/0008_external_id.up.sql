-- The id that an account had in the system from which it was imported; administrators alone see it.
ALTER TABLE users ADD COLUMN external_id TEXT;

CREATE UNIQUE INDEX users_external_id ON users (external_id) WHERE external_id IS NOT NULL;
