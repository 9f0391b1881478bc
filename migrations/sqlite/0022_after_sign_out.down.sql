ALTER TABLE applications DROP COLUMN after_sign_out;
