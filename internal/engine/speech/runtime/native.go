// Package runtime is the part of sherpa-onnx's C interface that models of speech
// need: detectors, recognisers, voices and what goes with them. The library ends
// the process on files that are not what they say: what is loaded is judged
// before (package speech), and a worker holds it, never the server.
package runtime

import (
	"path/filepath"
	"runtime"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/tenonhub/tenon/internal/engine/speech/library"
	"github.com/tenonhub/tenon/internal/fault"
)

// Rate is the samples of a second that all models which hear are given.
const Rate = 16000

// native is what this process has loaded of sherpa-onnx: once.
type native struct {
	sync.Mutex
	dir string

	version func() string

	createDetector  func(*detectorConfig, float32) uintptr
	destroyDetector func(uintptr)
	detectorAccept  func(uintptr, *float32, int32)
	detectorEmpty   func(uintptr) int32
	detectorFront   func(uintptr) *segment
	destroySegment  func(*segment)
	detectorPop     func(uintptr)
	detectorFlush   func(uintptr)

	createRecognizer  func(*recognizerConfig) uintptr
	destroyRecognizer func(uintptr)
	createStream      func(uintptr) uintptr
	destroyStream     func(uintptr)
	setRecognizer     func(uintptr, *recognizerConfig)
	streamAccept      func(uintptr, int32, *float32, int32)
	decode            func(uintptr, uintptr)
	resultJSON        func(uintptr) uintptr
	freeResult        func(uintptr)

	createOnline        func(*onlineConfig) uintptr
	destroyOnline       func(uintptr)
	createOnlineStream  func(uintptr) uintptr
	destroyOnlineStream func(uintptr)
	onlineAccept        func(uintptr, int32, *float32, int32)
	inputFinished       func(uintptr)
	isOnlineReady       func(uintptr, uintptr) int32
	decodeOnline        func(uintptr, uintptr)
	isEndpoint          func(uintptr, uintptr) int32
	resetOnline         func(uintptr, uintptr)
	onlineJSON          func(uintptr, uintptr) uintptr
	freeOnlineJSON      func(uintptr)

	createSpotter       func(*spotterConfig) uintptr
	destroySpotter      func(uintptr)
	createSpotterStream func(uintptr) uintptr
	isSpotterReady      func(uintptr, uintptr) int32
	decodeSpotter       func(uintptr, uintptr)
	resetSpotter        func(uintptr, uintptr)
	spotterJSON         func(uintptr, uintptr) uintptr
	freeSpotterJSON     func(uintptr)

	createVoice   func(*voiceConfig) uintptr
	destroyVoice  func(uintptr)
	voiceRate     func(uintptr) int32
	voiceSpeakers func(uintptr) int32
	generate      func(uintptr, *byte, int32, float32) *spoken
	destroySpoken func(*spoken)

	createPunctuator  func(*punctuatorConfig) uintptr
	destroyPunctuator func(uintptr)
	punctuate         func(uintptr, *byte) uintptr
	freePunctuated    func(uintptr)

	createDiarizer        func(*diarizerConfig) uintptr
	destroyDiarizer       func(uintptr)
	setDiarizer           func(uintptr, *diarizerConfig)
	diarize               func(uintptr, *float32, int32) uintptr
	countTurns            func(uintptr) int32
	sortTurns             func(uintptr) *turn
	freeTurns             func(*turn)
	destroyTurns          func(uintptr)
	createExtractor       func(*extractorConfig) uintptr
	destroyExtractor      func(uintptr)
	createExtractorStream func(uintptr) uintptr
	isExtractorReady      func(uintptr, uintptr) int32
	extractorDim          func(uintptr) int32
	extract               func(uintptr, uintptr) *float32
	freeExtracted         func(*float32)
}

var loaded native

// Load loads sherpa-onnx from dir. Its digest is the caller's business.
func Load(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the folder of sherpa-onnx cannot be found")
	}
	l := &loaded
	l.Lock()
	defer l.Unlock()
	if l.dir == dir {
		return nil
	}
	if l.dir != "" {
		return fault.New(fault.Conflict, "sherpa-onnx was loaded from another folder already")
	}
	// What the library needs is loaded by its own path first: where it looks
	// depends on links that lead to it.
	if _, err = purego.Dlopen(filepath.Join(dir, library.Runtime), purego.RTLD_NOW|purego.RTLD_GLOBAL); err != nil {
		return unloadable(err)
	}
	lib, err := purego.Dlopen(filepath.Join(dir, library.File), purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return unloadable(err)
	}
	l.register(lib)
	if v := l.version(); v != library.Version {
		return fault.New(fault.Unavailable, "the library of sherpa-onnx is of version %s, and this program was made for %s: run `tenon engine install`", v, library.Version)
	}
	l.dir = dir
	return nil
}

func unloadable(err error) error {
	return fault.Wrap(err, fault.Unavailable, "sherpa-onnx cannot be loaded; it needs the Debian package libstdc++6 and what `tenon engine install` installs")
}

func (l *native) register(lib uintptr) {
	for name, f := range map[string]any{
		"SherpaOnnxGetVersionStr": &l.version,

		"SherpaOnnxCreateVoiceActivityDetector":         &l.createDetector,
		"SherpaOnnxDestroyVoiceActivityDetector":        &l.destroyDetector,
		"SherpaOnnxVoiceActivityDetectorAcceptWaveform": &l.detectorAccept,
		"SherpaOnnxVoiceActivityDetectorEmpty":          &l.detectorEmpty,
		"SherpaOnnxVoiceActivityDetectorFront":          &l.detectorFront,
		"SherpaOnnxDestroySpeechSegment":                &l.destroySegment,
		"SherpaOnnxVoiceActivityDetectorPop":            &l.detectorPop,
		"SherpaOnnxVoiceActivityDetectorFlush":          &l.detectorFlush,

		"SherpaOnnxCreateOfflineRecognizer":        &l.createRecognizer,
		"SherpaOnnxDestroyOfflineRecognizer":       &l.destroyRecognizer,
		"SherpaOnnxCreateOfflineStream":            &l.createStream,
		"SherpaOnnxDestroyOfflineStream":           &l.destroyStream,
		"SherpaOnnxOfflineRecognizerSetConfig":     &l.setRecognizer,
		"SherpaOnnxAcceptWaveformOffline":          &l.streamAccept,
		"SherpaOnnxDecodeOfflineStream":            &l.decode,
		"SherpaOnnxGetOfflineStreamResultAsJson":   &l.resultJSON,
		"SherpaOnnxDestroyOfflineStreamResultJson": &l.freeResult,
	} {
		purego.RegisterLibFunc(f, lib, name)
	}
	l.registerOnline(lib)
	l.registerOthers(lib)
}

func (l *native) registerOnline(lib uintptr) {
	for name, f := range map[string]any{
		"SherpaOnnxCreateOnlineRecognizer":        &l.createOnline,
		"SherpaOnnxDestroyOnlineRecognizer":       &l.destroyOnline,
		"SherpaOnnxCreateOnlineStream":            &l.createOnlineStream,
		"SherpaOnnxDestroyOnlineStream":           &l.destroyOnlineStream,
		"SherpaOnnxOnlineStreamAcceptWaveform":    &l.onlineAccept,
		"SherpaOnnxOnlineStreamInputFinished":     &l.inputFinished,
		"SherpaOnnxIsOnlineStreamReady":           &l.isOnlineReady,
		"SherpaOnnxDecodeOnlineStream":            &l.decodeOnline,
		"SherpaOnnxOnlineStreamIsEndpoint":        &l.isEndpoint,
		"SherpaOnnxOnlineStreamReset":             &l.resetOnline,
		"SherpaOnnxGetOnlineStreamResultAsJson":   &l.onlineJSON,
		"SherpaOnnxDestroyOnlineStreamResultJson": &l.freeOnlineJSON,

		"SherpaOnnxCreateKeywordSpotter":   &l.createSpotter,
		"SherpaOnnxDestroyKeywordSpotter":  &l.destroySpotter,
		"SherpaOnnxCreateKeywordStream":    &l.createSpotterStream,
		"SherpaOnnxIsKeywordStreamReady":   &l.isSpotterReady,
		"SherpaOnnxDecodeKeywordStream":    &l.decodeSpotter,
		"SherpaOnnxResetKeywordStream":     &l.resetSpotter,
		"SherpaOnnxGetKeywordResultAsJson": &l.spotterJSON,
		"SherpaOnnxFreeKeywordResultJson":  &l.freeSpotterJSON,
	} {
		purego.RegisterLibFunc(f, lib, name)
	}
}

func (l *native) registerOthers(lib uintptr) {
	for name, f := range map[string]any{
		"SherpaOnnxCreateOfflineTts":                &l.createVoice,
		"SherpaOnnxDestroyOfflineTts":               &l.destroyVoice,
		"SherpaOnnxOfflineTtsSampleRate":            &l.voiceRate,
		"SherpaOnnxOfflineTtsNumSpeakers":           &l.voiceSpeakers,
		"SherpaOnnxOfflineTtsGenerate":              &l.generate,
		"SherpaOnnxDestroyOfflineTtsGeneratedAudio": &l.destroySpoken,

		"SherpaOnnxCreateOfflinePunctuation":  &l.createPunctuator,
		"SherpaOnnxDestroyOfflinePunctuation": &l.destroyPunctuator,
		"SherpaOfflinePunctuationAddPunct":    &l.punctuate,
		"SherpaOfflinePunctuationFreeText":    &l.freePunctuated,

		"SherpaOnnxCreateOfflineSpeakerDiarization":                &l.createDiarizer,
		"SherpaOnnxDestroyOfflineSpeakerDiarization":               &l.destroyDiarizer,
		"SherpaOnnxOfflineSpeakerDiarizationSetConfig":             &l.setDiarizer,
		"SherpaOnnxOfflineSpeakerDiarizationProcess":               &l.diarize,
		"SherpaOnnxOfflineSpeakerDiarizationResultGetNumSegments":  &l.countTurns,
		"SherpaOnnxOfflineSpeakerDiarizationResultSortByStartTime": &l.sortTurns,
		"SherpaOnnxOfflineSpeakerDiarizationDestroySegment":        &l.freeTurns,
		"SherpaOnnxOfflineSpeakerDiarizationDestroyResult":         &l.destroyTurns,
		"SherpaOnnxCreateSpeakerEmbeddingExtractor":                &l.createExtractor,
		"SherpaOnnxDestroySpeakerEmbeddingExtractor":               &l.destroyExtractor,
		"SherpaOnnxSpeakerEmbeddingExtractorCreateStream":          &l.createExtractorStream,
		"SherpaOnnxSpeakerEmbeddingExtractorIsReady":               &l.isExtractorReady,
		"SherpaOnnxSpeakerEmbeddingExtractorDim":                   &l.extractorDim,
		"SherpaOnnxSpeakerEmbeddingExtractorComputeEmbedding":      &l.extract,
		"SherpaOnnxSpeakerEmbeddingExtractorDestroyEmbedding":      &l.freeExtracted,
	} {
		purego.RegisterLibFunc(f, lib, name)
	}
}

// arena holds texts that C reads, until it is freed.
type arena struct{ pins runtime.Pinner }

// text is a string as C has it; an empty one is none.
func (a *arena) text(s string) *byte {
	if s == "" {
		return nil
	}
	p := unsafe.SliceData(append([]byte(s), 0))
	a.pins.Pin(p)
	return p
}

func (a *arena) free() { a.pins.Unpin() }

// floats copies numbers of C's.
func floats(at *float32, n int32) []float32 {
	if at == nil || n <= 0 {
		return nil
	}
	return append([]float32(nil), unsafe.Slice(at, n)...) //nolint:gosec // as many as C says
}

// goText copies a text of C's.
func goText(p uintptr) string {
	if p == 0 {
		return ""
	}
	at := *(*unsafe.Pointer)(unsafe.Pointer(&p)) //nolint:gosec // an address that C gave
	n := 0
	for *(*byte)(unsafe.Add(at, n)) != 0 { //nolint:gosec // up to the zero
		n++
	}
	return string(unsafe.Slice((*byte)(at), n))
}

// cpu is where everything is computed.
const cpu = "cpu"

// refused is the fault of files that the library does not take without ending
// the process.
func refused(what string) error {
	return fault.New(fault.Invalid, "sherpa-onnx does not take the files of %s: they do not fit each other", what)
}
