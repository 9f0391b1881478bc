-- Where a session is signed in: the User-Agent of the sign-in, and the address of the last use. NULL: not sent, or begun by a
-- version that did not store it.
ALTER TABLE sessions ADD COLUMN device TEXT COLLATE "C";
ALTER TABLE sessions ADD COLUMN address TEXT COLLATE "C";
-- Why the session was ended, which its holder is told. NULL: it has not ended, or a version ended it that did not store it.
ALTER TABLE sessions ADD COLUMN end_reason TEXT COLLATE "C";
