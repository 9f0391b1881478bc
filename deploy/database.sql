-- Creates the role and the database for the replicas in docker-compose.yml. Run once, by the superuser, in a new cluster.
-- The role owns its database, creates its tables there, and has no other rights.
\set ON_ERROR_STOP on
\set password `cat /run/secrets/vestibule-password`
CREATE ROLE vestibule LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE vestibule OWNER vestibule ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE vestibule FROM PUBLIC;
