package worker

import "encoding/json"

// AdapterPath takes a LoRA adapter, whose GGUF file is the body: POST, with the name
// that requests are to give it as AdapterName in the query. One that the worker
// has by that name is not read again. A request that names one that it has not is
// answered with status 404: others needed its place, or the worker is another.
const (
	AdapterPath = "/v1/adapters"
	AdapterName = "name"
)

// AdapterRoom is how many bytes the adapters may have together that a worker is given
// while its model is there.
const AdapterRoom = 256 << 20

// LoRA is an adapter that a request names, and how strongly it counts.
type LoRA struct {
	ID    *int     `json:"id,omitempty"` // in place of the name: its place among those that the worker was started with
	Name  string   `json:"name,omitempty"`
	Scale *float64 `json:"scale,omitempty"` // 1 where nothing is said
}

// LoRAs are the adapters of a request, its field "lora": a list, or one name.
type LoRAs []LoRA

// UnmarshalJSON reads a list or a name.
func (l *LoRAs) UnmarshalJSON(b []byte) error {
	var name string
	if json.Unmarshal(b, &name) == nil {
		if *l = nil; name != "" { // null, too
			*l = LoRAs{{Name: name}}
		}
		return nil
	}
	return json.Unmarshal(b, (*[]LoRA)(l))
}

// Forms are those that UnmarshalJSON reads.
func (LoRAs) Forms() []any { return []any{"", []LoRA(nil)} }
