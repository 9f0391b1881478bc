-- What a refresh comes down to, as one statement: the token that is held is spent, its successor stored, on tables that
-- Vestibule's own migrations made. Each client follows a lineage of its own in a session of its own, from token to
-- token, as each connection of the load does. \gset wants one row: a statement that did not update one and insert one
-- ends the run. Tokens are known by the hash of a number, so they scatter over their index as true ones do; the hash of
-- the spent one serves as salt.
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
