-- Whether the row is defined by the operator's file, which every start of a server applies: only the file changes it.
ALTER TABLE applications ADD COLUMN of_file INTEGER NOT NULL DEFAULT 0;

-- The file that was applied last: one row, or none as long as there was no file (docs/decisions/0043-applications.md).
CREATE TABLE application_file (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    -- SHA-256 of what it defines.
    hash       BLOB    NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;
