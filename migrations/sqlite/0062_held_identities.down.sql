ALTER TABLE identities DROP COLUMN is_held;
