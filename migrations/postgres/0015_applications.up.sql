-- The applications behind Vestibule, except those that the operator defines in a file.
CREATE TABLE applications (
    name        TEXT    COLLATE "C" NOT NULL PRIMARY KEY,
    title       TEXT    COLLATE "C" NOT NULL,
    -- URLs, one per line.
    locations   TEXT    COLLATE "C" NOT NULL,
    -- Whether every user may enter.
    everyone    BOOLEAN NOT NULL,
    -- Names separated by spaces. No reference: a group that was deleted has no members, so it admits nobody.
    group_names TEXT    COLLATE "C" NOT NULL,
    -- Names separated by spaces (shared/applications.rs).
    claims      TEXT    COLLATE "C" NOT NULL,
    created_at  BIGINT  NOT NULL,
    updated_at  BIGINT  NOT NULL
);
