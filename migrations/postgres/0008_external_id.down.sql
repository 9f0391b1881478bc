DROP VIEW published_users;
DROP INDEX users_external_id;
ALTER TABLE users DROP COLUMN external_id;

CREATE VIEW published_users AS
    SELECT * FROM users
    WHERE import_number <> COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1);
