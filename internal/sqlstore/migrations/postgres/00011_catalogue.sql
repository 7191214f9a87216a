-- +goose Up
-- What is known of repositories from their files, how they are used, and the
-- index that they are found by.

ALTER TABLE repo ADD COLUMN downloads BIGINT NOT NULL DEFAULT 0;
ALTER TABLE repo ADD COLUMN likes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE repo ADD COLUMN trend BIGINT NOT NULL DEFAULT 0;
ALTER TABLE repo ADD COLUMN parameters BIGINT NOT NULL DEFAULT 0;
ALTER TABLE repo ADD COLUMN labels TEXT NOT NULL DEFAULT ''; -- in lower case, each between line feeds
-- The row of repo_search: its kind, then the less used the greater, then a
-- number that no other repository gets. So the order of rows is that of use.
ALTER TABLE repo ADD COLUMN doc BIGINT;
CREATE UNIQUE INDEX repo_doc ON repo (doc) WHERE doc IS NOT NULL;
CREATE INDEX repo_downloads ON repo (kind, downloads, id) WHERE deleted IS NULL;
CREATE INDEX repo_likes ON repo (kind, likes, id) WHERE deleted IS NULL;
CREATE INDEX repo_trend ON repo (kind, trend, id) WHERE deleted IS NULL;

CREATE TABLE repo_count (n BIGINT NOT NULL); -- the last number that a repository got
INSERT INTO repo_count (n) VALUES (0);

CREATE TABLE repo_facts (
    repo    TEXT PRIMARY KEY REFERENCES repo (id) ON DELETE CASCADE,
    version BIGINT NOT NULL, -- of the reader
    head    TEXT NOT NULL,   -- the commit that was read
    facts   TEXT NOT NULL,   -- JSON
    card    TEXT NOT NULL,   -- JSON
    words   TEXT NOT NULL    -- what repo_search has of it
);

-- What is counted of a repository, by its row of repo_search.
CREATE TABLE repo_facet (
    doc    BIGINT PRIMARY KEY,
    facets TEXT NOT NULL
);

CREATE TABLE repo_like (
    repo  TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    user  TEXT NOT NULL, -- in lower case
    name  TEXT NOT NULL, -- as it is written
    since BIGINT NOT NULL,
    PRIMARY KEY (repo, user)
);
CREATE INDEX repo_like_of ON repo_like (user, since);

-- The words of names and labels, and by which words with a character left out
-- they are found when they are written wrongly.
CREATE TABLE repo_word (
    word TEXT PRIMARY KEY,
    uses BIGINT NOT NULL
);
CREATE TABLE repo_spelling (
    key  TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (key, word)
);

-- Every word of a document is a lexeme as it is; beginnings are found by it too.
CREATE TABLE repo_search (
    doc   BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL
);
CREATE INDEX repo_search_words ON repo_search USING gin (words) WITH (fastupdate = off);
