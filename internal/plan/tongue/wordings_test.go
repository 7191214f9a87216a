package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
)

// TestOtherWordings are families of requests of new people, in words of other requests: parts of
// papers, tallies, the rest of a film, edits of one picture, pauses, answers that are heard.
func TestOtherWordings(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(wordings), "\n") {
		request, want, _ := strings.Cut(line, " => ")
		text, files, _ := strings.Cut(request, " | ")
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: attached(strings.Fields(files))}, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(plans) > 0 {
			got = drawn(plans[0].Graph)
			if got == "" && len(plans[0].Undone) > 0 {
				got = "refused"
			}
			if plans[0].Question != "" {
				got = "?"
			}
		}
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", request, got, want)
		}
	}
}

const wordings = `
only article 12 please | lease.txt => n1 text-excerpt text=@lease.txt map[part:article 12]
just give me section 2 | lease.txt => n1 text-excerpt text=@lease.txt map[part:section 2]
I only need chapter 2 | lease.txt => n1 text-excerpt text=@lease.txt map[part:chapter 2]
把第二章单独给我 | lease.docx => n1 document-text-extraction document=@lease.docx; n2 text-excerpt text=n1 map[part:第二章]
just read me paragraph 3 | lease.txt => n1 text-excerpt text=@lease.txt map[part:paragraph 3]; n2 text-to-speech text=n1
How many of the comments are angry, and how many are pleased? | r.txt => n1 sentiment-analysis text=@r.txt
数数有几条好评、几条差评 | r.txt => n1 sentiment-analysis text=@r.txt
clip the first 5 seconds as an mp4 and mute the remainder | walk.mov => n1 video-trim video=@walk.mov map[end:5]; n2 video-conversion video=n1 map[format:mp4]; n3 video-trim video=@walk.mov map[start:5]; n4 video-muting video=n3
把前5秒做成动图，剩下的部分静音 | walk.mov => n1 video-to-gif video=@walk.mov map[end:5]; n2 video-trim video=@walk.mov map[start:5]; n3 video-muting video=n2
keep the first minute as a wav, and transcribe the rest | talk.mp3 => n1 audio-trim audio=@talk.mp3 map[end:60]; n2 audio-conversion audio=n1 map[format:wav]; n3 audio-trim audio=@talk.mp3 map[start:60]; n4 automatic-speech-recognition audio=n3
take out the first 4 seconds as a gif | walk.mov => n1 video-to-gif video=@walk.mov map[end:4]
drop the first 4 seconds and make a gif | walk.mov => n1 video-trim video=@walk.mov map[start:4]; n2 video-to-gif video=n1
could you please order a new filter for it? | cooker.txt => refused
能不能帮我买两张周六的票？ | news.txt => refused
can you tell me how to book a ferry ticket? | news.txt => n1 question-answering question="how to book a ferry ticket?" text=@news.txt
把到期日是哪天告诉我 | c.txt => n1 question-answering question="到期日是哪天" text=@c.txt
I want to know who repairs the roof | c.txt => n1 question-answering question="who repairs the roof" text=@c.txt
如果是好评，就跟我说一下老板叫什么 | r.txt => n1 sentiment-analysis text=@r.txt; n2 question-answering question="老板叫什么" text=@r.txt when n1 label positive
如果评价不好，就把退款金额告诉我 | r.txt => n1 sentiment-analysis text=@r.txt; n2 question-answering question="退款金额是多少？" text=@r.txt when n1 label negative
Is my neighbour annoyed? If so, translate it into French | n.txt => n1 sentiment-analysis text=@n.txt; n2 translation text=@n.txt map[target:fr] when n1 label negative
make it warmer and also bigger by two | p.jpg => n1 image-color-enhancement image=@p.jpg map[look:warm]; n2 image-super-resolution image=n1 map[scale:2]
降噪，顺便调大一点声音 | t.wav => n1 speech-enhancement audio=@t.wav; n2 audio-volume audio=n1
裁掉开头5秒，另外转成mp3 | t.wav => n1 audio-trim audio=@t.wav map[start:5]; n2 audio-conversion audio=n1 map[format:mp3]
把照片调成黑白，另外再做一张水彩画 | p.jpg => n1 image-color-enhancement image=@p.jpg map[look:black-and-white]; n2 image-style-transfer image=@p.jpg map[style:watercolor]
one black and white, and also one cropped square | p.jpg => n1 image-color-enhancement image=@p.jpg map[look:black-and-white]; n2 image-resizing image=@p.jpg map[shape:square]
close all the gaps between the sentences | t.mp3 => n1 audio-trim audio=@t.mp3 map[pauses:true silence:true]
把里面的停顿缩短 | t.mp3 => n1 audio-trim audio=@t.mp3 map[pauses:true silence:true]
去掉开头和结尾的静音 | t.mp3 => n1 audio-trim audio=@t.mp3 map[silence:true]
where are the gaps? | t.mp3 => n1 voice-activity-detection audio=@t.mp3
E7是什么故障 | m.txt => n1 question-answering question="E7是什么故障" text=@m.txt
What does the blinking red light mean? | m.pdf => n1 document-text-extraction document=@m.pdf; n2 question-answering question="What does the blinking red light mean?" text=n1
这段话是什么意思 | m.txt => ?
Can guests bring a bike inside? | c.txt => n1 question-answering question="Can guests bring a bike inside?" text=@c.txt
Must the tenants attach a photo of the meter? | c.txt => n1 question-answering question="Must the tenants attach a photo of the meter?" text=@c.txt
甲套餐和乙套餐哪个好看 | c.txt => n1 question-answering question="甲套餐和乙套餐哪个好看" text=@c.txt
Who signed the lease? Then read it out loud. | c.txt => n1 question-answering question="Who signed the lease?" text=@c.txt; n2 text-to-speech text=n1
要交多少押金？把答案念给我听 | c.txt => n1 question-answering question="要交多少押金？" text=@c.txt; n2 text-to-speech text=n1
take the audio out as ogg, no bigger than 1 MB | h.mp4 => n1 video-to-audio video=@h.mp4 map[format:wav]; n2 audio-conversion audio=n1 map[format:ogg kilobytes:1000]
把声音提取成mp3，不超过2兆 | h.mp4 => n1 video-to-audio video=@h.mp4 map[format:wav]; n2 audio-conversion audio=n1 map[format:mp3 kilobytes:2000]
average price by city and a bar chart of how many flats each city has | f.csv => n1 table-question-answering question="average price by city" table=@f.csv; n2 table-question-answering question="a bar chart of how many flats each city has" table=@f.csv; n3 chart-generation table=n2.rows map[kind:bar]
How many people loved it and how many hated it? | r.txt => n1 sentiment-analysis text=@r.txt
How many of the tenants are happy with the lift and how many lifts are there? | r.txt => n1 sentiment-analysis text=@r.txt; n2 question-answering question="how many lifts are there?" text=@r.txt
多少人喜欢，多少人不喜欢？ | 留言.txt => n1 sentiment-analysis text=@留言.txt
make a gif of the opening 6 seconds and mute what's left | skate.mp4 => n1 video-to-gif video=@skate.mp4 map[end:6]; n2 video-trim video=@skate.mp4 map[start:6]; n3 video-muting video=n2
Is breakfast included in the price? | a.txt => n1 question-answering question="Is breakfast included in the price?" text=@a.txt
Are dogs allowed? Read the answer to me. | rules.txt => n1 question-answering question="Are dogs allowed?" text=@rules.txt; n2 text-to-speech text=n1
Are these reviews positive? | a.txt => n1 sentiment-analysis text=@a.txt
If the guest sounds mad, let me know what he wants | mail.txt => n1 sentiment-analysis text=@mail.txt; n2 question-answering question="what he wants" text=@mail.txt when n1 label negative
tell me what language this is | a.txt => n1 language-identification text=@a.txt
麻烦说一下租金包不包水电 | 合同.pdf => n1 document-text-extraction document=@合同.pdf; n2 question-answering question="租金包不包水电" text=n1
说说电费怎么算 | 合同.txt => n1 question-answering question="电费怎么算" text=@合同.txt
若是顾客不高兴，就告诉我他想退几件 | 邮件.txt => n1 sentiment-analysis text=@邮件.txt; n2 question-answering question="他想退几件" text=@邮件.txt when n1 label negative
把视频里的声音存成mp3，最多5兆 | 片.mov => n1 video-to-audio video=@片.mov map[format:wav]; n2 audio-conversion audio=n1 map[format:mp3 kilobytes:5000]
list everything above 50 and write it as csv | a.csv => n1 table-question-answering question="list everything above 50 and write it as csv" table=@a.csv
export all rows under 10 to excel | a.csv => n1 table-question-answering question="export all rows under 10 to excel" table=@a.csv map[format:xlsx]
分数低于60的有几个？列出来 | 班.csv => n1 table-question-answering question="分数低于60的有几个？" table=@班.csv; n2 table-question-answering question="分数低于60的有几个？列出来" table=@班.csv
How many guests came late? List them all. | a.csv => n1 table-question-answering question="How many guests came late?" table=@a.csv; n2 table-question-answering question="How many guests came late? List them all" table=@a.csv
每个小区的平均费用，再画一张饼图，看每个师傅修了几单 | 修.csv => n1 table-question-answering question="每个小区的平均费用" table=@修.csv; n2 table-question-answering question="每个师傅修了几单" table=@修.csv; n3 chart-generation table=n2.rows map[kind:pie]
把各部门平均分列出来，另外画个各部门人数的饼图 | 房.csv => n1 table-question-answering question="把各部门平均分列出来" table=@房.csv; n2 table-question-answering question="画个各部门人数的饼图" table=@房.csv; n3 chart-generation table=n2.rows map[kind:pie]
Which driver drove furthest in winter (December), and how many trips were there? | b.csv => n1 table-question-answering question="Which driver drove furthest in winter (December)" table=@b.csv; n2 table-question-answering question="Which driver drove furthest in winter (December)? and how many trips were there?" table=@b.csv
what is the fine (in euros), and who pays it? | a.txt => n1 question-answering question="what is the fine (in euros)" text=@a.txt; n2 question-answering question="who pays it?" text=@a.txt
哪个班（不算实验班）分数最高？ | a.csv => n1 table-question-answering question="哪个班（不算实验班）分数最高？" table=@a.csv
edit out the gaps and send it as flac | a.wav => n1 audio-trim audio=@a.wav map[pauses:true silence:true]; n2 audio-conversion audio=n1 map[format:flac]
tell me the answer out loud: who won the cup? | flyer.txt => n1 question-answering question="who won the cup?" text=@flyer.txt; n2 text-to-speech text=n1
say the answer: who won the cup? | flyer.txt => n1 question-answering question="who won the cup?" text=@flyer.txt; n2 text-to-speech text=n1
Is it quicker to go by bus or by tram? | trip.txt => n1 question-answering question="Is it quicker to go by bus or by tram?" text=@trip.txt
is the mood better or worse? | a.txt => n1 sentiment-analysis text=@a.txt
坐地铁快还是打车快？ | a.txt => n1 question-answering question="坐地铁快还是打车快？" text=@a.txt
它更像好评还是更像差评 | a.txt => n1 sentiment-analysis text=@a.txt
扳手符号代表什么意思 | 说明.pdf => n1 document-text-extraction document=@说明.pdf; n2 question-answering question="扳手符号代表什么意思" text=n1
把报名费告诉我，然后念给我听 | 海报.txt => n1 question-answering question="报名费是多少？" text=@海报.txt; n2 text-to-speech text=n1
请问要带雨衣吗，几点集合 | 须知.txt => n1 question-answering question="要带雨衣吗" text=@须知.txt; n2 question-answering question="几点集合" text=@须知.txt
remove the first 5 seconds and mute the rest | a.mp4 => n1 video-trim video=@a.mp4 map[start:5]; n2 video-muting video=n1
把前5秒去掉，剩下的部分做成gif | a.mp4 => n1 video-trim video=@a.mp4 map[start:5]; n2 video-to-gif video=n1
brighten it; also make a black and white version | a.jpg => n1 image-color-enhancement image=@a.jpg map[look:bright]; n2 image-color-enhancement image=@a.jpg map[look:black-and-white]
snip the silence off the beginning and end, leave the gaps | a.wav => n1 audio-trim audio=@a.wav map[silence:true]
两头的静音剪掉，停顿别动 | a.wav => n1 audio-trim audio=@a.wav map[silence:true]
前两分钟是闲聊，剪掉，剩下的匀着截六张图 | 课.mp4 => n1 video-trim video=@课.mp4 map[start:120]; n2 video-frames video=n1 map[count:6]
把其中的违约金告诉我 | c.txt => n1 question-answering question="违约金是多少？" text=@c.txt
`
