-- +goose Up
-- Webhooks: addresses that hear of what happens to what they watch, and changes
-- of refs that they would hear of and that may have come about when a program
-- died.

CREATE TABLE webhook (
    id         TEXT PRIMARY KEY,
    owner      TEXT NOT NULL, -- in lower case
    owner_name TEXT NOT NULL, -- as it is written
    url        TEXT NOT NULL,
    secret     TEXT NOT NULL,
    domains    TEXT NOT NULL, -- between spaces
    disabled   BIGINT NOT NULL,
    created    BIGINT NOT NULL
);
CREATE INDEX webhook_owner ON webhook (owner, created, id);

CREATE TABLE webhook_watch (
    webhook TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    place   BIGINT NOT NULL,
    kind    TEXT NOT NULL, -- user, org, model, dataset or space
    name    TEXT NOT NULL, -- as it was written
    target  TEXT NOT NULL, -- the id of a repository, or an owner in lower case
    PRIMARY KEY (webhook, place)
);
CREATE INDEX webhook_watch_target ON webhook_watch (target);

CREATE TABLE webhook_expected (
    id    TEXT PRIMARY KEY,
    repo  TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    refs  TEXT NOT NULL, -- JSON
    since BIGINT NOT NULL
);
