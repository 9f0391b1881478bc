-- The id that an account had in the system from which it was imported; administrators alone see it.
ALTER TABLE users ADD COLUMN external_id TEXT COLLATE "C";

CREATE UNIQUE INDEX users_external_id ON users (external_id) WHERE external_id IS NOT NULL;

-- A view keeps the columns that its table had when it was made.
CREATE OR REPLACE VIEW published_users AS
    SELECT * FROM users
    WHERE import_number <> COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1);
