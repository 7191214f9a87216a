-- +goose Up
-- What was put into columns of the index is counted, and each row says when it was
-- written last: so what was read of it can be kept in memory, and is read again when
-- it has changed.

ALTER TABLE posting_state ADD COLUMN puts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE posting_column ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX posting_column_version ON posting_column (version);

-- A comment is looked for by its repository and its own id, too, when only these are
-- known: by what is attached to it.

DROP INDEX discussion_event_id;
CREATE UNIQUE INDEX discussion_event_id ON discussion_event (repo, id, number);
