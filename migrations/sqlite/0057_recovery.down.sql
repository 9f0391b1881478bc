ALTER TABLE users DROP COLUMN suspensions;
ALTER TABLE sessions DROP COLUMN factor_since;
ALTER TABLE sessions DROP COLUMN factor_used_at;
