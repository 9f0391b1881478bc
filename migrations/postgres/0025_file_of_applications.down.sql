-- The previous version reads them from the file.
DELETE FROM applications WHERE of_file;
ALTER TABLE applications DROP COLUMN of_file;
DROP TABLE application_file;
