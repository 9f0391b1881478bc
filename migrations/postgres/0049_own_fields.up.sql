-- Fields of one's own: what an administrator or the operator's file defines beside the fields of every account
-- (docs/decisions/0106-fields-of-ones-own.md). `id` stays when a field is renamed, which so changes no value.
CREATE TABLE own_fields (
    id         BIGINT  NOT NULL PRIMARY KEY,
    name       TEXT    COLLATE "C" NOT NULL UNIQUE,
    -- A JSON object.
    definition TEXT    COLLATE "C" NOT NULL,
    of_file    BOOLEAN NOT NULL,
    -- Whether the search finds the words of its values.
    is_indexed BOOLEAN NOT NULL,
    created_at BIGINT  NOT NULL,
    updated_at BIGINT  NOT NULL,
    -- NULL: in effect. Otherwise its values are kept for 30 days.
    deleted_at BIGINT
);

-- What accounts have in them: a row for each value, and for each item of a choice of several.
CREATE TABLE own_field_values (
    user_id   UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    field     BIGINT  NOT NULL REFERENCES own_fields (id),
    item      BIGINT  NOT NULL,
    value     TEXT    COLLATE "C" NOT NULL,
    -- Compared and sorted, the same on both engines and at most 400 bytes. Empty: a long text, which is neither.
    key       TEXT    COLLATE "C" NOT NULL,
    -- Whether no other account may have the key.
    is_unique BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, field, item)
);

CREATE INDEX own_field_values_key ON own_field_values (field, key, user_id);
CREATE UNIQUE INDEX own_field_values_unique ON own_field_values (field, key) WHERE is_unique;
