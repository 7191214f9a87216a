-- +goose Up
-- Repositories whose files are given on request, and who asked for them.

ALTER TABLE repo ADD COLUMN gate TEXT NOT NULL DEFAULT ''; -- auto or manual
CREATE INDEX repo_gated ON repo (kind, updated, id) WHERE gate <> '' AND deleted IS NULL;

CREATE TABLE repo_request (
    id     TEXT PRIMARY KEY,
    repo   TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    asker  TEXT NOT NULL, -- in lower case
    name   TEXT NOT NULL, -- as it is written
    state  TEXT NOT NULL, -- pending, accepted or rejected
    asked  BIGINT NOT NULL,
    email  TEXT NOT NULL,
    fields TEXT NOT NULL, -- JSON
    reason TEXT NOT NULL, -- of a rejection
    judge  TEXT NOT NULL  -- who decided
);
CREATE UNIQUE INDEX repo_request_of ON repo_request (repo, asker);
CREATE INDEX repo_request_state ON repo_request (repo, state, asked, id);
