ALTER TABLE sessions DROP COLUMN entries;
