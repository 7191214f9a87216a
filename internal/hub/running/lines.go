package running

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// reads is the task of models that read the text in pictures.
const reads = "optical-character-recognition"

// linesNames are what the engine knows the files of such a model by: what finds lines,
// what reads them, and the characters that there are.
var linesNames = []string{"det.onnx", "rec.onnx", "dict.txt"}

// ofLines finds the way of a model of PaddleOCR's form: two ONNX files, whose names say
// which finds lines and which reads them, and a list of characters, unless the second has
// it in itself. ok is whether the repository is of that form.
func ofLines(files []File, said Said) (w Way, ok bool) {
	var finds, reader, lists []File
	for _, f := range files {
		name := words(f.Path)
		switch {
		case isONNX(f.Path) && slices.Contains(name, "det"):
			finds = append(finds, f)
		case isONNX(f.Path) && slices.Contains(name, "rec"):
			reader = append(reader, f)
		case path.Ext(f.Path) == ".txt" && (slices.Contains(name, "dict") || slices.Contains(name, "keys")):
			lists = append(lists, f)
		}
	}
	if said.Class != "" || len(finds) == 0 || len(reader) == 0 {
		return w, false
	}
	if len(finds) > 1 || len(reader) > 1 || len(lists) > 1 {
		return Way{Missing: fmt.Sprintf("it has %d ONNX files that find lines of text, %d that read them and %d lists of characters (dict.txt), and may have one of each", len(finds), len(reader), len(lists))}, true
	}
	w = Way{Engine: "onnx", Task: reads, As: linesNames[:2+len(lists)]}
	for _, f := range append([]File{finds[0], reader[0]}, lists...) {
		w.Files, w.Bytes = append(w.Files, f.Path), w.Bytes+max(f.Size, 0)
	}
	w.Memory = w.Bytes + w.Bytes/2 + scratch + seeing[reads]
	return w, true
}

// words are those of a file's name, and of its folders'.
func words(p string) []string {
	return strings.FieldsFunc(strings.ToLower(strings.TrimSuffix(p, path.Ext(p))), func(r rune) bool { return strings.ContainsRune("-_. /", r) })
}
