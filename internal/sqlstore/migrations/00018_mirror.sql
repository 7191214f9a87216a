-- +goose Up
-- Mirrors: repositories that are fetched from upstreams when they are asked for.

ALTER TABLE repo ADD COLUMN upstream TEXT NOT NULL DEFAULT ''; -- its name in the settings

CREATE TABLE mirror (
    repo    TEXT PRIMARY KEY REFERENCES repo (id) ON DELETE CASCADE,
    checked BIGINT NOT NULL -- when it was last compared with its upstream
);

-- The large files that a mirror's files point to. Those that are here are in
-- repo_object too.
CREATE TABLE mirror_object (
    repo   TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    size   BIGINT NOT NULL,
    used   BIGINT NOT NULL, -- when it was last read; 0 is never
    PRIMARY KEY (repo, digest)
);
CREATE INDEX mirror_object_digest ON mirror_object (digest);
