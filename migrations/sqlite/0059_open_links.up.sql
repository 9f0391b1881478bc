-- A password link that was sent does not replace one that an administrator has handed over: every stranger may ask for the first.
CREATE UNIQUE INDEX one_time_tokens_open_links ON one_time_tokens (user_id, purpose, (email_key IS NULL))
    WHERE used_at IS NULL AND purpose <> 'undo_email_change' AND purpose <> 'report_sign_in';
