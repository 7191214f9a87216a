package runtime_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
)

var update = flag.Bool("update", false, "write testdata/structs.txt anew")

// TestMain is the process that has the library print a struct, where the test
// starts it as one: the library may end it.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "show" {
		if err := runtime.Load(os.Args[2]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		runtime.Shown(os.Args[3])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// silent are fields that the library does not print, by the end of their path: what
// is given as bytes instead of a file, and what some of its structs do not take.
var silent = map[string][]string{
	"recognizer": {".homophones.0"},
	"online":     {".model.buffer", ".model.size", ".hotwordsBuffer", ".hotwordsSize", ".homophones.0"},
	"spotter":    {".model.buffer", ".model.size", ".model.unit", ".model.bpe", ".model.tone", ".buffer", ".size"},
	"voice":      {".model.vits.dict", ".model.matcha.dict", ".model.kokoro.dict"},
}

// flags are fields that the library prints as True, by the name that it has for them.
var flags = map[string]string{
	"debug": "debug", "tokenTimes": "enable_token_timestamps", "segmentTimes": "enable_segment_timestamps", "itn": "itn", "punctuation": "use_pnc",
	"endpoint": "enable_endpoint", "confidence": "compute_confidence",
}

// TestStructsAreAsTheLibraryHasThem fills each field of what the library is given
// with a value of its own, and reads all that it says that it was given:
// testdata/structs.txt has its names beside ours.
func TestStructsAreAsTheLibraryHasThem(t *testing.T) {
	t.Parallel()
	libs := librarytest.Folder(t)
	var all strings.Builder
	for _, what := range []string{"recognizer", "online", "spotter", "voice", "punctuator", "diarizer", "detector"} {
		out, _ := exec.CommandContext(t.Context(), os.Args[0], "show", libs, what).CombinedOutput() // it ends as the library likes
		line, _, _ := strings.Cut(string(out), "\n")
		_, printed, ok := strings.Cut(line, "Config:")
		_, printed, _ = strings.Cut(printed, " ")
		if !ok {
			t.Fatalf("%s: %s", what, out)
		}
		for path, number := range runtime.Numbers(what) {
			printed = regexp.MustCompile("="+regexp.QuoteMeta(number)+"([,)])").ReplaceAllString(printed, "="+path+"$1")
		}
		for _, path := range runtime.Fields(what) {
			last := path[strings.LastIndexByte(path, '.')+1:]
			if !strings.Contains(printed, `"`+path+`"`) && !strings.Contains(printed, "="+path) && !slices.Contains(silent[what], path) && flags[last] == "" {
				t.Errorf("%s: the library says nothing of %s", what, path)
			}
			if name := flags[last]; name != "" && !strings.Contains(printed, name+"=True") {
				t.Errorf("%s: the library says that %s is not set", what, path)
			}
		}
		if strings.Contains(printed, "debug=False") {
			t.Errorf("%s: the library says that debug is not set: %s", what, printed)
		}
		fmt.Fprintf(&all, "%s: %s\n\n", what, strings.ReplaceAll(printed, "), ", "),\n    "))
	}
	golden := filepath.Join("testdata", "structs.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(all.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || all.String() != string(want) {
		t.Errorf("%v: the library has\n%s", err, all.String())
	}
}
