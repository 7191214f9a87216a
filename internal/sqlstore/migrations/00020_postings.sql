-- +goose Up
-- The index of the catalogue, anew: instead of a full-text table, lists of the
-- repositories that have a word, in parts that are combined outside of the
-- database, and the words by their beginnings, parts and spellings.

DROP TABLE repo_search;
DROP TABLE repo_word;
DROP TABLE repo_spelling;

-- Of each repository a number that it keeps.
ALTER TABLE repo ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
UPDATE repo SET seq = doc & 281474976710655 WHERE doc IS NOT NULL;
UPDATE repo SET seq = (SELECT n FROM repo_count) + r.n
    FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM repo WHERE doc IS NULL) r WHERE r.id = repo.id;
UPDATE repo_count SET n = n + (SELECT COUNT(*) FROM repo WHERE doc IS NULL);
CREATE UNIQUE INDEX repo_seq ON repo (seq);

CREATE TABLE repo_facets (
    seq    INTEGER PRIMARY KEY,
    facets TEXT NOT NULL
);
INSERT INTO repo_facets (seq, facets) SELECT doc & 281474976710655, facets FROM repo_facet;
DROP TABLE repo_facet;
DROP INDEX repo_doc;
ALTER TABLE repo DROP COLUMN doc;
ALTER TABLE repo DROP COLUMN labels;
ALTER TABLE repo DROP COLUMN parameters;

DROP INDEX repo_updated;
DROP INDEX repo_created;
DROP INDEX repo_downloads;
DROP INDEX repo_likes;
DROP INDEX repo_trend;
DROP INDEX repo_owned;
CREATE INDEX repo_updated ON repo (kind, updated, seq) WHERE deleted IS NULL;
CREATE INDEX repo_created ON repo (kind, created, seq) WHERE deleted IS NULL;
CREATE INDEX repo_downloads ON repo (kind, downloads, seq) WHERE deleted IS NULL;
CREATE INDEX repo_likes ON repo (kind, likes, seq) WHERE deleted IS NULL;
CREATE INDEX repo_trend ON repo (kind, trend, seq) WHERE deleted IS NULL;
CREATE INDEX repo_owned ON repo (kind, owner, updated, seq) WHERE deleted IS NULL;

-- Which index has what is known of a repository: 0 is none yet.
ALTER TABLE repo_facts ADD COLUMN indexed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX repo_facts_behind ON repo_facts (repo) WHERE indexed = 0;

-- Documents that have a word: the number is made of the word's hash and of
-- which 65,536 documents. These are the columns of package posting.
CREATE TABLE posting (
    id   INTEGER PRIMARY KEY,
    docs BLOB NOT NULL -- a roaring bitmap
);

-- What changed in documents and is not in posting yet.
CREATE TABLE posting_recent (
    doc     INTEGER PRIMARY KEY,
    version BIGINT NOT NULL,
    words   TEXT NOT NULL -- "+word" it has now, "-word" it has no more
);
CREATE TABLE posting_state (
    changes BIGINT NOT NULL, -- the version of the last change
    folds   BIGINT NOT NULL  -- how often posting_recent was emptied
);
INSERT INTO posting_state (changes, folds) VALUES (0, 0);

-- The words, how many documents have them, and what leads to them: the more
-- documents have a word the less is its rank.
CREATE TABLE posting_word (
    word TEXT PRIMARY KEY,
    docs BIGINT NOT NULL
) WITHOUT ROWID;
CREATE TABLE posting_affix (
    affix TEXT NOT NULL,
    rank  BIGINT NOT NULL,
    word  TEXT NOT NULL,
    PRIMARY KEY (affix, rank, word)
) WITHOUT ROWID;

-- What documents are sorted by: of each column the values of some thousand
-- documents to a row.
CREATE TABLE posting_column (
    id   INTEGER PRIMARY KEY, -- which column, and which documents
    vals BLOB NOT NULL
);
