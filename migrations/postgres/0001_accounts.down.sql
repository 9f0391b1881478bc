DROP TABLE throttles;
DROP TABLE setup_tokens;
DROP TABLE signing_keys;
DROP TABLE refresh_tokens;
DROP TABLE sessions;
DROP TABLE users;
