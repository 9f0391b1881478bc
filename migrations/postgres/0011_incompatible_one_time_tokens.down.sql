CREATE TABLE password_links (
    token_hash BYTEA  NOT NULL PRIMARY KEY,
    user_id    UUID   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL,
    used_at    BIGINT,
    created_by UUID
);

CREATE INDEX password_links_user ON password_links (user_id);
CREATE INDEX password_links_expiry ON password_links (expires_at);
CREATE INDEX password_links_maker ON password_links (created_by);

INSERT INTO password_links (token_hash, user_id, created_at, expires_at, used_at, created_by)
    SELECT token_hash, user_id, created_at, expires_at, used_at, created_by FROM one_time_tokens WHERE purpose = 'password';

DROP TABLE one_time_tokens;
