CREATE TABLE posts (
    -- Never used again after a post is deleted, so that a link to one post never leads to another.
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Vestibule's id of the account. Names and usernames change, ids do not.
    author_id  BLOB NOT NULL CHECK (length(author_id) = 16),
    title      TEXT NOT NULL,
    text       TEXT NOT NULL,
    -- Seconds since 1970.
    created_at INTEGER NOT NULL DEFAULT (unixepoch()),
    updated_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

-- The entries of one author are in the order of `id`.
CREATE INDEX posts_by_author ON posts (author_id);
