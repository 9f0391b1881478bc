-- The session that an API token ends with: a token of /docs (accounts/api_tokens/trial.rs). NULL: it outlives every session. No
-- reference: a token whose session has been deleted is not valid either.
ALTER TABLE api_tokens ADD COLUMN session_id BLOB;
