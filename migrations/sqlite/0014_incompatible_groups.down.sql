-- Previous versions search without the words of groups. They compute missing words at the next sweep.
UPDATE users SET words = '' WHERE group_names <> '';
ALTER TABLE users DROP COLUMN group_names;
DROP TABLE user_groups;
