DROP TRIGGER clients_removed;
DROP TABLE client_signing_keys;
DROP TABLE device_codes;
DROP TABLE client_refresh_tokens;
DROP TABLE client_grants;
DROP TABLE client_consents;
DROP TABLE client_secrets;
DROP TABLE clients;
