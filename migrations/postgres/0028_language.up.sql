-- The language of pages and messages, by its tag. NULL: as the browser prefers.
ALTER TABLE users ADD COLUMN language TEXT COLLATE "C";

-- A view keeps the columns that its table had when it was made.
CREATE OR REPLACE VIEW published_users AS
    SELECT * FROM users
    WHERE import_number <> COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1);
