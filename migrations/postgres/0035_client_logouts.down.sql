DROP TRIGGER sessions_removed ON sessions;
DROP TRIGGER sessions_ended ON sessions;
DROP FUNCTION sessions_removed();
DROP FUNCTION sessions_ended();
DROP TABLE client_logouts;
DROP TABLE client_sessions;
