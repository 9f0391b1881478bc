-- Only the newest link is valid: an account has at most one open one-time token for each purpose. Before, two requests at the same
-- time could leave several on PostgreSQL; all but the newest are deleted. Each undo of a change of address and each report of a
-- sign-in is about another event. A registration that is not confirmed has no account yet, and is not limited here.
DELETE FROM one_time_tokens
    WHERE used_at IS NULL AND purpose <> 'undo_email_change' AND purpose <> 'report_sign_in' AND EXISTS (
        SELECT 1 FROM one_time_tokens AS newer
        WHERE newer.user_id = one_time_tokens.user_id AND newer.purpose = one_time_tokens.purpose AND newer.used_at IS NULL
            AND (newer.created_at > one_time_tokens.created_at
                OR (newer.created_at = one_time_tokens.created_at AND newer.token_hash > one_time_tokens.token_hash)));

CREATE UNIQUE INDEX one_time_tokens_open ON one_time_tokens (user_id, purpose)
    WHERE used_at IS NULL AND purpose <> 'undo_email_change' AND purpose <> 'report_sign_in';
