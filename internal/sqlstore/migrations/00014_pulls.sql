-- +goose Up
-- Pull requests: where they stand among the commits of their repository. A row
-- whose status is "reserved" only keeps its number from others.

ALTER TABLE discussion ADD COLUMN pull BIGINT NOT NULL DEFAULT 0;
ALTER TABLE discussion ADD COLUMN start TEXT NOT NULL DEFAULT '';
ALTER TABLE discussion ADD COLUMN base TEXT NOT NULL DEFAULT '';
ALTER TABLE discussion ADD COLUMN head TEXT NOT NULL DEFAULT '';
ALTER TABLE discussion ADD COLUMN merged TEXT NOT NULL DEFAULT '';
ALTER TABLE discussion ADD COLUMN gone BIGINT NOT NULL DEFAULT 0;

CREATE INDEX discussion_reserved ON discussion (created) WHERE status = 'reserved';
CREATE INDEX discussion_closed ON discussion (repo, number) WHERE status = 'closed' AND pull = 1 AND gone = 0;
