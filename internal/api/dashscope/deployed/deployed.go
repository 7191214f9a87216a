// Package deployed is DashScope's interface to deployments: models of the hub that are
// kept loaded under names of their own.
package deployed

import (
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/deployment"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Desk tells of deployments and changes them. Answer writes what was asked for, Fail a
// failure, in the dialect's form; Page reads which part of a list is asked for.
type Desk struct {
	Deployments *deployment.Desk
	Answer      func(w http.ResponseWriter, output any)
	Fail        func(w http.ResponseWriter, r *http.Request, err error)
	Page        func(r *http.Request) (no, size int, err error)
}

const maxJSON = 1 << 20 // bytes of a request

const day = "2006-01-02T15:04:05"

// deployed is a deployment as the API tells it.
type deployed struct {
	Name     string `json:"deployed_model"`
	Model    string `json:"model_name"`
	Base     string `json:"base_model"`
	Status   string `json:"status"`
	Message  string `json:"message,omitempty"` // why it is not all that it should be
	Capacity int    `json:"capacity"`
	Unit     int    `json:"base_capacity"`
	Ready    int    `json:"ready_capacity"`
	Space    string `json:"workspace_id"`
	Charge   string `json:"charge_type"`
	Creator  string `json:"creator"`
	Modifier string `json:"modifier"`
	Created  string `json:"gmt_create"`
	Modified string `json:"gmt_modified"`
}

func told(s deployment.Standing) deployed {
	return deployed{
		Name: s.Name, Model: s.Model.String(), Base: s.Model.String(), Status: string(s.State), Message: s.Why, Capacity: s.Capacity, Unit: 1, Ready: s.Ready,
		Charge: "free", Creator: string(s.Creator), Modifier: string(s.Modifier), Created: s.Created.Format(day), Modified: s.Modified.Format(day),
	}
}

// Deploy has a model of the hub kept loaded.
func (k Desk) Deploy(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Model    string `json:"model_name"`
		Version  string `json:"model_version"`
		Suffix   string `json:"suffix"`
		Capacity int    `json:"capacity"`
	}
	err := api.ReadJSON(w, r, maxJSON, &ask)
	if err == nil && ask.Version != "" {
		err = fault.New(fault.Invalid, "model_version is not taken: what is deployed is the model as it is now, and follows it; leave it out")
	}
	var m ref.Model
	if err == nil {
		m, err = ref.ParseModel(ask.Model)
	}
	var made deployment.Standing
	if err == nil {
		made, err = k.Deployments.Deploy(r.Context(), m, ask.Suffix, ask.Capacity)
	}
	k.stands(w, r, made, err)
}

func (k Desk) stands(w http.ResponseWriter, r *http.Request, d deployment.Standing, err error) {
	if err != nil {
		k.Fail(w, r, err)
		return
	}
	k.Answer(w, told(d))
}

// Get tells of one.
func (k Desk) Get(w http.ResponseWriter, r *http.Request) {
	d, err := k.Deployments.Find(r.Context(), r.PathValue("name"))
	k.stands(w, r, d, err)
}

// Scale says how many are kept loaded.
func (k Desk) Scale(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Capacity int `json:"capacity"`
	}
	var d deployment.Standing
	err := api.ReadJSON(w, r, maxJSON, &ask)
	if err == nil {
		d, err = k.Deployments.Scale(r.Context(), r.PathValue("name"), ask.Capacity)
	}
	k.stands(w, r, d, err)
}

// Remove ends one.
func (k Desk) Remove(w http.ResponseWriter, r *http.Request) {
	if err := k.Deployments.Remove(r.Context(), r.PathValue("name")); err != nil {
		k.Fail(w, r, err)
		return
	}
	k.Answer(w, map[string]string{"status": "success"})
}

// List lists them.
func (k Desk) List(w http.ResponseWriter, r *http.Request) {
	no, size, err := k.Page(r)
	var all []deployment.Standing
	if err == nil {
		all, err = k.Deployments.List(r.Context())
	}
	if err != nil {
		k.Fail(w, r, err)
		return
	}
	l := []deployed{}
	for _, d := range all[min(len(all), (no-1)*size):min(len(all), no*size)] {
		l = append(l, told(d))
	}
	k.Answer(w, map[string]any{"deployments": l, "page_no": no, "page_size": size, "total": len(all)})
}
