-- Who belongs to which group, in place of a column of the account and of words in the search index (docs/decisions/0042-groups.md).
-- Marked as incompatible, because versions before this one read and write that column.
CREATE TABLE group_members (
    user_id    BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- No reference: the users of an import can be added before their groups. None of them is visible before.
    group_name TEXT NOT NULL,
    PRIMARY KEY (group_name, user_id)
) STRICT, WITHOUT ROWID;

-- Groups that were deleted, and whose last members had not lost them yet, are left out.
INSERT INTO group_members (user_id, group_name)
    SELECT users.id, value FROM users, json_each('["' || replace(group_names, ' ', '","') || '"]')
    WHERE group_names <> '' AND value NOT IN (SELECT name FROM deleted_groups)
    ORDER BY 2, 1;

CREATE INDEX group_members_user ON group_members (user_id, group_name);

-- The words of groups come last, and no other word contains a `#`. The bits of groups stay.
UPDATE users SET words = rtrim(substr(words, 1, instr(words, '"#') - 1), ',') || ']' WHERE instr(words, '"#') > 0;
ALTER TABLE users DROP COLUMN group_names;
DROP TABLE deleted_groups;
