-- Terms: documents by version, of the installation or of an application, and who has accepted which
-- (docs/decisions/0108-terms.md). A version that has been in effect is never changed.
CREATE TABLE terms_versions (
    id           INTEGER NOT NULL PRIMARY KEY,
    -- Its name; empty for the terms of the installation.
    application  TEXT    NOT NULL,
    -- A JSON object: links and texts by language.
    documents    TEXT    NOT NULL,
    applies_from INTEGER NOT NULL,
    created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE terms_acceptances (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version     INTEGER NOT NULL REFERENCES terms_versions (id),
    accepted_at INTEGER NOT NULL,
    -- In which it was shown.
    language    TEXT    NOT NULL,
    PRIMARY KEY (user_id, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX terms_acceptances_version ON terms_acceptances (version);
