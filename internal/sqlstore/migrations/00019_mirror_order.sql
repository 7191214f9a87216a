-- +goose Up
-- What is mirrored without being asked for.

CREATE TABLE mirror_order (
    id      TEXT PRIMARY KEY,
    terms   TEXT NOT NULL,   -- JSON: from where, what, how
    created BIGINT NOT NULL,
    next    BIGINT NOT NULL, -- when it is done again; 0 is when somebody says so
    job     TEXT NOT NULL    -- that did it last, or does
);
