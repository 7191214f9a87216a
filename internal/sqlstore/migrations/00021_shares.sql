-- +goose Up
-- Whose share of the slots a job takes: who has many jobs waits for the others.

ALTER TABLE job ADD COLUMN share TEXT NOT NULL DEFAULT '';
