package huggingface

// Discussions is a page of those of a repository.
type Discussions struct {
	Discussions []Discussion `json:"discussions"`
	Count       int          `json:"count"` // of all that were asked for
	Start       int          `json:"start"` // how many come before these
}

// Discussion is one of them.
type Discussion struct {
	Number        int               `json:"num"`
	Title         string            `json:"title"`
	Status        string            `json:"status"` // open, closed; of pull requests also draft, merged
	Author        Someone           `json:"author"`
	CreatedAt     Time              `json:"createdAt"`
	IsPullRequest bool              `json:"isPullRequest"`
	Repo          LikedRef          `json:"repo"`
	Events        []DiscussionEvent `json:"events,omitempty"`             // of one that was asked for by its number
	Changes       *Changes          `json:"changes,omitempty"`            // of such a pull request, like the rest
	Conflicts     any               `json:"filesWithConflicts,omitempty"` // paths; true is unknown ones
	Diff          *string           `json:"diff,omitempty"`
}

// Changes are where a pull request goes to.
type Changes struct {
	Base   string `json:"base"` // refs/heads/main
	Merged string `json:"mergeCommitId,omitempty"`
}

// Someone is a user.
type Someone struct {
	Name string `json:"name"`
	Type string `json:"type"` // user
}

// DiscussionEvent is what has happened in a discussion.
type DiscussionEvent struct {
	ID        string  `json:"id"`
	Type      string  `json:"type"` // comment, status-change, title-change, commit
	Author    Someone `json:"author"`
	CreatedAt Time    `json:"createdAt"`
	Data      any     `json:"data"` // Said, NewStatus, NewTitle or NewCommit
}

// Said is the data of a comment.
type Said struct {
	Edited   bool      `json:"edited"`
	Hidden   bool      `json:"hidden"`
	HiddenBy string    `json:"hiddenBy,omitempty"`
	Latest   Version   `json:"latest"`
	NumEdits int       `json:"numEdits"`
	History  []Version `json:"history"` // what it said before, the oldest first
}

// Version is a text of a comment.
type Version struct {
	Raw       string  `json:"raw"`
	HTML      string  `json:"html"`
	UpdatedAt Time    `json:"updatedAt"`
	Author    Someone `json:"author"`
}

// NewStatus is the data of a change of status.
type NewStatus struct {
	Status string `json:"status"`
}

// NewTitle is the data of a change of title.
type NewTitle struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// NewCommit is the data of a commit.
type NewCommit struct {
	Subject string `json:"subject"`
	OID     string `json:"oid"`
}

// OpenDiscussion asks for one.
type OpenDiscussion struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	PullRequest bool   `json:"pullRequest"`
}

// OpenedDiscussion answers it.
type OpenedDiscussion struct {
	Number int    `json:"num"`
	URL    string `json:"url"`
	Pull   bool   `json:"pullRequest"`
}

// ChangeDiscussion says what is to be done in a discussion: what is needed of it.
type ChangeDiscussion struct {
	Comment string `json:"comment"`
	Title   string `json:"title"`
	Status  string `json:"status"`
	Content string `json:"content"`
}

// ChangedDiscussion answers it with what has happened.
type ChangedDiscussion struct {
	NewMessage     *DiscussionEvent `json:"newMessage,omitempty"`
	NewTitle       *DiscussionEvent `json:"newTitle,omitempty"`
	NewStatus      *DiscussionEvent `json:"newStatus,omitempty"`
	UpdatedComment *DiscussionEvent `json:"updatedComment,omitempty"`
}
