package dialogue

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// What of pictures a conversation with a model of a worker may name by address.
const (
	mostPictures = 32
	maxPicture   = 32 << 20 // bytes
	maxPictures  = 46 << 20 // bytes of all, which are a third more as text: a worker reads 64 MiB
)

// hold puts the pictures of a conversation, which it may name by address, into it:
// a worker has no network. Only public addresses are reached, and what the caller
// has brought or made.
func (d Desk) hold(ctx context.Context, body json.RawMessage) (json.RawMessage, error) {
	var fields map[string]json.RawMessage
	var messages []json.RawMessage
	if !bytes.Contains(body, []byte(`"image_url"`)) || json.Unmarshal(body, &fields) != nil || json.Unmarshal(fields["messages"], &messages) != nil {
		return body, nil //nolint:nilerr // the model says what is wrong with it
	}
	named, room := 0, int64(maxPictures)
	for i, raw := range messages {
		m, n, err := d.holdOf(ctx, raw, mostPictures-named, &room)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			messages[i], named = m, named+n
		}
	}
	if named == 0 {
		return body, nil
	}
	var err error
	if fields["messages"], err = json.Marshal(messages); err != nil {
		return nil, fmt.Errorf("hold pictures: %w", err)
	}
	return json.Marshal(fields)
}

// holdOf does that with a message, and tells how many pictures there were, of which at
// most so many may be; room is how many bytes they may have, and becomes less. What is
// of another form the model judges.
func (d Desk) holdOf(ctx context.Context, raw json.RawMessage, most int, room *int64) (_ json.RawMessage, n int, err error) {
	var m map[string]json.RawMessage
	var parts []map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil || json.Unmarshal(m["content"], &parts) != nil {
		return raw, 0, nil //nolint:nilerr // as above
	}
	for _, p := range parts {
		var at openai.ImageURL
		if p["image_url"] == nil || json.Unmarshal(p["image_url"], &at) != nil || at.URL == "" || strings.HasPrefix(at.URL, "data:") {
			continue
		}
		if n++; n > most {
			return nil, n, fault.New(fault.TooLarge, "the conversation names over %d pictures", mostPictures)
		}
		if at.URL, err = d.held(ctx, at.URL, room); err != nil {
			return nil, n, err
		}
		if p["image_url"], err = json.Marshal(at); err != nil {
			return nil, n, fmt.Errorf("hold a picture: %w", err)
		}
	}
	if n == 0 {
		return raw, 0, nil
	}
	if m["content"], err = json.Marshal(parts); err != nil {
		return nil, n, fmt.Errorf("hold pictures: %w", err)
	}
	raw, err = json.Marshal(m)
	return raw, n, err
}

// held is an address that holds the picture at another.
func (d Desk) held(ctx context.Context, address string, room *int64) (string, error) {
	g, err := d.Files.At(ctx, "picture", address, nil)
	if err != nil {
		return "", err
	}
	if v := g.Value; v.Type != port.Image {
		return "", fault.About(v.Name, fault.Invalid, "it is no picture; what is there is %s", v.Media)
	}
	if g.Size > maxPicture {
		return "", fault.About(g.Name, fault.TooLarge, "it has %d bytes, at most %d MiB are read", g.Size, maxPicture>>20)
	}
	if *room -= g.Size; *room < 0 {
		return "", fault.New(fault.TooLarge, "the pictures that the conversation names have over %d MiB together", maxPictures>>20)
	}
	f, err := d.Files.Store.Seek(ctx, g.Digest)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return "", fmt.Errorf("read a picture: %w", err)
	}
	return "data:" + g.Media + ";base64," + base64.StdEncoding.EncodeToString(b), nil
}
