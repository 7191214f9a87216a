-- +goose Up
-- When folders that are kept as they are in git were last used, so that those that
-- nobody looks into go. It stands beside their entries, since those are long, and
-- would be written anew with it. Of what is kept already it is only known when its
-- repository was last changed.

CREATE TABLE repo_tree_use (
    repo TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    tree TEXT NOT NULL,
    day  BIGINT NOT NULL, -- since 1970
    PRIMARY KEY (repo, tree)
);
INSERT INTO repo_tree_use (repo, tree, day)
    SELECT t.repo, t.tree, r.updated / 86400000000
    FROM (SELECT DISTINCT repo, tree FROM repo_tree) t JOIN repo r ON r.id = t.repo;
CREATE INDEX repo_tree_use_day ON repo_tree_use (day, repo, tree);
