DROP TABLE replaced_passkeys;
ALTER TABLE passkeys DROP COLUMN is_held;
ALTER TABLE passkeys DROP COLUMN vouched_since;
ALTER TABLE authenticators DROP COLUMN vouched_since;
ALTER TABLE replaced_authenticators DROP COLUMN vouched_since;
