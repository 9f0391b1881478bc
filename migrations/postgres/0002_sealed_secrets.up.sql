-- Secrets that the program made for itself and that every replica must share, sealed under the operator's secret.

CREATE TABLE sealed_secrets (
    name       TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    sealed     BYTEA  NOT NULL,
    created_at BIGINT  NOT NULL
);
