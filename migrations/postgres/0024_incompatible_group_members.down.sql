CREATE TABLE deleted_groups (
    name       TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    deleted_at BIGINT NOT NULL
);

ALTER TABLE users ADD COLUMN group_names TEXT COLLATE "C" NOT NULL DEFAULT '';

-- A view keeps the columns that its table had when it was made.
CREATE OR REPLACE VIEW published_users AS
    SELECT * FROM users
    WHERE import_number <> COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1);

-- Previous versions compute missing words at the next sweep, with those of the groups, which may take 1,000 bytes. Of an account
-- with more groups, those that come first stay.
UPDATE users SET words = '', group_names = (
        SELECT string_agg(group_name, ' ' ORDER BY group_name) FROM (
            SELECT group_name, SUM(length(group_name) + 5) OVER (ORDER BY group_name) AS bytes
            FROM group_members WHERE user_id = users.id) AS fitting
        WHERE bytes <= 1000)
    WHERE id IN (SELECT user_id FROM group_members);

DROP TABLE group_members;
