-- Whether the row is defined by the operator's file, which every start of a server applies: only the file changes it.
ALTER TABLE applications ADD COLUMN of_file BOOLEAN NOT NULL DEFAULT FALSE;

-- The file that was applied last: one row, or none as long as there was no file (docs/decisions/0043-applications.md).
CREATE TABLE application_file (
    id         BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    -- SHA-256 of what it defines.
    hash       BYTEA  NOT NULL,
    applied_at BIGINT NOT NULL
);
