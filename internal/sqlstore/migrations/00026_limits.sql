-- +goose Up
-- What single users may ask of models, where it is not what everybody may: 0 is no limit, -1 the usual one.

CREATE TABLE call_limit (
    owner      TEXT PRIMARY KEY, -- the user's name in lower case
    requests   BIGINT NOT NULL,  -- in a minute
    tokens     BIGINT NOT NULL,  -- in a minute
    concurrent BIGINT NOT NULL   -- calls at once
);
