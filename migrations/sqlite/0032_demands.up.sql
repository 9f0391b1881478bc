-- What an application demands of the last proof of who somebody is: a second factor, and a maximum age in seconds.
ALTER TABLE applications ADD COLUMN second_factor INTEGER NOT NULL DEFAULT 0;
-- NULL: any.
ALTER TABLE applications ADD COLUMN max_age INTEGER;
