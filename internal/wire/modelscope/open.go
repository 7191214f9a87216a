package modelscope

// OpenList is a page of repositories of the open API.
type OpenList struct {
	Models   *[]OpenRepo `json:"models,omitempty"` // or one of the others
	Datasets *[]OpenRepo `json:"datasets,omitempty"`
	Studios  *[]OpenRepo `json:"studios,omitempty"`
	Total    int         `json:"total_count"`
	Number   int         `json:"page_number"`
	Size     int         `json:"page_size"`
}

// OpenRepo is what the open API tells of a repository.
type OpenRepo struct {
	ID          string   `json:"id"` // owner/name
	DisplayName string   `json:"display_name"`
	Private     bool     `json:"private"`
	Gated       bool     `json:"gated"`
	License     string   `json:"license"`
	Library     string   `json:"library,omitempty"`
	ModelType   string   `json:"model_type,omitempty"`
	Tasks       []string `json:"tasks"`
	Tags        []string `json:"tags"`
	Downloads   int64    `json:"downloads"`
	Likes       int64    `json:"likes"`
	Size        int64    `json:"file_size"`  // bytes of all files
	Created     string   `json:"created_at"` // RFC 3339
	Modified    string   `json:"last_modified"`
}
