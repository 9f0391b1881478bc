-- Fields of one's own: what an administrator or the operator's file defines beside the fields of every account
-- (docs/decisions/0106-fields-of-ones-own.md). `id` stays when a field is renamed, which so changes no value.
CREATE TABLE own_fields (
    id         INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    -- A JSON object.
    definition TEXT    NOT NULL,
    of_file    INTEGER NOT NULL CHECK (of_file IN (0, 1)),
    -- Whether the search finds the words of its values.
    is_indexed INTEGER NOT NULL CHECK (is_indexed IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- NULL: in effect. Otherwise its values are kept for 30 days.
    deleted_at INTEGER
) STRICT;

-- What accounts have in them: a row for each value, and for each item of a choice of several.
CREATE TABLE own_field_values (
    user_id   BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    field     INTEGER NOT NULL REFERENCES own_fields (id),
    item      INTEGER NOT NULL,
    value     TEXT    NOT NULL,
    -- Compared and sorted, the same on both engines and at most 400 bytes. Empty: a long text, which is neither.
    key       TEXT    NOT NULL,
    -- Whether no other account may have the key.
    is_unique INTEGER NOT NULL CHECK (is_unique IN (0, 1)),
    PRIMARY KEY (user_id, field, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX own_field_values_key ON own_field_values (field, key, user_id);
CREATE UNIQUE INDEX own_field_values_unique ON own_field_values (field, key) WHERE is_unique;
