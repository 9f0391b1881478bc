-- Previous versions search without the words of groups. They compute missing words at the next sweep.
UPDATE users SET words = '' WHERE group_names <> '';

DROP VIEW published_users;
ALTER TABLE users DROP COLUMN group_names;

CREATE VIEW published_users AS
    SELECT * FROM users
    WHERE import_number <> COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1);

DROP TABLE user_groups;
