-- Providers at which people have accounts with which they sign in here (OpenID Connect, GitHub). Those of the environment and of
-- the operator's file have no row. `definition` is JSON (accounts/upstream/stored.rs).
CREATE TABLE identity_providers (
    name          TEXT NOT NULL PRIMARY KEY,
    definition    TEXT NOT NULL,
    -- The client secret, sealed with the keys in `sealed_secrets`. NULL: the provider knows this server as a public client.
    sealed_secret BLOB,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT;

-- Accounts at providers, each linked to one account here. Issuer and subject are the key, never the name of the provider or an
-- address: a provider that is deleted and defined again with another issuer finds none of them.
CREATE TABLE identities (
    id           BLOB    NOT NULL PRIMARY KEY,
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The name of the provider, which may be defined no longer.
    provider     TEXT    NOT NULL,
    issuer       TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    -- The address or the name there, by which people recognise it.
    label        TEXT,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    UNIQUE (issuer, subject)
) STRICT;

CREATE INDEX identities_user ON identities (user_id);
CREATE INDEX identities_provider ON identities (provider);
