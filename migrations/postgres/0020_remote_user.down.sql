ALTER TABLE applications DROP COLUMN remote_user;
