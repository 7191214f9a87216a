-- +goose Up
-- What the assistant remembers. A memo belongs to its owner alone.

CREATE TABLE memo (
    owner TEXT NOT NULL,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    used  BIGINT NOT NULL,
    PRIMARY KEY (owner, key)
);
CREATE INDEX memo_used ON memo (used);

CREATE TABLE model_record (
    model        TEXT PRIMARY KEY,
    runs         BIGINT NOT NULL,
    failures     BIGINT NOT NULL,
    milliseconds BIGINT NOT NULL -- of the runs that did not fail
);

CREATE TABLE connection (
    name    TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    url     TEXT NOT NULL,
    secret  TEXT NOT NULL,
    local   BIGINT NOT NULL, -- what is sent there stays in the operator's hands
    models  TEXT NOT NULL, -- JSON
    updated BIGINT NOT NULL
);
