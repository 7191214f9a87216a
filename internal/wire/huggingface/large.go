package huggingface

// LargeFile is a large file of any commit of a repository.
type LargeFile struct {
	FileOID  string  `json:"fileOid"`  // by which it is removed: its SHA-256
	Name     string  `json:"filename"` // that it has in some commit
	OID      string  `json:"oid"`
	PushedAt Time    `json:"pushedAt"`
	Ref      *string `json:"ref"`
	Size     int64   `json:"size"`
}

// Purge asks to remove large files for good.
type Purge struct {
	Deletions struct {
		SHA     []string `json:"sha"`
		Rewrite bool     `json:"rewriteHistory"`
	} `json:"deletions"`
}
