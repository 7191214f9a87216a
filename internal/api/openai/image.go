package openai

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

const mostPictures = 10 // of one request

func (s server) generate(w http.ResponseWriter, r *http.Request) {
	var req openai.ImageRequest
	if err := readBeside(w, r, &req, ofPictures); err != nil {
		s.fail(w, r, err)
		return
	}
	s.draw(w, r, req, callee.Paints, port.Values{"prompt": {port.NewText(req.Prompt)}})
}

func (s server) edit(w http.ResponseWriter, r *http.Request) {
	done, err := s.Files.Form(w, r)
	defer done()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.repaint(w, r, r.FormValue("prompt"))
}

// vary makes pictures like one.
func (s server) vary(w http.ResponseWriter, r *http.Request) {
	done, err := s.Files.Form(w, r)
	defer done()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.repaint(w, r, "Another picture much like this one: the same subject and style, other details")
}

// repaint makes a picture of the one in a form.
func (s server) repaint(w http.ResponseWriter, r *http.Request, prompt string) {
	req := openai.ImageRequest{Model: r.FormValue("model"), Prompt: prompt, ResponseFormat: r.FormValue("response_format"), Size: r.FormValue("size")}
	err := heed(ofPictures, formed(r))
	if n := r.FormValue("n"); n != "" && err == nil {
		if req.N, err = strconv.Atoi(n); err != nil {
			err = dialogue.Wrong("n", "n %q is no number", n)
		}
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	req.Negative, req.OutputFormat, req.Stream = r.FormValue("negative_prompt"), r.FormValue("output_format"), r.FormValue("stream") == "true"
	for name, to := range map[string]**float64{"seed": &req.Seed, "num_inference_steps": &req.Steps, "guidance_scale": &req.Guidance, "strength": &req.Strength, "output_compression": &req.Compression} {
		if said := r.FormValue(name); said != "" {
			n, err := strconv.ParseFloat(said, 64)
			if err != nil {
				s.fail(w, r, dialogue.Wrong(name, "%s %q is no number", name, said))
				return
			}
			*to = &n
		}
	}
	in := port.Values{"prompt": {port.NewText(req.Prompt)}}
	for _, name := range []string{"image", "mask"} {
		if name == "mask" && len(r.MultipartForm.File[name]) == 0 {
			continue
		}
		v, err := s.file(r, name, port.Image)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		in[name] = []port.Value{v}
	}
	s.draw(w, r, req, callee.Repaints, in)
}

func (s server) draw(w http.ResponseWriter, r *http.Request, req openai.ImageRequest, id task.ID, in port.Values) {
	p, err := checked(&req, id)
	var m catalog.Model
	if err == nil {
		m, err = s.Find(r.Context(), req.Model, catalog.Need{Task: id})
	}
	res := openai.ImageResponse{Created: time.Now().Unix(), Usage: &openai.Usage{}}
	told := album{w: w, kind: completed[id]}
	for i := 0; i < req.N && err == nil; i++ {
		made := making{link: req.ResponseFormat == "url", look: look(req), remote: m.Remote}
		if id == callee.Repaints {
			made.width, made.height, _ = size(req.Size) // a model changes a picture as large as it is; it was checked
		}
		err = s.picture(r, made, engine.Request{Model: m.Ref, Task: id, In: in, Params: callee.Nth(p, i)}, &res)
		if err == nil && req.Stream && told.write(res, req) != nil {
			return // nobody listens any more
		}
	}
	switch {
	case err != nil && told.begun:
		s.brokeOff(w, r, true, err)
		return
	case err != nil:
		s.fail(w, r, err)
		return
	case req.Stream:
		return
	}
	if res.Usage.TotalTokens = res.Usage.InputTokens + res.Usage.OutputTokens; res.Usage.TotalTokens == 0 {
		res.Usage = nil // its model counts none
	}
	api.WriteJSON(w, http.StatusOK, res)
}

// making is how a picture is given.
type making struct {
	link   bool
	look   callee.Look
	remote bool // whether a remote model made it: what it made another may get

	width, height int // 0 is as the model makes it
}

func look(req openai.ImageRequest) callee.Look {
	return callee.Look{Format: req.OutputFormat, Quality: req.Compression}
}

// checked reads what a picture is to be like.
func checked(req *openai.ImageRequest, id task.ID) (task.Params, error) {
	req.N = max(req.N, 1)
	switch {
	case req.Prompt == "":
		return nil, dialogue.Wrong("prompt", "the prompt is empty; say what the picture is to show")
	case req.N > mostPictures:
		return nil, dialogue.Wrong("n", "n is %d; ask for at most %d pictures", req.N, mostPictures)
	case req.ResponseFormat != "" && req.ResponseFormat != "b64_json" && req.ResponseFormat != "url":
		return nil, dialogue.Wrong("response_format", "response_format %q is not offered; ask for b64_json or url", req.ResponseFormat)
	}
	if param, why := look(*req).Wrong(); why != "" {
		return nil, dialogue.Wrong(param, "%s", why)
	}
	p := task.Params{}
	if req.Negative != "" {
		p["negative"] = req.Negative
	}
	for name, n := range map[string]*float64{"seed": req.Seed, "steps": req.Steps, "guidance": req.Guidance} {
		if n != nil {
			p[name] = *n
		}
	}
	if req.Strength != nil && id == callee.Repaints {
		p["strength"] = *req.Strength
	}
	width, height, err := size(req.Size)
	if err == nil && width > 0 && id != callee.Repaints {
		p["width"], p["height"] = float64(width), float64(height)
	}
	return p, err
}

// size is how large a picture is to be; 0 is as large as it is made.
func size(said string) (width, height int, err error) {
	if said == "" || said == "auto" {
		return 0, 0, nil
	}
	if n, err := fmt.Sscanf(said, "%dx%d", &width, &height); n != 2 || err != nil || width <= 0 || height <= 0 {
		return 0, 0, dialogue.Wrong("size", "size %q is not like 1024x1024", said)
	}
	return width, height, nil
}

func (s server) picture(r *http.Request, as making, req engine.Request, res *openai.ImageResponse) error {
	var used engine.Usage
	made := len(res.Data)
	err := s.Run(r.Context(), req, func(ev engine.Event) error { //nolint:contextcheck // it has that of the request
		used = ev.Usage
		v, ok := ev.Out.First("image")
		if !ok {
			return nil
		}
		return s.sized(r, as, v, func(v port.Value) error {
			return s.Written(r.Context(), v, as.look, as.remote, func(v port.Value) error {
				one, err := s.image(r, as.link, v)
				res.Data = append(res.Data, one)
				return err
			})
		})
	})
	res.Usage.InputTokens += used.TokensIn
	res.Usage.OutputTokens += used.TokensOut
	if err == nil && len(res.Data) == made {
		err = fault.New(fault.Unavailable, "%s made no picture", req.Model)
	}
	return err
}

// linked is how long the address of a picture is good, as at OpenAI.
const linked = time.Hour

// image is a picture itself, or its address.
func (s server) image(r *http.Request, link bool, v port.Value) (o openai.Image, err error) {
	if !link {
		b, err := v.Read(maxJSON)
		return openai.Image{B64JSON: base64.StdEncoding.EncodeToString(b), RevisedPrompt: v.Kept}, err
	}
	body, err := v.Open()
	if err != nil {
		return o, err
	}
	defer body.Close()
	if v.Digest, _, err = s.Files.Store.Keep(r.Context(), body); err != nil {
		return o, err
	}
	return openai.Image{URL: s.Links.Make(api.Base(r), v, cmp.Or(v.Name, "picture"), linked), RevisedPrompt: v.Kept}, nil
}
