package remotetest

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // pictures to edit
	"image/png"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/wire/openai"
)

func (s *Server) generate(w http.ResponseWriter, r *http.Request) {
	var req openai.ImageRequest
	if !s.read(w, r, Image, &req) {
		return
	}
	width, height := 1024, 1024
	if req.Size != "" && req.Size != "auto" {
		if _, err := fmt.Sscanf(req.Size, "%dx%d", &width, &height); err != nil || width < 16 || height < 16 || width > 4096 || height > 4096 {
			refuse(w, "size", "Invalid value: '"+req.Size+"'.")
			return
		}
	}
	h := fnv.New32a()
	_, _ = io.WriteString(h, req.Prompt)
	sum := h.Sum32()
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.Draw(m, m.Bounds(), image.NewUniform(color.NRGBA{uint8(sum), uint8(sum >> 8), uint8(sum >> 16), 255}), image.Point{}, draw.Src)
	s.sendPicture(w, m)
}

// edit gives the negative of the picture.
func (s *Server) edit(w http.ResponseWriter, r *http.Request) {
	b, ok := s.form(w, r, Image, "image")
	if !ok {
		return
	}
	m, _, err := image.Decode(bytes.NewReader(b))
	if err != nil || r.FormValue("prompt") == "" {
		refuse(w, "image", "Invalid image file or mode for image 1.")
		return
	}
	out := image.NewNRGBA(m.Bounds())
	draw.Draw(out, out.Bounds(), m, m.Bounds().Min, draw.Src)
	for i := range out.Pix {
		if i%4 != 3 {
			out.Pix[i] = 255 - out.Pix[i]
		}
	}
	s.sendPicture(w, out)
}

func (s *Server) sendPicture(w http.ResponseWriter, m image.Image) {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		fail(w, http.StatusInternalServerError, "server_error", "", err.Error())
		return
	}
	res := openai.ImageResponse{Created: 1_700_000_000, Usage: &openai.Usage{InputTokens: 10, OutputTokens: 100, TotalTokens: 110}}
	if s.knows("b64_json") {
		res.Data = []openai.Image{{B64JSON: base64.StdEncoding.EncodeToString(b.Bytes())}}
	} else {
		name := fmt.Sprintf("%x.png", b.Len())
		at := s.URL + "/files/" + name
		s.with(func() {
			s.pictures[name] = b.Bytes()
			if s.away {
				at = "http://10.1.2.3/" + name
			}
		})
		res.Data = []openai.Image{{URL: at}}
	}
	send(w, http.StatusOK, res)
}

func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	b, ok := s.pictures[r.PathValue("name")]
	s.mu.Unlock()
	if !ok {
		fail(w, http.StatusNotFound, "invalid_request_error", "", "No such File object")
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(b)
}

// form reads a form, its model and its file.
func (s *Server) form(w http.ResponseWriter, r *http.Request, model, field string) ([]byte, bool) {
	if err := r.ParseMultipartForm(32 << 20); err != nil {
		refuse(w, "", "Could not parse multipart form: "+err.Error())
		return nil, false
	}
	asked := Request{Path: r.URL.Path, Form: map[string]string{}}
	for k, v := range r.MultipartForm.Value {
		asked.Form[k] = strings.Join(v, ",")
	}
	f, header, err := r.FormFile(field)
	if err != nil {
		refuse(w, field, "Missing required parameter: '"+field+"'.")
		return nil, false
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		refuse(w, field, "Could not read the file.")
		return nil, false
	}
	asked.Form[field] = fmt.Sprintf("%s (%d bytes)", header.Filename, len(b))
	s.with(func() { s.asked = append(s.asked, asked) })
	for k := range asked.Form {
		if !s.knows(k) || !s.knows(asked.Form[k]) && asked.Form[k] != "b64_json" {
			refuse(w, k, "Unsupported value: '"+k+"' does not support '"+asked.Form[k]+"' with this model.")
			return nil, false
		}
	}
	return b, s.isModel(w, r.FormValue("model"), model)
}

func (s *Server) speech(w http.ResponseWriter, r *http.Request) {
	var req openai.SpeechRequest
	if !s.read(w, r, Speech, &req) {
		return
	}
	switch {
	case req.Input == "" || len([]rune(req.Input)) > 4096:
		refuse(w, "input", "[{'type': 'string_too_long', 'loc': ('body', 'input')}]")
		return
	case !slices.Contains([]string{"alloy", "ash", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer"}, req.Voice):
		refuse(w, "voice", "Input should be 'nova', 'shimmer', 'echo', 'onyx', 'fable', 'alloy', 'ash', 'sage' or 'coral'")
		return
	case req.Speed != 0 && (req.Speed < 0.25 || req.Speed > 4):
		refuse(w, "speed", "Input should be less than or equal to 4")
		return
	}
	seconds := float64(len([]rune(req.Input))) / 15
	if req.ResponseFormat == "wav" {
		w.Header().Set("Content-Type", "audio/wav")
		_, _ = w.Write(tone(seconds))
		return
	}
	w.Header().Set("Content-Type", "audio/mpeg")
	frame := append([]byte{0xff, 0xfb, 0x90, 0xc4}, make([]byte, 413)...) // 26 ms of silence at 44.1 kHz and 128 kbit/s
	_, _ = w.Write(bytes.Repeat(frame, 1+int(seconds/0.026)))
}

// tone is a WAV of a beep.
func tone(seconds float64) []byte {
	n := int(seconds * 16000)
	le := binary.LittleEndian
	b := le.AppendUint32([]byte("RIFF"), uint32(36+2*n))
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data"...)
	b = le.AppendUint32(b, uint32(2*n))
	for i := range n {
		b = le.AppendUint16(b, uint16(int16(8000*math.Sin(float64(i)*440*2*math.Pi/16000))))
	}
	return b
}

func (s *Server) transcribe(w http.ResponseWriter, r *http.Request) {
	b, ok := s.form(w, r, Transcribe, "file")
	if !ok {
		return
	}
	if len(b) == 0 {
		refuse(w, "file", "Audio file is too short. Minimum audio length is 0.1 seconds.")
		return
	}
	s.mu.Lock()
	text := s.heard
	s.mu.Unlock()
	res := openai.Transcription{Text: text, Usage: &openai.Usage{Seconds: 4}}
	switch format := r.FormValue("response_format"); format {
	case "", "json":
		send(w, http.StatusOK, res)
	case "text":
		_, _ = io.WriteString(w, text+"\n")
	case "verbose_json":
		res.Task, res.Language, res.Duration = "transcribe", "english", 4
		at := 0.0
		for i, sentence := range strings.SplitAfter(text, ". ") {
			res.Segments = append(res.Segments, openai.Segment{ID: i, Start: at, End: at + 1.5, Text: " " + strings.TrimSpace(sentence)})
			at += 1.5
		}
		if asked := r.MultipartForm.Value["timestamp_granularities[]"]; slices.Contains(asked, "word") {
			for i, word := range strings.Fields(text) {
				res.Words = append(res.Words, openai.Word{Word: strings.Trim(word, "."), Start: float64(i) / 4, End: float64(i+1) / 4})
			}
			if !slices.Contains(asked, "segment") {
				res.Segments = nil
			}
		}
		send(w, http.StatusOK, res)
	default:
		refuse(w, "response_format", "Invalid value: '"+format+"'.")
	}
}
