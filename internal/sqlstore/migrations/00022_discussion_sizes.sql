-- +goose Up
-- How much is in a discussion, so that it can be bounded without reading it.

ALTER TABLE discussion ADD COLUMN events BIGINT NOT NULL DEFAULT 0;
ALTER TABLE discussion ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;

UPDATE discussion SET
    events = (SELECT COUNT(*) FROM discussion_event e WHERE e.repo = discussion.repo AND e.number = discussion.number),
    bytes = (SELECT COALESCE(SUM(octet_length(e.body) + octet_length(e.former) + octet_length(e.edits)), 0)
             FROM discussion_event e WHERE e.repo = discussion.repo AND e.number = discussion.number);
