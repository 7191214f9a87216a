-- +goose Up
-- What owners may keep, and what their repositories take.

CREATE TABLE quota (
    owner TEXT PRIMARY KEY, -- in lower case
    bytes BIGINT NOT NULL,  -- below 0 there is no limit
    repos BIGINT NOT NULL
);

CREATE TABLE repo_usage (
    repo  TEXT PRIMARY KEY REFERENCES repo (id) ON DELETE CASCADE,
    large BIGINT NOT NULL, -- bytes of the large files that it holds, each once
    git   BIGINT NOT NULL  -- bytes of its git repository
);
INSERT INTO repo_usage (repo, large, git)
    SELECT r.id, COALESCE((SELECT SUM(o.size) FROM repo_object o WHERE o.repo = r.id), 0), 0 FROM repo r;
CREATE INDEX repo_object_added ON repo_object (repo, added);

-- What was found in files: of large ones by their SHA-256, of others by git's id.
CREATE TABLE finding (
    content TEXT PRIMARY KEY,
    report  TEXT NOT NULL, -- JSON
    scanned BIGINT NOT NULL
);
