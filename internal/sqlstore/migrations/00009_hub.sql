-- +goose Up
-- The hub: repositories, the names that they have had, the large files that
-- they hold, and who works on which path alone.

CREATE TABLE repo (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    owner   TEXT NOT NULL, -- in lower case
    name    TEXT NOT NULL, -- owner/name as it is written
    name_key TEXT NOT NULL, -- … in lower case
    private BIGINT NOT NULL,
    creator TEXT NOT NULL,
    head    TEXT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    deleted BIGINT         -- since when it is hidden
);
CREATE UNIQUE INDEX repo_name ON repo (kind, name_key) WHERE deleted IS NULL;
CREATE INDEX repo_updated ON repo (kind, updated, id) WHERE deleted IS NULL;
CREATE INDEX repo_created ON repo (kind, created, id) WHERE deleted IS NULL;
CREATE INDEX repo_owned ON repo (kind, owner, updated, id) WHERE deleted IS NULL;
CREATE INDEX repo_deleted ON repo (deleted) WHERE deleted IS NOT NULL;

CREATE TABLE repo_alias (
    kind     TEXT NOT NULL,
    name_key TEXT NOT NULL,
    repo     TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    PRIMARY KEY (kind, name_key)
);
CREATE INDEX repo_alias_of ON repo_alias (repo);

CREATE TABLE repo_object (
    repo   TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    size   BIGINT NOT NULL,
    added  BIGINT NOT NULL,
    PRIMARY KEY (repo, digest)
);
CREATE INDEX repo_object_digest ON repo_object (digest);

CREATE TABLE repo_lock (
    repo  TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    id    TEXT NOT NULL,
    path  TEXT NOT NULL,
    owner TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (repo, id)
);
CREATE UNIQUE INDEX repo_lock_path ON repo_lock (repo, path);

-- Folders as they are in git, a thousand entries to a row. The first row of a
-- folder has no first name.
CREATE TABLE repo_tree (
    repo    TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    tree    TEXT NOT NULL,
    first   TEXT NOT NULL,
    more    BIGINT NOT NULL, -- whether a row comes after it
    entries TEXT NOT NULL,   -- JSON
    PRIMARY KEY (repo, tree, first)
);

-- Git repositories that a restored backup has as bundles among the stored
-- values, until they are made.
CREATE TABLE repo_owed (
    repo   TEXT PRIMARY KEY REFERENCES repo (id) ON DELETE CASCADE,
    digest TEXT NOT NULL
);
