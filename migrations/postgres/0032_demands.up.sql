-- What an application demands of the last proof of who somebody is: a second factor, and a maximum age in seconds.
ALTER TABLE applications ADD COLUMN second_factor BOOLEAN NOT NULL DEFAULT FALSE;
-- NULL: any.
ALTER TABLE applications ADD COLUMN max_age BIGINT;
