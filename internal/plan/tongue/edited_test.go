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
		if got = strings.TrimSpace(got); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", request, got, want)
		}
	}
}

const edits = `
给视频加字幕 | talk.mp4 => n1 video-to-audio video=@talk.mp4; n2 automatic-speech-recognition audio=n1; n3 subtitle-burning subtitles=n2.subtitles video=@talk.mp4
视频加上字幕 | talk.mp4 => n1 video-to-audio video=@talk.mp4; n2 automatic-speech-recognition audio=n1; n3 subtitle-burning subtitles=n2.subtitles video=@talk.mp4
add a title saying Hello there at the top | talk.mp4 => n1 video-lettering video=@talk.mp4 map[place:top text:Hello there]
write the date on the film | talk.mp4 => Which words shall be written on it? Please put them in quotes, for example “Summer 2026”.
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
reverse the video | a.mp4 => n1 video-reversal video=@a.mp4
play this backwards | a.wav => n1 audio-reversal audio=@a.wav
rotate the video 90 degrees clockwise | a.mp4 => n1 video-rotation video=@a.mp4 map[degrees:90]
turn it to the left | a.mp4 => n1 video-rotation video=@a.mp4 map[degrees:270]
the video is upside down, fix it | a.mp4 => n1 video-rotation video=@a.mp4 map[degrees:180]
rotate it by 45 degrees | a.mp4 => not: turn the picture of a video by less than a quarter
mirror this video | a.mp4 => n1 video-flipping video=@a.mp4
flip it upside down | a.mp4 => n1 video-flipping video=@a.mp4 map[direction:top-bottom]
join these two videos | a.mp4 b.mov => n1 video-concatenation videos=@a.mp4,@b.mov
merge them into one film, b.mp4 first, then c.mp4, then a.mp4 | a.mp4 b.mp4 c.mp4 => n1 video-concatenation videos=@b.mp4,@c.mp4,@a.mp4
append b.mp4 to the end of a.mp4 | a.mp4 b.mp4 => n1 video-concatenation videos=@a.mp4,@b.mp4
join this with the other video | a.mp4 => What it should work on is missing. Please attach the file, or put the text in quotes.
crop it to a square | a.mp4 => n1 video-resizing video=@a.mp4 map[shape:square]
make it 9:16 but don't crop anything | a.mp4 => n1 video-resizing video=@a.mp4 map[bars:true shape:9:16]
Could you make it vertical for my phone? | a.mp4 => n1 video-resizing video=@a.mp4 map[shape:9:16]
cut from 0:10 to 0:20 | a.mp4 => n1 video-trim video=@a.mp4 map[end:20 start:10]
put this tune under the film | a.mp4 t.mp3 => n1 video-scoring music=@t.mp3 video=@a.mp4
replace the sound of the video with t.mp3 | a.mp4 t.mp3 => n1 video-scoring music=@t.mp3 video=@a.mp4 map[sound:replace]
use t.mp3 as background music, quietly | a.mp4 t.mp3 => n1 video-scoring music=@t.mp3 video=@a.mp4 map[decibels:-20]
add some sad music to it | a.mp4 => That needs a recording, and none came with the request. Please attach it.
fade in and out | a.mp4 => n1 video-fade video=@a.mp4 map[in:2 out:2]
fade out over the last 5 seconds | a.wav => n1 audio-fade audio=@a.wav map[in:0 out:5]
fade in over 2 seconds and fade out over 3 seconds | a.mp4 => n1 video-fade video=@a.mp4 map[in:2 out:3]
take the sound out and fade it in | a.mp4 => n1 video-to-audio video=@a.mp4; n2 audio-fade audio=n1 map[in:2 out:0]
write "Our holiday" at the top | a.mp4 => n1 video-lettering video=@a.mp4 map[place:top text:Our holiday]
put the title “The End” in the middle from 0:10 to 0:14 | a.mp4 => n1 video-lettering video=@a.mp4 map[end:14 place:middle start:10 text:The End]
add a watermark saying © Ana in the bottom right corner | a.mp4 => n1 video-lettering video=@a.mp4 map[place:bottom-right text:© Ana]
add a caption to the video | a.mp4 => Which words shall be written on it? Please put them in quotes, for example “Summer 2026”.
loop it 3 times | a.mp4 => n1 video-looping video=@a.mp4 map[times:3]
repeat this five times | a.wav => n1 audio-looping audio=@a.wav map[times:5]
change the frame rate to 24 fps | a.mp4 => n1 video-conversion video=@a.mp4 map[rate:24]
cut the first 10 seconds, reverse it and turn it into a gif | a.mp4 => n1 video-trim video=@a.mp4 map[start:10]; n2 video-reversal video=n1; n3 video-to-gif video=n2
don't reverse it, just mute it | a.mp4 => n1 video-muting video=@a.mp4
take a picture at 0:05 | a.mp4 => n1 video-thumbnail video=@a.mp4 map[at:5]
make the volume even | a.wav => n1 audio-volume audio=@a.wav map[normalize:true]
把视频倒放 | a.mp4 => n1 video-reversal video=@a.mp4
倒放这段录音 | a.wav => n1 audio-reversal audio=@a.wav
把画面逆时针旋转90度 | a.mp4 => n1 video-rotation video=@a.mp4 map[degrees:270]
画面倒了，帮我转过来 | a.mp4 => n1 video-rotation video=@a.mp4 map[degrees:180]
视频左右镜像一下 | a.mp4 => n1 video-flipping video=@a.mp4
把这两个视频拼起来 | a.mp4 b.mp4 => n1 video-concatenation videos=@a.mp4,@b.mp4
把b.mp4接在a.mp4后面 | a.mp4 b.mp4 => n1 video-concatenation videos=@a.mp4,@b.mp4
视频转成竖屏9:16，不要裁剪，加黑边 | a.mp4 => n1 video-resizing video=@a.mp4 map[bars:true shape:9:16]
裁成正方形 | a.mp4 => n1 video-resizing video=@a.mp4 map[shape:square]
去掉原声，配上t.mp3 | a.mp4 t.mp3 => n1 video-scoring music=@t.mp3 video=@a.mp4 map[sound:replace]
给视频加上这首背景音乐，音量小一点 | a.mp4 t.mp3 => n1 video-scoring music=@t.mp3 video=@a.mp4 map[decibels:-20]
开头淡入两秒，结尾淡出三秒 | a.mp4 => n1 video-fade video=@a.mp4 map[in:2 out:3]
淡出5秒 | a.mp3 => n1 audio-fade audio=@a.mp3 map[in:0 out:5]
在视频顶部写上“我们的假期” | a.mp4 => n1 video-lettering video=@a.mp4 map[place:top text:我们的假期]
右下角加水印“小明出品” | a.mp4 => n1 video-lettering video=@a.mp4 map[place:bottom-right text:小明出品]
前5秒在中间显示“第一章” | a.mp4 => n1 video-lettering video=@a.mp4 map[end:5 place:middle text:第一章]
循环播放三遍 | a.mp4 => n1 video-looping video=@a.mp4 map[times:3]
帧率改成30帧 | a.mp4 => n1 video-conversion video=@a.mp4 map[rate:30]
先剪掉前3秒，再加淡入，最后转成webm | a.mp4 => n1 video-trim video=@a.mp4 map[start:3]; n2 video-fade video=n1 map[in:2 out:0]; n3 video-conversion video=n2 map[format:webm]
把两段视频合并成一个，然后静音 | a.mp4 b.mp4 => n1 video-concatenation videos=@a.mp4,@b.mp4; n2 video-muting video=n1
lay song.mp3 over the clip and lose the original sound | a.mp4 song.mp3 => n1 video-scoring music=@song.mp3 video=@a.mp4 map[sound:replace]
I'd like the song playing softly behind the talking | a.mp4 song.mp3 => n1 video-scoring music=@song.mp3 video=@a.mp4 map[decibels:-20]
let the film open from black and end in black | a.mp4 => n1 video-fade video=@a.mp4 map[in:2 out:2]
start the podcast gently over 4 seconds | p.mp3 => n1 audio-fade audio=@p.mp3 map[in:4 out:0]
make the loudness of the whole recording uniform and save it as a 64 kbps mp3 | a.wav => n1 audio-volume audio=@a.wav map[normalize:true]; n2 audio-conversion audio=n1 map[bitrate:64 format:mp3]
put "Recorded 2026" at the bottom between 0:05 and 0:12 and then make it 24 fps | a.mp4 => n1 video-lettering video=@a.mp4 map[end:12 place:bottom start:5 text:Recorded 2026]; n2 video-conversion video=n1 map[rate:24]
片头加个标题“云南七日”，显示3秒 | a.mp4 => n1 video-lettering video=@a.mp4 map[end:3 text:云南七日]
裁成1:1再加上淡出 | a.mp4 => n1 video-resizing video=@a.mp4 map[shape:square]; n2 video-fade video=n1 map[in:0 out:2]
先放b.mp4再放a.mp4，拼成一个视频 | a.mp4 b.mp4 => n1 video-concatenation videos=@b.mp4,@a.mp4
反着播一遍听听 | a.mp3 => n1 audio-reversal audio=@a.mp3
底部写：版权所有 李明 | a.mp4 => n1 video-lettering video=@a.mp4 map[place:bottom text:版权所有 李明]
grab a frame at 0:05 and mirror it | a.mp4 => n1 video-thumbnail video=@a.mp4 map[at:5]; n2 image-flipping image=n1
I want an ogg file at 160k out of it | a.wav => n1 audio-conversion audio=@a.wav map[bitrate:160 format:ogg]
码率128kbps，存成mp3 | a.wav => n1 audio-conversion audio=@a.wav map[bitrate:128 format:mp3]
Put both films together, a.mp4 last | a.mp4 b.mp4 => n1 video-concatenation videos=@b.mp4,@a.mp4
combine intro, talk and outro in that order and write it as webm | talk.mp4 outro.mp4 intro.mp4 => n1 video-concatenation videos=@intro.mp4,@talk.mp4,@outro.mp4; n2 video-conversion video=n1 map[format:webm]
glue the clips together with the sound faded out at the end | a.mp4 b.mp4 => n1 video-concatenation videos=@a.mp4,@b.mp4; n2 video-fade video=n1 map[in:0 out:2]
Have it fade to silence at the end, about ten seconds | a.mp3 => n1 audio-fade audio=@a.mp3 map[in:0 out:10]
could lofi.mp3 be the background music for this, at 20% volume? | a.mp4 lofi.mp3 => n1 video-scoring music=@lofi.mp3 video=@a.mp4 map[decibels:-14]
remove all talking and use the music instead | a.mp4 lofi.mp3 => n1 video-scoring music=@lofi.mp3 video=@a.mp4 map[sound:replace]
cut it down to a 16:9 widescreen picture | a.mp4 => n1 video-resizing video=@a.mp4 map[shape:16:9]
配个乐，用歌.mp3，声音调低一点 | a.mp4 歌.mp3 => n1 video-scoring music=@歌.mp3 video=@a.mp4 map[decibels:-20]
整段倒着放，再快一倍 | a.mp4 => n1 video-reversal video=@a.mp4; n2 video-speed video=n1 map[factor:2]
降到每秒15帧，缩小到480p | a.mp4 => n1 video-conversion video=@a.mp4 map[rate:15]; n2 video-resizing video=n1 map[height:480]
I have two clips, make one film of them please | a.mp4 b.mp4 => n1 video-concatenation videos=@a.mp4,@b.mp4
Underlay the video with disco.mp3 at -15 dB | a.mp4 disco.mp3 => n1 video-scoring music=@disco.mp3 video=@a.mp4 map[decibels:-15]
turn upside down | a.mp4 => n1 video-rotation video=@a.mp4 map[degrees:180]
play it in reverse without sound | a.mp4 => n1 video-reversal video=@a.mp4; n2 video-muting video=n1
title "Party!" at the top for the first 3 seconds, fade in | a.mp4 => n1 video-lettering video=@a.mp4 map[end:3 place:top text:Party!]; n2 video-fade video=n1 map[in:2 out:0]
把这俩视频接到一起，b.mp4在前 | a.mp4 b.mp4 => n1 video-concatenation videos=@b.mp4,@a.mp4
竖屏转横屏，加黑边 | a.mp4 => n1 video-resizing video=@a.mp4 map[bars:true shape:16:9]
右上角显示“2026”，从第5秒到第9秒 | a.mp4 => n1 video-lettering video=@a.mp4 map[end:9 place:top-right start:5 text:2026]
`
