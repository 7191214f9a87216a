package tongue_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
)

// TestConditionsAreTested: what a condition decides is done where it holds, and
// what it looks at is put into the graph.
func TestConditionsAreTested(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		`If the review is negative, translate it into Spanish | review.txt`:                                                                 `n1 sentiment-analysis text=@review.txt; n2 translation text=@review.txt map[target:es] when n1 label negative`,
		`If the review is negative, translate it into Spanish, otherwise summarise it | review.txt`:                                         `n1 sentiment-analysis text=@review.txt; n2 translation text=@review.txt map[target:es] when n1 label negative; n3 summarization text=@review.txt when n1 label not negative`,
		`Find the mood, and if it is positive draw a QR code of it | given.txt`:                                                             `n1 sentiment-analysis text=@given.txt; n2 barcode-generation text=@given.txt map[format:qr] when n1 label positive`,
		`translate it if it's not in English | given.txt`:                                                                                   `n1 language-identification text=@given.txt; n2 translation text=@given.txt map[target:en] when n1 language not en`,
		`Translate it into English if it is not in English already, then summarise it | given.txt`:                                          `n1 language-identification text=@given.txt; n2 translation text=@given.txt map[target:en] when n1 language not en; n3 summarization text=n2|@given.txt`,
		`If the language is not English, translate it into English first, then summarise it | letter.txt`:                                   `n1 language-identification text=@letter.txt; n2 translation text=@letter.txt map[target:en] when n1 language not en; n3 summarization text=n2|@letter.txt`,
		`If it's in French, translate it into English and read it aloud | letter.docx`:                                                      `n1 document-text-extraction document=@letter.docx; n2 language-identification text=n1; n3 translation text=n1 map[target:en] when n2 language fr; n4 text-to-speech text=n3`,
		`summarise it if it's longer than 500 words | report.pdf`:                                                                           `n1 document-text-extraction document=@report.pdf; n2 summarization text=n1 when n1 longer 500`,
		`summarise it if it's longer than 500 words | report.txt`:                                                                           `n1 summarization text=@report.txt when @report.txt longer 500`,
		`if it's negative translate it into German | call.wav`:                                                                              `n1 automatic-speech-recognition audio=@call.wav; n2 sentiment-analysis text=n1; n3 translation text=n1 map[target:de] when n2 label negative`,
		`If there is a QR code in the picture, read it, otherwise describe the picture | photo.jpg`:                                         `n1 barcode-reading image=@photo.jpg; n2 barcode-reading image=@photo.jpg when n1 found; n3 image-to-text image=@photo.jpg when n1 found not`,
		`If any people are named, list them | letter.txt`:                                                                                   `n1 token-classification text=@letter.txt; n2 token-classification text=@letter.txt when n1 found person`,
		`If there are faces, blur the background | photo.jpg`:                                                                               `n1 face-detection image=@photo.jpg; n2 background-blur image=@photo.jpg when n1 found`,
		`Is there any text in the image? Translate it to English if so. | poster.jpg`:                                                       `n1 optical-character-recognition image=@poster.jpg; n2 translation text=n1 map[target:en] when n1 found`,
		`Unless it is in English, translate it into English | r.txt`:                                                                        `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:en] when n1 language not en`,
		`when the review is negative, summarise it | r.txt`:                                                                                 `n1 sentiment-analysis text=@r.txt; n2 summarization text=@r.txt when n1 label negative`,
		`Check whether the review is negative; if so, translate it into French | r.txt`:                                                     `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:fr] when n1 label negative`,
		`If the total is over 1000, draw a bar chart of amount per region | sales.csv`:                                                      `n1 table-question-answering question="What is the total?" table=@sales.csv; n2 table-question-answering question="draw a bar chart of amount per region" table=@sales.csv when n1 above 1000; n3 chart-generation table=n2.rows map[kind:bar]`,
		`What is the total amount? If it is over 1000, draw a bar chart of the amount per region | sales.csv`:                               `n1 table-question-answering question="What is the total amount?" table=@sales.csv; n2 chart-generation table=@sales.csv map[kind:bar x:region y:[amount]] when n1 above 1000; n3 table-question-answering question="draw a bar chart of the amount per region" table=@sales.csv when n1 above 1000`,
		`If it mentions a refund, translate it into Spanish | mail.txt`:                                                                     `n1 translation text=@mail.txt map[target:es] when @mail.txt contains refund`,
		`If it contains the word “refund”, translate it into Spanish | mail.txt`:                                                            `n1 translation text=@mail.txt map[target:es] when @mail.txt contains refund`,
		`Summarise the letter, and if the customer is unhappy also translate the summary into German | letter.txt`:                          `n1 sentiment-analysis text=@letter.txt; n2 summarization text=@letter.txt; n3 translation text=n2 map[target:de] when n1 label negative`,
		`If there's a QR code, what does it say? | photo.jpg`:                                                                               `n1 barcode-reading image=@photo.jpg; n2 barcode-reading image=@photo.jpg when n1 found`,
		`If the review is positive, translate it into French. Otherwise, summarise it and read it aloud. | r.txt`:                           `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:fr] when n1 label positive; n3 summarization text=@r.txt when n1 label not positive; n4 text-to-speech text=n3`,
		`If it is negative translate it into Spanish, if it is positive translate it into French, and otherwise leave it | r.txt`:           `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:fr] when n1 label positive; n3 translation text=@r.txt map[target:es] when n1 label negative`,
		`Read the letter aloud, but only if it is in English | letter.txt`:                                                                  `n1 language-identification text=@letter.txt; n2 text-to-speech text=@letter.txt when n1 language en`,
		`If there are more than two faces in the picture, enlarge it | p.jpg`:                                                               `n1 face-detection image=@p.jpg; n2 image-super-resolution image=@p.jpg when n1 above 2`,
		`If the text is in German or French, translate it into English; otherwise read it aloud | brief.docx`:                               `n1 document-text-extraction document=@brief.docx; n2 language-identification text=n1; n3 translation text=n1 map[target:en] when n2 language de,fr; n4 text-to-speech text=n1 when n2 language not de,fr`,
		`If the email sounds angry, translate it into German and summarise it | mail.txt`:                                                   `n1 sentiment-analysis text=@mail.txt; n2 translation text=@mail.txt map[target:de] when n1 label negative; n3 summarization text=@mail.txt when n1 label negative`,
		`Only if the review is positive, read it aloud | r.txt`:                                                                             `n1 sentiment-analysis text=@r.txt; n2 text-to-speech text=@r.txt when n1 label positive`,
		`Summarise the report if it has more than 300 words | report.docx`:                                                                  `n1 document-text-extraction document=@report.docx; n2 summarization text=n1 when n1 longer 300`,
		`If the transcript is in English, translate it into Spanish | call.mp3`:                                                             `n1 automatic-speech-recognition audio=@call.mp3; n2 language-identification text=n1; n3 translation text=n1 map[target:es] when n2 language en`,
		`Transcribe it, and if it's in English translate it into Spanish | call.mp3`:                                                        `n1 automatic-speech-recognition audio=@call.mp3; n2 language-identification text=n1; n3 translation text=n1 map[target:es] when n2 language en`,
		`If anyone is speaking, transcribe it | call.wav`:                                                                                   `n1 voice-activity-detection audio=@call.wav; n2 automatic-speech-recognition audio=@call.wav when n1 found speech`,
		`If no faces are found, enlarge the picture | photo.jpg`:                                                                            `n1 face-detection image=@photo.jpg; n2 image-super-resolution image=@photo.jpg when n1 found not`,
		`If it does not contain a QR code, make one for https://a.example/x | photo.jpg`:                                                    `n1 barcode-reading image=@photo.jpg; n2 barcode-generation text="https://a.example/x" when n1 found not`,
		`Extract the text; if it is not in English, translate it into English. | scan.png`:                                                  `n1 optical-character-recognition image=@scan.png; n2 language-identification text=n1; n3 translation text=n1 map[target:en] when n2 language not en`,
		`Translate it into French unless it is already French | r.txt`:                                                                      `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:fr] when n1 language not fr`,
		`If the average price exceeds 50, list the three most expensive products | sales.csv`:                                               `n1 table-question-answering question="What is the average price?" table=@sales.csv; n2 table-question-answering question="list the three most expensive products" table=@sales.csv when n1 above 50`,
		`If it's shorter than 100 words, read it aloud, otherwise summarise it first and then read it aloud | r.txt`:                        `n1 summarization text=@r.txt when @r.txt longer 99; n2 text-to-speech text=n1|@r.txt`,
		`If there's an email address in it, make a QR code of the email address | card.png`:                                                 `n1 optical-character-recognition image=@card.png; n2 token-classification text=n1; n3 barcode-generation text=n2 map[format:qr] when n2 found email`,
		`Summarise it in two sentences. If the summary is negative, translate it into German. | r.txt`:                                      `n1 summarization text=@r.txt map[sentences:2]; n2 sentiment-analysis text=n1; n3 translation text=n1 map[target:de] when n2 label negative`,
		`If the customer sounds unhappy, summarise the call | call.wav`:                                                                     `n1 automatic-speech-recognition audio=@call.wav; n2 sentiment-analysis text=n1; n3 summarization text=n1 when n2 label negative`,
		`Find the dates in it, and if there are none summarise it | r.txt`:                                                                  `n1 token-classification text=@r.txt; n2 summarization text=@r.txt when n1 found not date`,
		`If this is negative, translate it into Spanish: “I hate the new shop, if it is open at all” |`:                                     `n1 sentiment-analysis text="I hate the new shop, if it is open at all"; n2 translation text="I hate the new shop, if it is open at all" map[target:es] when n1 label negative`,
		`Is it positive? If so, translate it into German, otherwise into French | r.txt`:                                                    `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:de] when n1 label positive; n3 translation text=@r.txt map[target:fr] when n1 label not positive`,
		`Have a look at feedback.txt; should it turn out negative, translate it to Italian for me | feedback.txt`:                           `n1 sentiment-analysis text=@feedback.txt; n2 translation text=@feedback.txt map[target:it] when n1 label negative`,
		`If the picture has a QR code in it then read it out loud | flyer.png`:                                                              `n1 barcode-reading image=@flyer.png; n2 barcode-reading image=@flyer.png when n1 found`,
		`If any flat has a rent above 1300, list those flats; otherwise tell me the average rent | rents.csv`:                               `n1 table-question-answering question="What is the highest rent?" table=@rents.csv; n2 table-question-answering question="list the flats with a rent above 1300" table=@rents.csv when n1 above 1300; n3 table-question-answering question="tell me the average rent" table=@rents.csv when n1 above not 1300`,
		`If any student has more than 10 absences, list them, otherwise count the students | class.csv`:                                     `n1 table-question-answering question="What is the highest absences?" table=@class.csv; n2 table-question-answering question="list the students with more than 10 absences" table=@class.csv when n1 above 10; n3 table-question-answering question="count the students" table=@class.csv when n1 above not 10`,
		`If every shop has sales over 500, tell me the total sales | shops.csv`:                                                             `n1 table-question-answering question="What is the lowest sales?" table=@shops.csv; n2 table-question-answering question="tell me the total sales" table=@shops.csv when n1 above 500`,
		`如果有租金超过1300的房间，就把它们列出来，否则告诉我平均租金 | 房租.csv`:                                                                                         `n1 table-question-answering question="最高的租金是多少？" table=@房租.csv; n2 table-question-answering question="列出租金超过1300的房间" table=@房租.csv when n1 above 1300; n3 table-question-answering question="告诉我平均租金" table=@房租.csv when n1 above not 1300`,
		`In case the text is German, put it into English | brief.txt`:                                                                       `n1 language-identification text=@brief.txt; n2 translation text=@brief.txt map[target:en] when n1 language de`,
		`Turn the photo into a watercolour if there's nobody in it | photo.jpg`:                                                             `n1 face-detection image=@photo.jpg; n2 image-style-transfer image=@photo.jpg map[style:watercolor] when n1 found not`,
		`Provided the letter is not in English, translate it into English | letter.txt`:                                                     `n1 language-identification text=@letter.txt; n2 translation text=@letter.txt map[target:en] when n1 language not en`,
		`Transcribe the call and if the customer is angry, summarise it in two sentences and translate the summary into Spanish | call.wav`: `n1 automatic-speech-recognition audio=@call.wav; n2 sentiment-analysis text=n1; n3 summarization text=n1 map[sentences:2] when n2 label negative; n4 translation text=n3 map[target:es]`,
		`Read the text in the picture, and if it's Chinese, translate it into English. Then read the result aloud. | sign.jpg`:              `n1 optical-character-recognition image=@sign.jpg; n2 language-identification text=n1; n3 translation text=n1 map[target:en] when n2 language zh; n4 text-to-speech text=n3|n1`,
		`If b.txt is in French, translate it into English | a.txt b.txt`:                                                                    `n1 language-identification text=@b.txt; n2 translation text=@b.txt map[target:en] when n1 language fr`,
		`If a.txt is negative, summarise b.txt | a.txt b.txt`:                                                                               `n1 sentiment-analysis text=@a.txt; n2 summarization text=@b.txt when n1 label negative`,
		`文章要是英文的，先翻成中文再提取关键词 | a.txt`:                                                                                                       `n1 language-identification text=@a.txt; n2 translation text=@a.txt map[target:zh] when n1 language en; n3 keyword-extraction text=n2|@a.txt`,
		`不是中文的话翻译成中文，是中文就直接总结 | a.txt`:                                                                                                      `n1 language-identification text=@a.txt; n2 summarization text=@a.txt when n1 language zh; n3 translation text=@a.txt map[target:zh] when n1 language not zh`,
		`如果里面提到了公司名，把公司名列出来，没有就告诉我没有 | a.txt`:                                                                                               `n1 token-classification text=@a.txt; n2 token-classification text=@a.txt when n1 found organisation`,
		`图片上有字的话识别出来，没字就描述一下图片 | p.jpg`:                                                                                                     `n1 optical-character-recognition image=@p.jpg; n2 image-to-text image=@p.jpg when n1 found not`,
		`邮件是差评就翻译成英文并朗读出来 | m.txt`:                                                                                                          `n1 sentiment-analysis text=@m.txt; n2 translation text=@m.txt map[target:en] when n1 label negative; n3 text-to-speech text=n2`,
		`如果是英文或者法文，翻译成中文 | r.txt`:                                                                                                           `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:zh] when n1 language en,fr`,
		`如果不是英文也不是中文，就翻译成英文 | r.txt`:                                                                                                        `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:en] when n1 language not en,zh`,
		`倘若合同里没有提到押金，就总结一下合同 | c.pdf`:                                                                                                       `n1 document-text-extraction document=@c.pdf; n2 summarization text=n1 when n1 contains not 押金`,
		`识别图片文字，要是英语就翻译成中文，否则朗读 | p.png`:                                                                                                    `n1 optical-character-recognition image=@p.png; n2 language-identification text=n1; n3 translation text=n1 map[target:zh] when n2 language en; n4 text-to-speech text=n1 when n2 language not en`,
		`评论是正面还是负面？如果负面就翻译成英文 | r.txt`:                                                                                                      `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:en] when n1 label negative`,
		`translate to english unless its already english, and give me a summary either way | doc.docx`:                                      `n1 document-text-extraction document=@doc.docx; n2 summarization text=n1; n3 language-identification text=n1; n4 translation text=n1 map[target:en] when n3 language not en`,
		`If the invoice mentions VAT translate it to English | invoice.pdf`:                                                                 `n1 document-text-extraction document=@invoice.pdf; n2 translation text=n1 map[target:en] when n1 contains VAT`,
		`Translate it into German, if it is in English, and into English, if it is in German | a.txt`:                                       `n1 language-identification text=@a.txt; n2 translation text=@a.txt map[target:en] when n1 language de; n3 translation text=@a.txt map[target:de] when n1 language en`,
		`extract the keywords, but if the article is in Chinese translate them into English | a.txt`:                                        `n1 language-identification text=@a.txt; n2 keyword-extraction text=@a.txt; n3 translation text=n2 map[target:en] when n1 language zh`,
		// Chinese
		`如果评论是负面的就翻译成西班牙语，否则总结一下 | r.txt`:    `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:es] when n1 label negative; n3 summarization text=@r.txt when n1 label not negative`,
		`要是负面的就翻译成英文，不然就念出来 | r.txt`:         `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:en] when n1 label negative; n3 text-to-speech text=@r.txt when n1 label not negative`,
		`如果不是中文就翻译成中文，然后总结 | r.txt`:          `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:zh] when n1 language not zh; n3 summarization text=n2|@r.txt`,
		`如果不是中文就先翻译成中文，再总结 | r.txt`:          `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:zh] when n1 language not zh; n3 summarization text=n2|@r.txt`,
		`若图中有二维码，则读出内容，否则描述图片 | p.jpg`:       `n1 barcode-reading image=@p.jpg; n2 barcode-reading image=@p.jpg when n1 found; n3 image-to-text image=@p.jpg when n1 found not`,
		`如果超过500字就总结一下 | r.txt`:              `n1 summarization text=@r.txt when @r.txt longer 500`,
		`如果客户不满意，翻译成英文 | call.wav`:           `n1 automatic-speech-recognition audio=@call.wav; n2 sentiment-analysis text=n1; n3 translation text=n1 map[target:en] when n2 label negative`,
		`看看评论是不是负面的，如果是就翻译成英文 | r.txt`:       `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:en] when n1 label negative`,
		`如果提到人名就把人名列出来 | r.txt`:              `n1 token-classification text=@r.txt; n2 token-classification text=@r.txt when n1 found person`,
		`如果文中提到退款，就总结一下 | r.txt`:             `n1 summarization text=@r.txt when @r.txt contains 退款`,
		`是负面的话就翻译成英文，正面的就总结 | r.txt`:         `n1 sentiment-analysis text=@r.txt; n2 summarization text=@r.txt when n1 label positive; n3 translation text=@r.txt map[target:en] when n1 label negative`,
		`把它翻译成中文，如果它是英文的话 | r.txt`:           `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:zh] when n1 language en`,
		`如果图里有人脸，就把背景虚化 | p.jpg`:             `n1 face-detection image=@p.jpg; n2 background-blur image=@p.jpg when n1 found`,
		`如果语言不是英文就翻译一下 | r.txt`:              `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:en] when n1 language not en`,
		`如果总金额超过1万，画一张各地区金额的柱状图 | sales.csv`: `n1 table-question-answering question="总金额是多少？" table=@sales.csv; n2 table-question-answering question="画一张各地区金额的柱状图" table=@sales.csv when n1 above 10000; n3 chart-generation table=n2.rows map[kind:bar]`,
		`如果有二维码就读出来，没有的话就描述一下图片 | p.jpg`:     `n1 barcode-reading image=@p.jpg; n2 barcode-reading image=@p.jpg when n1 found; n3 image-to-text image=@p.jpg when n1 found not`,
		`如果这封邮件是英文写的，先翻译成中文，然后朗读 | mail.txt`: `n1 language-identification text=@mail.txt; n2 translation text=@mail.txt map[target:zh] when n1 language en; n3 text-to-speech text=n2|@mail.txt`,
		`只有评论是正面的才朗读 | r.txt`:                `n1 sentiment-analysis text=@r.txt; n2 text-to-speech text=@r.txt when n1 label positive`,
		`如果录音里有人说话，就转成文字 | call.wav`:         `n1 voice-activity-detection audio=@call.wav; n2 automatic-speech-recognition audio=@call.wav when n1 found speech`,
		`如果邮件语气很生气，就总结一下并翻译成英文 | mail.txt`:   `n1 sentiment-analysis text=@mail.txt; n2 summarization text=@mail.txt when n1 label negative; n3 translation text=n2 map[target:en]`,
		`如果文件不是英文的，就翻译成英文，否则直接总结 | a.docx`:   `n1 document-text-extraction document=@a.docx; n2 language-identification text=n1; n3 translation text=n1 map[target:en] when n2 language not en; n4 summarization text=n1 when n2 language en`,
		`除非是中文，否则翻译成中文 | r.txt`:              `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:zh] when n1 language not zh`,
		`如果不到100字就朗读，否则先总结再朗读 | r.txt`:       `n1 summarization text=@r.txt when @r.txt longer 99; n2 text-to-speech text=n1|@r.txt`,
		`总结这篇文章，如果文章是负面的，再把总结翻译成英文 | r.txt`:  `n1 sentiment-analysis text=@r.txt; n2 summarization text=@r.txt; n3 translation text=n2 map[target:en] when n1 label negative`,
		`判断一下情绪，负面的话就翻译成英文 | r.txt`:          `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:en] when n1 label negative`,
		`先识别图片里的文字，如果是英文就翻译成中文 | p.png`:      `n1 optical-character-recognition image=@p.png; n2 language-identification text=n1; n3 translation text=n1 map[target:zh] when n2 language en`,
		`如果图片里没有文字，就描述一下这张图 | p.png`:         `n1 optical-character-recognition image=@p.png; n2 image-to-text image=@p.png when n1 found not`,
		`如果合同里提到“违约金”，就总结一下 | c.txt`:         `n1 summarization text=@c.txt when @c.txt contains 违约金`,
		`评论如果是好评就读出来，差评就翻译成英文 | r.txt`:       `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:en] when n1 label negative; n3 text-to-speech text=@r.txt when n1 label positive`,
		`要是里面有电话号码，就生成一个二维码 | r.txt`:         `n1 token-classification text=@r.txt; n2 barcode-generation text=@r.txt map[format:qr] when n1 found phone`,
		`如果平均分低于60，画一张各科平均分的柱状图 | marks.csv`: `n1 table-question-answering question="平均分是多少？" table=@marks.csv; n2 table-question-answering question="画一张各科平均分的柱状图" table=@marks.csv when n1 below 60; n3 chart-generation table=n2.rows map[kind:bar]`,
		// a question, and what its answer decides
		`Is this guest happy with the hotel? If not, tell me what was broken. | r.txt`:                               `n1 sentiment-analysis text=@r.txt; n2 question-answering question="what was broken" text=@r.txt when n1 label not positive`,
		`Is the customer satisfied? If so, translate it into Spanish, otherwise summarise it. | r.txt`:               `n1 sentiment-analysis text=@r.txt; n2 translation text=@r.txt map[target:es] when n1 label positive; n3 summarization text=@r.txt when n1 label not positive`,
		`Did the guest like the room? If she did, extract the keywords. | r.txt`:                                     `n1 sentiment-analysis text=@r.txt; n2 keyword-extraction text=@r.txt when n1 label positive`,
		`Is this a complaint? If yes, tell me what is wrong; otherwise extract the keywords. | r.txt`:                `n1 sentiment-analysis text=@r.txt; n2 question-answering question="what is wrong" text=@r.txt when n1 label negative; n3 keyword-extraction text=@r.txt when n1 label not negative`,
		`Is it in English? Otherwise translate it into English. | r.txt`:                                             `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:en] when n1 language not en`,
		`Does it name any people? If so list them. | r.txt`:                                                          `n1 token-classification text=@r.txt; n2 token-classification text=@r.txt when n1 found person`,
		`Is there any speech in the recording? If so, transcribe it. | call.wav`:                                     `n1 voice-activity-detection audio=@call.wav; n2 automatic-speech-recognition audio=@call.wav when n1 found speech`,
		`客人对酒店满意吗？如果不是，告诉我什么坏了。 | r.txt`:                                                                             `n1 sentiment-analysis text=@r.txt; n2 question-answering question="什么坏了" text=@r.txt when n1 label not positive`,
		`这条评论是好评吗？要是的话提取关键词，不是就翻译成英文。 | r.txt`:                                                                       `n1 sentiment-analysis text=@r.txt; n2 keyword-extraction text=@r.txt when n1 label positive; n3 translation text=@r.txt map[target:en] when n1 label not positive`,
		`这是英文吗？不是的话翻译成英文。 | r.txt`:                                                                                   `n1 language-identification text=@r.txt; n2 translation text=@r.txt map[target:en] when n1 language not en`,
		`图里有没有二维码？没有就识别文字 | p.png`:                                                                                   `n1 barcode-reading image=@p.png; n2 optical-character-recognition image=@p.png when n1 found not`,
		`录音里有人说话吗？有的话转成文字。 | call.wav`:                                                                               `n1 voice-activity-detection audio=@call.wav; n2 automatic-speech-recognition audio=@call.wav when n1 found speech`,
		`Is anybody named in this note? If so, who? | r.txt`:                                                         `n1 token-classification text=@r.txt; n2 token-classification text=@r.txt when n1 found person`,
		`Does the letter mention a refund? If it does, tell me how much money they want back. | r.txt`:               `n1 question-answering question="how much money they want back" text=@r.txt when @r.txt contains refund`,
		`Is it a complaint? If it isn't, do nothing; if it is, summarise it. | r.txt`:                                `n1 sentiment-analysis text=@r.txt; n2 summarization text=@r.txt when n1 label negative`,
		`scan this flyer for a qr code; if there's none, read the text | p.png`:                                      `n1 barcode-reading image=@p.png; n2 optical-character-recognition image=@p.png when n1 found not`,
		`If the receipt has a total over 20, make a QR code of the total, otherwise tell me the shop's name | r.txt`: `n1 question-answering question="What is the total?" text=@r.txt; n2 barcode-generation text=n1 map[format:qr] when n1 above 20; n3 question-answering question="What is the shop's name?" text=@r.txt when n1 above not 20`,
		`这封信的作者生气吗？如果生气，就总结；不生气就提取三个关键词 | r.txt`:                                                                     `n1 sentiment-analysis text=@r.txt; n2 keyword-extraction text=@r.txt map[count:3] when n1 label not negative; n3 summarization text=@r.txt when n1 label negative`,
		`录音转成文字然后看看说话人是不是高兴 不高兴的话总结一下 | call.wav`:                                                                    `n1 automatic-speech-recognition audio=@call.wav; n2 sentiment-analysis text=n1; n3 summarization text=n1 when n2 label negative`,
		`请问这条评论是中文的吗？不是的话翻译成中文，是的话直接朗读 | r.txt`:                                                                      `n1 language-identification text=@r.txt; n2 text-to-speech text=@r.txt when n1 language zh; n3 translation text=@r.txt map[target:zh] when n1 language not zh`,
		`这封信有没有提到退款？有的话告诉我金额 | r.txt`:                                                                                `n1 question-answering question="金额是多少？" text=@r.txt when @r.txt contains 退款`,
	} {
		text, files, _ := strings.Cut(line, " |")
		given := attached(strings.Fields(files))
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: given}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %v %v", text, plans, err)
			continue
		}
		if got := drawn(plans[0].Graph); got != want || len(plans[0].Undone) > 0 {
			t.Errorf("%s:\n%s %s %q\nwant\n%s", text, got, plans[0].Question, plans[0].Undone, want)
		}
		if _, err := graph.Check(plans[0].Graph, types(given)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestAConditionThatCannotBeToldIsNamed: that it is not heeded is said, whatever it is about.
func TestAConditionThatCannotBeToldIsNamed(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"Are dogs allowed? If so, what does it cost?", "Is the deposit refundable? If not, tell me the fee.", "Who signed it? If nobody did, summarise it.",
		"押金能退吗？不能退的话，总结一下", "如果评论里有人抱怨味道，就列出关键词",
	} {
		if got := planned(t, p, text, attached([]string{"r.txt"})...); !strings.Contains(got, " | tell whether") && !strings.Contains(got, " | 判断这个条件") {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestManyConditionsAreReadInTime: a request is bounded work, whatever stands in it.
func TestManyConditionsAreReadInTime(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []string{"如果是负面的就总结，", "if it is negative summarise it, otherwise ", "if ", "是负面的就", "there is a qr code if there is a qr code ", "check if it is negative. if so, ", "unless it is in English, translate it into English; "} {
		for _, n := range []int{5, 300, 20_000} {
			began := time.Now()
			_, err := p.Plan(t.Context(), plan.Request{Text: strings.Repeat(one, n), Given: attached([]string{"r.txt"})}, 1)
			if took := time.Since(began); err != nil || took > time.Minute {
				t.Errorf("%d times %q took %v, %v", n, one, took, err)
			} else if took > time.Second {
				t.Logf("%d times %q took %v", n, one, took)
			}
		}
	}
}

// TestWhatOnlyLooksLikeAConditionIsNone: “tell me if” asks whether, and a
// question may have an “if” of its own.
func TestWhatOnlyLooksLikeAConditionIsNone(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"tell me if it is positive or negative | r.txt",
		"let me know if there are any people | photo.jpg",
		"what happens if I pay late? | contract.pdf",
		"Who is liable if the parcel is damaged? | c.txt",
		"see if there are any QR codes in it | p.jpg",
		"see whether anyone is named in it and list them | r.txt",
		"check if it is in English | r.txt",
		"Read it out even if it is negative | r.txt",
		"translate it into German and tell me if she is angry | mail.txt",
		"translate it, in a woman's voice if possible | r.txt",
		"Who pays if the text is in French? | contract.txt",
		"Explain what to do if there is a fire | c.txt",
		"Translate “If it is negative, call me” into French | ",
		"如果我迟交会怎样？ | contract.pdf",
		"如果语言不通怎么办？ | c.txt",
		"告诉我这条评论是不是负面的 | r.txt",
		"看看图里有没有二维码 | p.jpg",
		"总结一下，如果可以的话念出来 | r.txt",
		"不管是不是负面的都翻译成英文 | r.txt",
		"租客如果提前退租要赔多少？ | c.txt",
		"翻译成英文：如果是负面的就告诉我 | ",
	} {
		text, files, _ := strings.Cut(line, " |")
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: attached(strings.Fields(files))}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Undone) > 0 {
			t.Errorf("%s: %v %+v", text, err, plans)
			continue
		}
		for _, n := range plans[0].Graph.Nodes {
			if len(n.When) > 0 {
				t.Errorf("%s: %s", text, drawn(plans[0].Graph))
			}
		}
	}
}
