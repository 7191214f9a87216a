-- +goose Up
-- What came by the Xet protocol. Hashes and digests are 64 hexadecimal digits.

CREATE TABLE xet_xorb (
    hash   TEXT PRIMARY KEY,
    blob   TEXT NOT NULL,   -- the stored bytes
    start  BIGINT NOT NULL, -- where plain bytes begin in blob; -1 if it is a xorb as it came
    size   BIGINT NOT NULL,
    chunks BIGINT NOT NULL,
    layout TEXT NOT NULL,   -- the stored footer
    used   BIGINT NOT NULL  -- when it was last sent or referred to
);
CREATE INDEX xet_xorb_used ON xet_xorb (used);

-- Chunks that clients ask for: one of 1024, and the first ones of files.
CREATE TABLE xet_chunk (
    hash TEXT NOT NULL,
    xorb TEXT NOT NULL REFERENCES xet_xorb (hash) ON DELETE CASCADE,
    PRIMARY KEY (hash, xorb)
);
CREATE INDEX xet_chunk_xorb ON xet_chunk (xorb);

CREATE TABLE xet_file (
    hash   TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    size   BIGINT NOT NULL,
    used   BIGINT NOT NULL
);
CREATE INDEX xet_file_sha256 ON xet_file (sha256);
CREATE INDEX xet_file_used ON xet_file (used);

CREATE TABLE xet_term (
    file        TEXT NOT NULL REFERENCES xet_file (hash) ON DELETE CASCADE,
    seq         BIGINT NOT NULL,
    xorb        TEXT NOT NULL REFERENCES xet_xorb (hash),
    first_chunk BIGINT NOT NULL,
    last_chunk  BIGINT NOT NULL, -- exclusive
    start       BIGINT NOT NULL, -- in the file
    size        BIGINT NOT NULL,
    PRIMARY KEY (file, seq)
);
CREATE INDEX xet_term_xorb ON xet_term (xorb, file);

-- Who sent all the bytes of a xorb or file, and so may refer to it.
CREATE TABLE xet_claim (
    asker TEXT NOT NULL,
    hash  TEXT NOT NULL,
    made  BIGINT NOT NULL,
    PRIMARY KEY (asker, hash)
);
CREATE INDEX xet_claim_made ON xet_claim (made);
