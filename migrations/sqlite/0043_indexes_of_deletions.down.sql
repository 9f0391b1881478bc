DROP INDEX client_grants_revoked;
DROP INDEX client_logouts_client;
DROP INDEX client_sessions_client;
DROP INDEX clients_deleted;
DROP INDEX user_groups_deleted;
