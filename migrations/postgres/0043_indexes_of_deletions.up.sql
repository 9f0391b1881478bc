-- no-transaction
-- Indexes of migration 42, built beside writers.

-- Few at a time, and looked for with each account and each grant that is read.
CREATE INDEX CONCURRENTLY IF NOT EXISTS user_groups_deleted ON user_groups (name) WHERE deleted_at IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS clients_deleted ON clients (client_id) WHERE deleted_at IS NOT NULL;

-- By which the batches are found.
CREATE INDEX CONCURRENTLY IF NOT EXISTS client_sessions_client ON client_sessions (client_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS client_logouts_client ON client_logouts (client_id);

-- Revoked grants are deleted after a day.
CREATE INDEX CONCURRENTLY IF NOT EXISTS client_grants_revoked ON client_grants (revoked_at) WHERE revoked_at IS NOT NULL;
