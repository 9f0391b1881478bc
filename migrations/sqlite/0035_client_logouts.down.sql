DROP TRIGGER sessions_removed;
DROP TRIGGER sessions_ended;
DROP TABLE client_logouts;
DROP TABLE client_sessions;
