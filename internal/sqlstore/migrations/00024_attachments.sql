-- +goose Up
-- Pictures, sounds and videos that people have sent for comments, and which
-- comments have them.

CREATE TABLE attachment (
    id     TEXT PRIMARY KEY,
    author TEXT NOT NULL, -- in lower case
    media  TEXT NOT NULL,
    digest TEXT NOT NULL,
    size   BIGINT NOT NULL,
    at     BIGINT NOT NULL -- microseconds
);
CREATE INDEX attachment_author ON attachment (author);
CREATE INDEX attachment_digest ON attachment (digest);
CREATE INDEX attachment_at ON attachment (at);

CREATE TABLE attachment_use (
    file TEXT NOT NULL REFERENCES attachment (id) ON DELETE CASCADE,
    repo TEXT NOT NULL REFERENCES repo (id) ON DELETE CASCADE,
    said TEXT NOT NULL, -- the comment
    at   BIGINT NOT NULL,
    PRIMARY KEY (file, repo, said)
);
CREATE INDEX attachment_use_said ON attachment_use (repo, said);
