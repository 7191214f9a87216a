// Package modelscope has the JSON of the ModelScope API, for servers and
// clients: the one at /api/v1, in an envelope with capital letters, and the
// one at /openapi/v1.
package modelscope

import "encoding/json"

// Envelope is around every reply of the API at /api/v1.
type Envelope struct {
	Code       int    `json:"Code"` // 200, or what went wrong
	Success    bool   `json:"Success"`
	Message    string `json:"Message"`
	RequestID  string `json:"RequestId"`
	Data       any    `json:"Data"`
	TotalCount int    `json:"TotalCount,omitempty"`
	PageNumber int    `json:"PageNumber,omitempty"`
	PageSize   int    `json:"PageSize,omitempty"`
}

// Open is around every reply of the API at /openapi/v1.
type Open struct {
	Success   bool   `json:"success"`
	Message   string `json:"message,omitempty"`
	RequestID string `json:"request_id"`
	Data      any    `json:"data"`
}

// Exists is the code of a repository that is there already.
const Exists = 10020101001

// The visibilities.
const (
	Private  = 1
	Internal = 3
	Public   = 5
)

// Whether a private repository is seen by all, and its files given on request.
const (
	Gated   = 1
	Ungated = 2
)

// Login asks for the git token of an access token.
type Login struct {
	AccessToken string `json:"AccessToken"`
}

// LoggedIn answers it.
type LoggedIn struct {
	AccessToken string `json:"AccessToken"` // for git
	Username    string `json:"Username"`
	Email       string `json:"Email"`
}

// Me is a user of the open API.
type Me struct {
	ID        string `json:"id"`
	Username  string `json:"username"`
	Email     string `json:"email"`
	AvatarURL string `json:"avatar_url"`
}

// CreateRepo asks for a model.
type CreateRepo struct {
	Path       string `json:"Path"` // owner
	Name       string `json:"Name"`
	License    string `json:"License"`
	Visibility int    `json:"Visibility"`

	ProtectedMode int `json:"ProtectedMode"` // Gated or Ungated; 0 is not said
}

// StudioSettings say who sees an app.
type StudioSettings struct {
	Visibility string `json:"visibility"` // public, protected or private
	Private    *bool  `json:"private"`    // where visibility is not said
}

// CreateStudio makes an app.
type CreateStudio struct {
	Owner       string `json:"owner"`
	Name        string `json:"repo_name"`
	DisplayName string `json:"display_name"`
	License     string `json:"license"`
	Description string `json:"description"`
	SDK         string `json:"sdk_type"`
	SDKVersion  string `json:"sdk_version"`
	StudioSettings
}

// Settings change a repository.
type Settings struct {
	Visibility    int `json:"Visibility"`
	ProtectedMode int `json:"ProtectedMode"` // Gated or Ungated; 0 is not said
}

// Repo describes a repository.
type Repo struct {
	ID              json.Number `json:"Id"`
	Type            int         `json:"Type"` // of a dataset: where its files are; 0 is in its repository
	Path            string      `json:"Path"` // owner
	Name            string      `json:"Name"`
	ChineseName     string      `json:"ChineseName"`
	License         string      `json:"License"`
	Description     string      `json:"Description"`
	Tasks           []Named     `json:"Tasks"`
	Tags            []string    `json:"Tags"`
	ModelType       []string    `json:"ModelType"`
	Downloads       int64       `json:"Downloads"`
	Stars           int64       `json:"Stars"` // likes
	StorageSize     int64       `json:"StorageSize"`
	Visibility      int         `json:"Visibility"`
	ProtectedMode   int         `json:"ProtectedMode,omitempty"` // Gated
	CreatedTime     int64       `json:"CreatedTime"`             // seconds
	LastUpdatedTime int64       `json:"LastUpdatedTime"`         // seconds
}

// Named is what has a name.
type Named struct {
	Name string `json:"Name"`
}

// Revisions are the branches and tags of a repository.
type Revisions struct {
	RevisionMap struct {
		Branches []Revision `json:"Branches"`
		Tags     []Revision `json:"Tags"`
	} `json:"RevisionMap"`
}

// Revision is one of them.
type Revision struct {
	Revision  string `json:"Revision"`
	CreatedAt int64  `json:"CreatedAt"` // seconds
}

// Files are those of a folder.
type Files struct {
	Files []File `json:"Files"`
}

// File is a file or a folder.
type File struct {
	Name          string `json:"Name"`
	Path          string `json:"Path"`
	Type          string `json:"Type"` // blob or tree
	Size          int64  `json:"Size"`
	Sha256        string `json:"Sha256,omitempty"` // of large files
	Revision      string `json:"Revision"`         // the commit
	CommittedDate int64  `json:"CommittedDate"`    // seconds
	IsLFS         bool   `json:"IsLFS"`
	Mode          string `json:"Mode"`
	CommitMessage string `json:"CommitMessage"`
}

// Action is a step of a commit.
type Action struct {
	Action   string `json:"action"` // create, update, delete
	Path     string `json:"path"`
	Type     string `json:"type"` // normal or lfs
	Size     int64  `json:"size"`
	Sha256   string `json:"sha256"`
	Content  string `json:"content"`
	Encoding string `json:"encoding"` // base64
}

// Commits are those of a history.
type Commits struct {
	Commit []Commit `json:"Commit"`
}

// Commit is one of them.
type Commit struct {
	ID            string `json:"Id"`
	ShortID       string `json:"ShortId"`
	Title         string `json:"Title"`
	Message       string `json:"Message"`
	AuthorName    string `json:"AuthorName"`
	CommittedDate int64  `json:"CommittedDate"` // seconds
}

// Made answers a commit.
type Made struct {
	OID string `json:"oid"`
}

// Batch asks which large files are to be sent.
type Batch struct {
	Operation string   `json:"operation"`
	Objects   []Object `json:"objects"`
}

// Object is one of them; in a reply with where to send it, if it is not there.
type Object struct {
	OID     string            `json:"oid"`
	Size    int64             `json:"size"`
	Actions map[string]Upload `json:"actions,omitempty"`
}

// Upload is where to send a large file.
type Upload struct {
	Href string `json:"href"`
}
