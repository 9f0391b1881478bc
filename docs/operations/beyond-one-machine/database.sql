-- Run once, at the leader, as postgres: psql --file database.sql
CREATE ROLE vestibule LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD 'password-of-vestibule';
CREATE DATABASE vestibule OWNER vestibule ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE vestibule FROM PUBLIC;
-- A standby is used for lists again as soon as it follows a new leader, and not only at its next checkpoint.
GRANT pg_read_all_stats TO vestibule;
