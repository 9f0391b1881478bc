ALTER TABLE applications DROP COLUMN max_age;
ALTER TABLE applications DROP COLUMN second_factor;
