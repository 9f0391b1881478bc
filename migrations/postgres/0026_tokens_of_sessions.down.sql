-- The version before would accept them although their session has ended.
DELETE FROM api_tokens WHERE session_id IS NOT NULL;
ALTER TABLE api_tokens DROP COLUMN session_id;
