-- +goose Up
-- Discussions of repositories, and what has happened in them.

CREATE TABLE discussion (
    repo    TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    number  BIGINT NOT NULL,
    title   TEXT NOT NULL,
    author  TEXT NOT NULL,
    author_key TEXT NOT NULL, -- … in lower case
    status  TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (repo, number)
);

CREATE TABLE discussion_event (
    repo   TEXT NOT NULL,
    number BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    id     TEXT NOT NULL,
    kind   TEXT NOT NULL,
    author TEXT NOT NULL,
    at     BIGINT NOT NULL,
    body   TEXT NOT NULL, -- what was said, the new title, the new status
    former TEXT NOT NULL, -- the old title
    hidden BIGINT NOT NULL,
    edits  TEXT NOT NULL, -- JSON: what a comment said before
    PRIMARY KEY (repo, number, seq),
    FOREIGN KEY (repo, number) REFERENCES discussion (repo, number) ON DELETE CASCADE
);
CREATE UNIQUE INDEX discussion_event_id ON discussion_event (repo, number, id);
