-- Secrets that the program made for itself and that every replica must share, sealed under the operator's secret.

CREATE TABLE sealed_secrets (
    name       TEXT    NOT NULL PRIMARY KEY,
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
