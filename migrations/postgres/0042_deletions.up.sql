-- Groups, clients and applications that are being deleted: from this time on they are in effect nowhere. What belongs to them is
-- deleted in batches, and then they are (docs/decisions/0080-deletions-in-batches.md). NULL: not deleted.
ALTER TABLE user_groups ADD COLUMN deleted_at BIGINT;
-- The account that has deleted the group, for the events of its members. NULL: the operator.
ALTER TABLE user_groups ADD COLUMN deleted_by UUID;
ALTER TABLE clients ADD COLUMN deleted_at BIGINT;
ALTER TABLE applications ADD COLUMN deleted_at BIGINT;

-- Few at a time, and looked for with each account and each grant that is read.
CREATE INDEX user_groups_deleted ON user_groups (name) WHERE deleted_at IS NOT NULL;
CREATE INDEX clients_deleted ON clients (client_id) WHERE deleted_at IS NOT NULL;

-- By which the batches are found.
CREATE INDEX client_sessions_client ON client_sessions (client_id);
CREATE INDEX client_logouts_client ON client_logouts (client_id);

-- Revoked grants are deleted after a day.
CREATE INDEX client_grants_revoked ON client_grants (revoked_at) WHERE revoked_at IS NOT NULL;
