// Package huggingface has the JSON of the Hugging Face Hub API, for servers
// and clients.
package huggingface

import (
	"encoding/json"
	"time"
)

// Time is written with milliseconds and a Z, as clients parse it.
type Time time.Time

// MarshalJSON writes the time.
func (t Time) MarshalJSON() ([]byte, error) {
	return json.Marshal(time.Time(t).UTC().Format("2006-01-02T15:04:05.000Z"))
}

// UnmarshalJSON reads it.
func (t *Time) UnmarshalJSON(b []byte) error { return (*time.Time)(t).UnmarshalJSON(b) }

// Whoami says whose a token is.
type Whoami struct {
	Type     string `json:"type"` // user
	ID       string `json:"id"`
	Name     string `json:"name"`
	FullName string `json:"fullname"`
	Email    string `json:"email,omitempty"`
	Verified bool   `json:"emailVerified"`
	IsPro    bool   `json:"isPro"`
	CanPay   bool   `json:"canPay"`
	Period   *Time  `json:"periodEnd"` // of what is paid for
	Avatar   string `json:"avatarUrl"`
	Orgs     []Org  `json:"orgs"`
	Auth     Auth   `json:"auth"`
}

// Org is an organisation of a user.
type Org struct {
	Type      string `json:"type"` // org
	ID        string `json:"id"`
	Name      string `json:"name"`
	FullName  string `json:"fullname"`
	RoleInOrg string `json:"roleInOrg"`
}

// Auth is how a user has come in.
type Auth struct {
	Type        string      `json:"type"` // access_token
	AccessToken AccessToken `json:"accessToken"`
}

// AccessToken describes a token.
type AccessToken struct {
	DisplayName string `json:"displayName"`
	Role        string `json:"role"` // read, write, fineGrained
}

// CreateRepo asks for a repository. Visibility is said in either way.
type CreateRepo struct {
	Name         string `json:"name"`
	Organization string `json:"organization"`
	Type         string `json:"type"`
	Visibility   string `json:"visibility"`
	Private      *bool  `json:"private"`
	SDK          string `json:"sdk"`
	License      string `json:"license"`

	Files []CommitFile `json:"files"` // of its first commit
}

// MakeBranch asks for a branch.
type MakeBranch struct {
	StartingPoint string `json:"startingPoint"` // empty is the main branch
	Empty         bool   `json:"emptyBranch"`   // without any history
	Overwrite     bool   `json:"overwrite"`
}

// RepoURL answers it.
type RepoURL struct {
	URL   string `json:"url"`
	Name  string `json:"name"` // with its owner
	ID    string `json:"id"`
	Error string `json:"error,omitempty"`
}

// MoveRepo renames a repository.
type MoveRepo struct {
	From string `json:"fromRepo"`
	To   string `json:"toRepo"`
	Type string `json:"type"`
}

// Settings change a repository; what is left out stays.
type Settings struct {
	Private    *bool  `json:"private,omitempty"`
	Visibility string `json:"visibility,omitempty"`
	Gated      *Gate  `json:"gated,omitempty"`
}

// Repo describes a repository.
type Repo struct {
	MongoID      string         `json:"_id"`
	ID           string         `json:"id"` // with its owner
	ModelID      string         `json:"modelId,omitempty"`
	Author       string         `json:"author"`
	Creator      string         `json:"creator,omitempty"` // who made it, of one that is looked at alone
	SHA          string         `json:"sha,omitempty"`
	LastModified Time           `json:"lastModified"`
	CreatedAt    Time           `json:"createdAt"`
	Private      bool           `json:"private"`
	Gated        Gate           `json:"gated"`
	Disabled     bool           `json:"disabled"`
	UsedStorage  *int64         `json:"usedStorage,omitempty"` // bytes of large files, each once
	Downloads    int64          `json:"downloads"`
	Likes        int64          `json:"likes"`
	Tags         []string       `json:"tags"`
	PipelineTag  string         `json:"pipeline_tag,omitempty"`
	LibraryName  string         `json:"library_name,omitempty"`
	SDK          string         `json:"sdk,omitempty"`
	CardData     map[string]any `json:"cardData,omitempty"`
	Siblings     []Sibling      `json:"siblings,omitempty"`

	DownloadsAllTime int64          `json:"downloadsAllTime"`
	TrendingScore    int64          `json:"trendingScore"`
	BaseModels       []string       `json:"baseModels,omitempty"`
	Config           map[string]any `json:"config,omitempty"`
	Safetensors      *Safetensors   `json:"safetensors,omitempty"`
	GGUF             *GGUF          `json:"gguf,omitempty"`
	Known            *Known         `json:"tenon,omitempty"`
	Security         *Safety        `json:"securityRepoStatus,omitempty"` // if it was asked for
}

// Safety is what was found in the files of a repository.
type Safety struct {
	Done   bool    `json:"scansDone"` // whether all of them were looked into
	Issues []Issue `json:"filesWithIssues"`
}

// Issue is a file in which something was found.
type Issue struct {
	Path  string `json:"path"`
	Level string `json:"level"` // suspicious, unsafe
}

// Safetensors are the numbers of parameters in files of that format, by type.
type Safetensors struct {
	Parameters map[string]int64 `json:"parameters"`
	Total      int64            `json:"total"`
}

// GGUF is what a file of that format says.
type GGUF struct {
	Total         int64  `json:"total"`
	Architecture  string `json:"architecture,omitempty"`
	ContextLength int64  `json:"context_length,omitempty"`
}

// Known is what this hub has read from the files of a repository.
type Known struct {
	Licenses     []string `json:"licenses,omitempty"`
	Languages    []string `json:"languages,omitempty"`
	Architecture string   `json:"architecture,omitempty"`
	Parameters   int64    `json:"parameters,omitempty"`
	Quantisation string   `json:"quantisation,omitempty"`
	Context      int64    `json:"context,omitempty"` // tokens
	Formats      []string `json:"formats,omitempty"`
	Bytes        int64    `json:"bytes"`
	Files        int      `json:"files"`
	Summary      string   `json:"summary,omitempty"` // the first sentences of the card
	Runs         *Runs    `json:"runs,omitempty"`    // of a model
}

// Runs is how a server runs a model, or why it does not.
type Runs struct {
	Engine  string   `json:"engine,omitempty"`
	Task    string   `json:"task,omitempty"`
	Also    []string `json:"also,omitempty"`    // other tasks that it does
	File    string   `json:"file,omitempty"`    // of its weights, the first
	Quants  []string `json:"quants,omitempty"`  // that there are to choose from, as OWNER/NAME:Q8_0
	Base    string   `json:"base,omitempty"`    // of an adapter: the model that it runs with
	Memory  int64    `json:"memory,omitempty"`  // bytes
	Missing string   `json:"missing,omitempty"` // why it cannot
	Chinese string   `json:"missing_zh,omitempty"`
	Takes   []string `json:"takes,omitempty"` // the types of its inputs, in their order
	Blind   string   `json:"blind,omitempty"` // why it sees no pictures, if it could

	BlindChinese string `json:"blind_zh,omitempty"`
}

// Liked is a repository that a user likes.
type Liked struct {
	CreatedAt Time     `json:"createdAt"`
	Repo      LikedRef `json:"repo"`
}

// LikedRef names it.
type LikedRef struct {
	Name string `json:"name"` // with its owner
	Type string `json:"type"`
}

// Liker is a user who likes a repository.
type Liker struct {
	User     string `json:"user"`
	FullName string `json:"fullname"`
	Avatar   string `json:"avatarUrl"`
	Type     string `json:"type"` // user
}

// TagOfType is a label that there is.
type TagOfType struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Type  string `json:"type"`
}

// Sibling is a file of a repository. All but the name is there on request.
type Sibling struct {
	Name   string `json:"rfilename"`
	Size   *int64 `json:"size,omitempty"`
	BlobID string `json:"blobId,omitempty"`
	LFS    *LFS   `json:"lfs,omitempty"`
}

// LFS is where a large file is. A sibling names the digest sha256, an entry oid.
type LFS struct {
	SHA256      string `json:"sha256,omitempty"`
	OID         string `json:"oid,omitempty"`
	Size        int64  `json:"size"`
	PointerSize int    `json:"pointerSize"`
}

// Entry is a file or a folder.
type Entry struct {
	Type       string      `json:"type"` // file or directory
	Path       string      `json:"path"`
	OID        string      `json:"oid"`
	Size       int64       `json:"size"`
	LFS        *LFS        `json:"lfs,omitempty"`
	XetHash    string      `json:"xetHash,omitempty"`
	LastCommit *LastCommit `json:"lastCommit,omitempty"`
	Security   *Security   `json:"securityFileStatus,omitempty"`
}

// Security says what was found in a file.
type Security struct {
	Status       string      `json:"status"` // safe, suspicious, unsafe or unscanned
	AVScan       *Scan       `json:"avScan"` // nothing looks for viruses
	PickleImport *PickleScan `json:"pickleImportScan"`
	Findings     *Scan       `json:"contentScan,omitempty"` // secrets, and archives that leave their folder
}

// Scan is what one way to look has found.
type Scan struct {
	Status  string `json:"status"`
	Message string `json:"message,omitempty"`
}

// PickleScan is what the pickles of a file import.
type PickleScan struct {
	Status  string         `json:"status"` // safe, suspicious or unsafe
	Imports []PickleImport `json:"pickleImports"`
}

// PickleImport is a global that a pickle names.
type PickleImport struct {
	Module string `json:"module"`
	Name   string `json:"name"`
	Safety string `json:"safety"` // innocuous, suspicious or dangerous
}

// LastCommit is the one that last changed an entry.
type LastCommit struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Date  Time   `json:"date"`
}

// Commit is a line of a history.
type Commit struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Message   string    `json:"message"`
	Date      Time      `json:"date"`
	Authors   []Author  `json:"authors"`
	Formatted *Sentence `json:"formatted,omitempty"`
}

// Author wrote a commit.
type Author struct {
	User string `json:"user"`
}

// Sentence is a message as HTML.
type Sentence struct {
	Title   string `json:"title"`
	Message string `json:"message"`
}

// Refs are the branches and tags of a repository.
type Refs struct {
	Branches     []Ref `json:"branches"`
	Converts     []Ref `json:"converts"`
	Tags         []Ref `json:"tags"`
	PullRequests []Ref `json:"pullRequests,omitzero"` // nil: they were not asked for
}

// Ref is one of them.
type Ref struct {
	Name   string `json:"name"`
	Ref    string `json:"ref"`
	Target string `json:"targetCommit"`
}

// Preupload asks how files are to be sent.
type Preupload struct {
	Files         []PreuploadFile `json:"files"`
	GitIgnore     string          `json:"gitIgnore"`
	GitAttributes string          `json:"gitAttributes"`
}

// PreuploadFile is one of them.
type PreuploadFile struct {
	Path   string `json:"path"`
	Sample []byte `json:"sample"` // the first 512 bytes
	Size   int64  `json:"size"`
}

// PreuploadReply answers it.
type PreuploadReply struct {
	Files []PreuploadMode `json:"files"`
}

// PreuploadMode says how to send a file.
type PreuploadMode struct {
	Path         string `json:"path"`
	UploadMode   string `json:"uploadMode"` // lfs or regular
	ShouldIgnore bool   `json:"shouldIgnore"`
	OID          string `json:"oid,omitempty"` // of what is at the path now
}

// CommitLine is a line of a commit.
type CommitLine struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// CommitHeader is the value of the first line.
type CommitHeader struct {
	Summary      string `json:"summary"`
	Description  string `json:"description"`
	ParentCommit string `json:"parentCommit"`
}

// CommitFile is the value of a line that changes a file or folder.
type CommitFile struct {
	Path     string `json:"path"`
	Content  string `json:"content"`
	Encoding string `json:"encoding"` // base64 or utf-8
	Algo     string `json:"algo"`
	OID      string `json:"oid"`
	Size     *int64 `json:"size"`
}

// CommitReply says what was made.
type CommitReply struct {
	Success    bool     `json:"success"`
	CommitURL  string   `json:"commitUrl"`
	CommitOID  string   `json:"commitOid"`
	HookOutput string   `json:"hookOutput"`
	PullURL    string   `json:"pullRequestUrl,omitempty"`
	Commit     CommitID `json:"commit"`
}

// CommitID names a commit.
type CommitID struct {
	ID string `json:"id"`
}

// ValidateYAML asks whether a card is right.
type ValidateYAML struct {
	Content  string `json:"content"`
	RepoType string `json:"repoType"`
}

// Validation answers it.
type Validation struct {
	Errors   []Message `json:"errors"`
	Warnings []Message `json:"warnings"`
}

// Message is a finding.
type Message struct {
	Message string `json:"message"`
}

// XetFile says how a large file is read by Xet.
type XetFile struct {
	Hash           string `json:"hash"`
	Refresh        string `json:"refreshUrl"`        // where tokens are
	Reconstruction string `json:"reconstructionUrl"` // what it is made of
	ETag           string `json:"etag"`
	Size           int64  `json:"size"`
}

// XetToken lets its bearer in at an address of the Xet protocol.
type XetToken struct {
	URL     string `json:"casUrl"`
	Token   string `json:"accessToken"`
	Expires int64  `json:"exp"` // seconds since 1970
}

// Duplicate asks for large files of a repository to be in another one too.
type Duplicate struct {
	Target struct {
		Type string `json:"type"`
		Name string `json:"name"` // with its owner
	} `json:"target"`
	Files []struct {
		SHA256 string `json:"sha256"`
	} `json:"files"`
}

// Copy asks for a repository to be made that has what another one has.
type Copy struct {
	Repository string `json:"repository"` // with its owner
	Visibility string `json:"visibility"`
	Private    *bool  `json:"private"`
}

// Stored is a repository and what it takes.
type Stored struct {
	ID         string  `json:"id"`   // with its owner
	Type       string  `json:"type"` // model, dataset, space
	UpdatedAt  Time    `json:"updatedAt"`
	Visibility string  `json:"visibility"`     // public, private
	Storage    int64   `json:"storage"`        // bytes
	Percent    float64 `json:"storagePercent"` // of all that its owner stores
}

// Duplicated says what of them is not.
type Duplicated struct {
	Failed []NotDuplicated `json:"failed"`
}

// NotDuplicated is a file, and why.
type NotDuplicated struct {
	SHA256 string `json:"sha256"`
	Error  string `json:"error"`
}
