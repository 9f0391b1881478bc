-- Groups, clients and applications that are being deleted: from this time on they are in effect nowhere. What belongs to them is
-- deleted in batches, and then they are (docs/decisions/0080-deletions-in-batches.md). NULL: not deleted.
ALTER TABLE user_groups ADD COLUMN deleted_at BIGINT;
-- The account that has deleted the group, for the events of its members. NULL: the operator.
ALTER TABLE user_groups ADD COLUMN deleted_by UUID;
ALTER TABLE clients ADD COLUMN deleted_at BIGINT;
ALTER TABLE applications ADD COLUMN deleted_at BIGINT;
