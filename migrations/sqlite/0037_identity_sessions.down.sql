DROP TABLE identity_sessions;
