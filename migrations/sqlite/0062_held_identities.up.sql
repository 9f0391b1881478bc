-- Whether the identity was linked shortly before the password was reset by mail. Then it signs nobody in until its owner has kept it.
ALTER TABLE identities ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1));
