-- Terms: documents by version, of the installation or of an application, and who has accepted which
-- (docs/decisions/0108-terms.md). A version that has been in effect is never changed.
CREATE TABLE terms_versions (
    id           BIGINT NOT NULL PRIMARY KEY,
    -- Its name; empty for the terms of the installation.
    application  TEXT   COLLATE "C" NOT NULL,
    -- A JSON object: links and texts by language.
    documents    TEXT   COLLATE "C" NOT NULL,
    applies_from BIGINT NOT NULL,
    created_at   BIGINT NOT NULL
);

CREATE TABLE terms_acceptances (
    user_id     UUID   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version     BIGINT NOT NULL REFERENCES terms_versions (id),
    accepted_at BIGINT NOT NULL,
    -- In which it was shown.
    language    TEXT   COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, version)
);

CREATE INDEX terms_acceptances_version ON terms_acceptances (version);
