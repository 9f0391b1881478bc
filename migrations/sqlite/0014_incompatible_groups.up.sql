-- Groups of users (docs/decisions/0042-groups.md). Marked as incompatible, because versions before this one compute the search
-- words of a user without the groups: the user would be missing from the list of members.
CREATE TABLE user_groups (
    -- It never changes (shared/groups.rs).
    name        TEXT    NOT NULL PRIMARY KEY,
    description TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

-- The names of the account's groups, sorted, separated by spaces.
ALTER TABLE users ADD COLUMN group_names TEXT NOT NULL DEFAULT '';
