DROP INDEX users_awaiting_password;
DROP INDEX outbox_of_mailing;
ALTER TABLE outbox DROP COLUMN mailing_id;
DROP TABLE mailings;
