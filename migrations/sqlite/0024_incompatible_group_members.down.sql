CREATE TABLE deleted_groups (
    name       TEXT    NOT NULL PRIMARY KEY,
    deleted_at INTEGER NOT NULL
) STRICT;

ALTER TABLE users ADD COLUMN group_names TEXT NOT NULL DEFAULT '';

-- Previous versions compute missing words at the next sweep, with those of the groups, which may take 1,000 bytes. Of an account
-- with more groups, those that come first stay.
UPDATE users SET words = '', group_names = (
        SELECT string_agg(group_name, ' ' ORDER BY group_name) FROM (
            SELECT group_name, SUM(length(group_name) + 5) OVER (ORDER BY group_name) AS bytes
            FROM group_members WHERE user_id = users.id) AS fitting
        WHERE bytes <= 1000)
    WHERE id IN (SELECT user_id FROM group_members);

DROP TABLE group_members;
