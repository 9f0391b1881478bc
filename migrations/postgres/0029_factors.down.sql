DROP TABLE trusted_browsers;
DROP TABLE spent_proofs;
DROP TABLE recovery_codes;
DROP TABLE authenticators;
DROP TABLE passkeys;
DROP TABLE user_handles;
