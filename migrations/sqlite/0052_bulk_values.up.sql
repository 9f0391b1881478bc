-- What accounts had in a field of one's own before a change of many, which can be undone for 30 days
-- (docs/decisions/0106-fields-of-ones-own.md). Ids of changes sort by the time they were made.
CREATE TABLE bulk_values (
    bulk_id      BLOB    NOT NULL,
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    field        INTEGER NOT NULL REFERENCES own_fields (id) ON DELETE CASCADE,
    -- As JSON; null: nothing.
    value_before TEXT    NOT NULL,
    value_after  TEXT    NOT NULL,
    PRIMARY KEY (bulk_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX bulk_values_user ON bulk_values (user_id);
CREATE INDEX bulk_values_field ON bulk_values (field);
