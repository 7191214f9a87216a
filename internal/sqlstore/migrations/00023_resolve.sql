-- +goose Up
-- No address leads to a repository that is called resolve: those from before that
-- was known get a name that can be opened.

UPDATE repo_facts SET indexed = 0 WHERE repo IN (SELECT id FROM repo WHERE name_key LIKE '%/resolve');
UPDATE repo SET
    name = substr(name, 1, length(name) - 7) || 'resolve-' || substr(id, 1, 8),
    name_key = substr(name_key, 1, length(name_key) - 7) || 'resolve-' || substr(id, 1, 8)
WHERE name_key LIKE '%/resolve';
