-- The applications behind Vestibule, except those that the operator defines in a file.
CREATE TABLE applications (
    name        TEXT    NOT NULL PRIMARY KEY,
    title       TEXT    NOT NULL,
    -- URLs, one per line.
    locations   TEXT    NOT NULL,
    -- Whether every user may enter.
    everyone    INTEGER NOT NULL,
    -- Names separated by spaces. No reference: a group that was deleted has no members, so it admits nobody.
    group_names TEXT    NOT NULL,
    -- Names separated by spaces (shared/applications.rs).
    claims      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
