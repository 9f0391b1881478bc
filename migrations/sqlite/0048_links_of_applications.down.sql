ALTER TABLE applications DROP COLUMN link;
