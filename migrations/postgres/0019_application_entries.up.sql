-- The applications that the session has entered, and with a ! in front those that have refused it: names with spaces around
-- each. Each is an event in the audit log once a session.
ALTER TABLE sessions ADD COLUMN entries TEXT COLLATE "C" NOT NULL DEFAULT '';
