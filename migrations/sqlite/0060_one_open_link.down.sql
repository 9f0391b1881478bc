-- The version before knows one password link.
DELETE FROM one_time_tokens
    WHERE used_at IS NULL AND purpose <> 'undo_email_change' AND purpose <> 'report_sign_in' AND EXISTS (
        SELECT 1 FROM one_time_tokens AS newer
        WHERE newer.user_id = one_time_tokens.user_id AND newer.purpose = one_time_tokens.purpose AND newer.used_at IS NULL
            AND (newer.created_at > one_time_tokens.created_at
                OR (newer.created_at = one_time_tokens.created_at AND newer.token_hash > one_time_tokens.token_hash)));
CREATE UNIQUE INDEX one_time_tokens_open ON one_time_tokens (user_id, purpose)
    WHERE used_at IS NULL AND purpose <> 'undo_email_change' AND purpose <> 'report_sign_in';
