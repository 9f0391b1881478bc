DROP VIEW published_users;
ALTER TABLE users DROP COLUMN language;

CREATE VIEW published_users AS
    SELECT * FROM users
    WHERE import_number <> COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1);
