-- +goose Up
-- Of a connection with several servers: their weights, and what stands besides url and secret.

ALTER TABLE connection ADD COLUMN servers TEXT NOT NULL DEFAULT '{}'; -- JSON, keys too
