-- What forward authentication sends to the application as Remote-User: username or id (shared/applications.rs).
ALTER TABLE applications ADD COLUMN remote_user TEXT NOT NULL DEFAULT 'username';
