-- +goose Up
-- Users, organisations, what lets them in, and what they did.

CREATE TABLE owner (
    key      TEXT PRIMARY KEY,     -- the name in lower case
    look     TEXT NOT NULL UNIQUE, -- equal for names that look alike
    name     TEXT NOT NULL,
    org      BIGINT NOT NULL,
    title    TEXT NOT NULL,
    email    TEXT NOT NULL DEFAULT '',
    password TEXT NOT NULL DEFAULT '', -- its argon2id hash
    admin    BIGINT NOT NULL DEFAULT 0,
    disabled BIGINT NOT NULL DEFAULT 0,
    removed  BIGINT NOT NULL DEFAULT 0, -- the name stays taken
    created  BIGINT NOT NULL
);

CREATE TABLE member (
    org    TEXT NOT NULL REFERENCES owner (key),
    member TEXT NOT NULL REFERENCES owner (key),
    role   TEXT NOT NULL,
    PRIMARY KEY (org, member)
);
CREATE INDEX member_of ON member (member);

CREATE TABLE identity (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    owner   TEXT NOT NULL REFERENCES owner (key),
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_owner ON identity (owner);

CREATE TABLE token (
    id      TEXT PRIMARY KEY,
    hash    TEXT NOT NULL UNIQUE, -- SHA-256 of the secret
    owner   TEXT NOT NULL REFERENCES owner (key),
    name    TEXT NOT NULL,
    hint    TEXT NOT NULL,
    scope   TEXT NOT NULL,              -- JSON
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL DEFAULT 0,  -- 0: never
    used    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX token_owner ON token (owner);

CREATE TABLE session (
    hash    TEXT PRIMARY KEY, -- SHA-256 of the secret
    owner   TEXT NOT NULL REFERENCES owner (key),
    via     TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX session_owner ON session (owner);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE audit (
    seq     BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    via     TEXT NOT NULL,
    addr    TEXT NOT NULL,
    act     TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL
);

-- Who may read which stored values: those who brought or made them.
CREATE TABLE holding (
    owner  TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (owner, digest)
);

-- What was made before there were accounts is the administrator's.
UPDATE job SET owner = 'admin' WHERE owner = 'local';
UPDATE memo SET owner = 'admin' WHERE owner = 'local';

CREATE TABLE connection_of (
    owner   TEXT NOT NULL,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    url     TEXT NOT NULL,
    secret  TEXT NOT NULL,
    local   BIGINT NOT NULL, -- what is sent there stays in its owner's hands
    models  TEXT NOT NULL,   -- JSON
    updated BIGINT NOT NULL,
    PRIMARY KEY (owner, name)
);
INSERT INTO connection_of SELECT 'admin', name, kind, url, secret, local, models, updated FROM connection;
DROP TABLE connection;
ALTER TABLE connection_of RENAME TO connection;
