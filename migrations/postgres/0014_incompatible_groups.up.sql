-- Groups of users (docs/decisions/0042-groups.md). Marked as incompatible, because versions before this one compute the search
-- words of a user without the groups: the user would be missing from the list of members.
CREATE TABLE user_groups (
    -- It never changes (shared/groups.rs).
    name        TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    description TEXT   COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL
);

-- The names of the account's groups, sorted, separated by spaces.
ALTER TABLE users ADD COLUMN group_names TEXT COLLATE "C" NOT NULL DEFAULT '';

-- A view keeps the columns that its table had when it was made.
CREATE OR REPLACE VIEW published_users AS
    SELECT * FROM users
    WHERE import_number <> COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1);
