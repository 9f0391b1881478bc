ALTER TABLE sessions DROP COLUMN end_reason;
ALTER TABLE sessions DROP COLUMN address;
ALTER TABLE sessions DROP COLUMN device;
