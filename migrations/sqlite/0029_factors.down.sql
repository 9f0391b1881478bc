DROP TABLE trusted_browsers;
DROP TABLE spent_proofs;
DROP TABLE recovery_codes;
DROP TABLE authenticators;
DROP TABLE passkeys;
DROP TABLE user_handles;
ALTER TABLE sessions DROP COLUMN proved_at;
ALTER TABLE sessions DROP COLUMN methods;
