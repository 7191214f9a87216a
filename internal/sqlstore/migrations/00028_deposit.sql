-- +goose Up
-- What callers of the models' APIs leave here: files, and responses that are asked for again.

CREATE TABLE deposit (
    id      TEXT PRIMARY KEY,
    owner   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    body    TEXT NOT NULL,   -- JSON
    digest  TEXT NOT NULL,   -- of stored bytes; empty without any
    created BIGINT NOT NULL, -- microseconds
    expires BIGINT NOT NULL  -- microseconds; 0 is never
);

CREATE INDEX deposit_list ON deposit (owner, kind, created, id);
