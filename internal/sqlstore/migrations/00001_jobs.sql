-- +goose Up
-- Times are microseconds since 1970, truth values 0 and 1, JSON is text.

CREATE TABLE job (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    owner        TEXT NOT NULL,
    title        TEXT NOT NULL,
    state        TEXT NOT NULL,
    payload      TEXT,
    result       TEXT,
    failure_kind TEXT,
    failure      TEXT,
    attempt      BIGINT NOT NULL DEFAULT 0,
    retries      BIGINT NOT NULL DEFAULT 0,
    deaths       BIGINT NOT NULL DEFAULT 0, -- of workers, since the last recorded step
    cancel       BIGINT NOT NULL DEFAULT 0,
    holder       TEXT NOT NULL DEFAULT '',  -- the instance that runs it
    due          BIGINT,                    -- waiting: from when it may be claimed; running: when its lease ends; ended: NULL
    steps        BIGINT NOT NULL DEFAULT 0, -- the last number given to a step
    events       BIGINT NOT NULL DEFAULT 0, -- the last number given to an event
    created      BIGINT NOT NULL,
    updated      BIGINT NOT NULL
);
CREATE INDEX job_due ON job (due, id) WHERE due IS NOT NULL;
CREATE INDEX job_ended ON job (updated) WHERE due IS NULL;
CREATE INDEX job_held ON job (holder) WHERE holder <> '';
CREATE INDEX job_newest ON job (created, id);
CREATE INDEX job_owned ON job (owner, created, id);

CREATE TABLE job_step (
    job    TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    seq    BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (job, name)
);

CREATE TABLE job_event (
    job  TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    seq  BIGINT NOT NULL,
    at   BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (job, seq)
);
