-- +goose Up
-- Models that are kept loaded under names of their own.

CREATE TABLE deployment (
    name     TEXT PRIMARY KEY, -- in lower case
    shown    TEXT NOT NULL,    -- as it was given
    model    TEXT NOT NULL,    -- owner/name
    capacity BIGINT NOT NULL,  -- workers
    creator  TEXT NOT NULL,
    modifier TEXT NOT NULL,
    created  BIGINT NOT NULL,  -- microseconds
    modified BIGINT NOT NULL   -- microseconds
);
