-- An import that was interrupted goes on when the same file comes again (docs/decisions/0114-hot-rows.md). SHA-256 of the options and the
-- file; NULL: it cannot go on, because an earlier version has begun it.
ALTER TABLE imports ADD COLUMN digest BYTEA;
-- How often it went on: of two processes that take it for theirs, only the last one has this number.
ALTER TABLE imports ADD COLUMN run BIGINT NOT NULL DEFAULT 0;
