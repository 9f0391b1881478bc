-- What forward authentication sends to the application as Remote-User: username or id (shared/applications.rs).
ALTER TABLE applications ADD COLUMN remote_user TEXT COLLATE "C" NOT NULL DEFAULT 'username';
