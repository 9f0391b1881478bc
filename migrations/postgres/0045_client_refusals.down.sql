ALTER TABLE clients DROP COLUMN userinfo_at;
DROP TABLE client_refusals;
