-- +goose Up
-- How a job ended, in a word of its handler's: lists tell a question from an
-- answer without reading what came of each job.

ALTER TABLE job ADD COLUMN verdict TEXT NOT NULL DEFAULT '';

UPDATE job SET verdict = COALESCE(json_extract(result, '$.state'), '')
WHERE kind = 'assistant.run' AND state IN ('done', 'failed') AND result IS NOT NULL;
