-- +goose Up
-- There are no jobs yet whose verdict could be read from their result.

ALTER TABLE job ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
