-- What is being deleted is deleted at once: an earlier version would take it for one that is in effect.
DELETE FROM group_members WHERE group_name IN (SELECT name FROM user_groups WHERE deleted_at IS NOT NULL);
DELETE FROM user_groups WHERE deleted_at IS NOT NULL;
DELETE FROM client_logouts WHERE client_id IN (SELECT client_id FROM clients WHERE deleted_at IS NOT NULL);
DELETE FROM client_sessions WHERE client_id IN (SELECT client_id FROM clients WHERE deleted_at IS NOT NULL);
DELETE FROM clients WHERE deleted_at IS NOT NULL;
DELETE FROM applications WHERE deleted_at IS NOT NULL;

ALTER TABLE applications DROP COLUMN deleted_at;
ALTER TABLE clients DROP COLUMN deleted_at;
ALTER TABLE user_groups DROP COLUMN deleted_by;
ALTER TABLE user_groups DROP COLUMN deleted_at;
