-- +goose Up
-- Collections: what people put together, in their order, and who likes them.

CREATE TABLE collection (
    id          TEXT PRIMARY KEY,
    owner       TEXT NOT NULL, -- in lower case
    owner_name  TEXT NOT NULL, -- as it is written
    title       TEXT NOT NULL,
    words       TEXT NOT NULL, -- title and description in lower case
    description TEXT NOT NULL,
    theme       TEXT NOT NULL,
    private     BIGINT NOT NULL,
    place       BIGINT NOT NULL, -- among those of its owner
    votes       BIGINT NOT NULL,
    trend       BIGINT NOT NULL,
    created     BIGINT NOT NULL,
    updated     BIGINT NOT NULL
);
CREATE UNIQUE INDEX collection_title ON collection (owner, title);
CREATE INDEX collection_updated ON collection (updated, id);
CREATE INDEX collection_trend ON collection (trend, id);
CREATE INDEX collection_votes ON collection (votes, id);

CREATE TABLE collection_item (
    id         TEXT PRIMARY KEY,
    collection TEXT NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    place      BIGINT NOT NULL,
    repo       TEXT REFERENCES repo (id) ON DELETE CASCADE,       -- one of these
    other      TEXT REFERENCES collection (id) ON DELETE CASCADE, -- … is there
    note       TEXT NOT NULL,
    added      BIGINT NOT NULL
);
CREATE INDEX collection_item_of ON collection_item (collection, place);
CREATE UNIQUE INDEX collection_item_repo ON collection_item (repo, collection) WHERE repo IS NOT NULL;
CREATE UNIQUE INDEX collection_item_other ON collection_item (other, collection) WHERE other IS NOT NULL;

CREATE TABLE collection_vote (
    collection TEXT NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    voter      TEXT NOT NULL, -- in lower case
    PRIMARY KEY (collection, voter)
);
