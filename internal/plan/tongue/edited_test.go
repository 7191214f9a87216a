package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
)

// TestFilmsAndRecordingsAreEdited: what ffmpeg does with ease is planned in the words of everyday
// requests, one wish after the other, also beside wishes of other kinds.
func TestFilmsAndRecordingsAreEdited(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(edits), "\n") {
		request, want, _ := strings.Cut(line, " => ")
		text, files, _ := strings.Cut(request, " | ")
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: attached(strings.Fields(files))}, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(plans) > 0 {
			got = drawn(plans[0].Graph) + plans[0].Question
			for _, not := range plans[0].Undone {
				got += " not: " + not
			}
		}
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", request, got, want)
		}
	}
}

const edits = `
make it mono 16 kHz wav | a.wav => n1 audio-conversion audio=@a.wav map[channels:mono format:wav hertz:16000]
mp3 at 128 kbps | a.wav => n1 audio-conversion audio=@a.wav map[bitrate:128 format:mp3]
convert to 44.1 kHz stereo | a.mp3 => n1 audio-conversion audio=@a.mp3 map[channels:stereo format:mp3 hertz:44100]
save it as mp3, 192 kbps, stereo | a.wav => n1 audio-conversion audio=@a.wav map[bitrate:192 channels:stereo format:mp3]
Could you downsample this to 8 kHz? | call.wav => n1 audio-conversion audio=@call.wav map[format:wav hertz:8000]
extract the audio as 16k mono wav | talk.mp4 => n1 video-to-audio video=@talk.mp4; n2 audio-conversion audio=n1 map[channels:mono format:wav hertz:16000]
denoise it and save it as 44.1 kHz flac | a.wav => n1 speech-enhancement audio=@a.wav; n2 audio-conversion audio=n1 map[format:flac hertz:44100]
join them and make it mono | a.wav b.wav => n1 audio-concatenation audios=@a.wav,@b.wav; n2 audio-conversion audio=n1 map[channels:mono format:wav]
is it mono or stereo? | a.wav => n1 audio-information audio=@a.wav
what is the sample rate | a.wav => n1 audio-information audio=@a.wav
转成单声道16k | a.mp3 => n1 audio-conversion audio=@a.mp3 map[channels:mono format:mp3 hertz:16000]
把码率降到64k | a.mp3 => n1 audio-conversion audio=@a.mp3 map[bitrate:64 format:mp3]
转成128k的mp3 | a.wav => n1 audio-conversion audio=@a.wav map[bitrate:128 format:mp3]
采样率改成22050，双声道 | a.wav => n1 audio-conversion audio=@a.wav map[channels:stereo format:wav hertz:22050]
把声音提取出来，转成16k单声道的wav | talk.mp4 => n1 video-to-audio video=@talk.mp4; n2 audio-conversion audio=n1 map[channels:mono format:wav hertz:16000]
剪掉前10秒，再转成单声道的mp3 | a.wav => n1 audio-trim audio=@a.wav map[start:10]; n2 audio-conversion audio=n1 map[channels:mono format:mp3]
把这段录音转成16k单声道wav，然后转成文字 | a.mp3 => n1 audio-conversion audio=@a.mp3 map[channels:mono format:wav hertz:16000]; n2 automatic-speech-recognition audio=n1
这段录音的采样率是多少 | a.mp3 => n1 audio-information audio=@a.mp3 map[language:zh]
`
