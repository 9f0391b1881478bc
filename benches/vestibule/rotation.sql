-- The writes of a refresh as one statement: marks the current refresh token as used and inserts its successor, in tables that
-- the migrations of Vestibule have created. Each client rotates the tokens of its own session, as each connection of the load
-- does. \gset requires one row, so a statement that does not update one row and insert one ends the run. The hash of a token is
-- the hash of a number, so that tokens are spread over the index as in production. The hash of the used token serves as salt.
\set spent :first + :client_id * 1000000000 + :turn
\set turn :turn + 1
\set next :spent + 1
WITH spent AS (
    UPDATE refresh_tokens SET used_at = :now
    WHERE token_hash = sha256(int8send(:spent)) AND used_at IS NULL AND expires_at > :now
    RETURNING token_hash, session_id
)
INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at)
SELECT sha256(int8send(:next)), session_id, token_hash, :now, :end FROM spent
RETURNING 1 AS successors \gset
