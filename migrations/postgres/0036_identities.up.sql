-- Providers at which people have accounts with which they sign in here (OpenID Connect, GitHub). Those of the environment and of
-- the operator's file have no row. `definition` is JSON (accounts/upstream/stored.rs).
CREATE TABLE identity_providers (
    name          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    definition    TEXT COLLATE "C" NOT NULL,
    -- The client secret, sealed with the keys in `sealed_secrets`. NULL: the provider knows this server as a public client.
    sealed_secret BYTEA,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

-- Accounts at providers, each linked to one account here. Issuer and subject are the key, never the name of the provider or an
-- address: a provider that is deleted and defined again with another issuer finds none of them.
CREATE TABLE identities (
    id           UUID NOT NULL PRIMARY KEY,
    user_id      UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The name of the provider, which may be defined no longer.
    provider     TEXT COLLATE "C" NOT NULL,
    issuer       TEXT COLLATE "C" NOT NULL,
    subject      TEXT COLLATE "C" NOT NULL,
    -- The address or the name there, by which people recognise it.
    label        TEXT COLLATE "C",
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    UNIQUE (issuer, subject)
);

CREATE INDEX identities_user ON identities (user_id);
CREATE INDEX identities_provider ON identities (provider);
