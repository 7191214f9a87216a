-- +goose Up
-- Which repository a deployment is of, whatever that is called later. Of one that was
-- made before this was kept it is noted when the deployment is looked at next.

CREATE TABLE deployment_repo (
    name TEXT PRIMARY KEY, -- of the deployment, in lower case
    repo TEXT NOT NULL     -- the id of the repository
);
