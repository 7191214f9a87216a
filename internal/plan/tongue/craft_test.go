package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
)

// crafts plans requests that begin with the files they come with, as “@a.jpg crop it”.
func crafts(t *testing.T, wanted map[string]string) {
	t.Helper()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range wanted {
		var names []string
		words := strings.Fields(text)
		for len(words) > 0 && words[0][0] == '@' {
			names, words = append(names, words[0][1:]), words[1:]
		}
		said := strings.TrimSpace(text)
		for range names {
			_, said, _ = strings.Cut(said, " ")
		}
		var given []plan.Given
		if len(names) > 0 {
			given = attached(names)
		}
		if got := planned(t, p, said, given...); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", text, got, want)
		}
	}
}

// TestPartsOfPictures: a picture is cut to a part, by pixels, shares and shapes.
func TestPartsOfPictures(t *testing.T) {
	t.Parallel()
	const n1 = "n1 image-cropping image=@a.jpg "
	crafts(t, map[string]string{
		"@a.jpg trim 100 px off the top":                             n1 + "map[trim_top:100]",
		"@a.jpg Cut 50 pixels off the left and 20 off the bottom":    n1 + "map[trim_bottom:20 trim_left:50]",
		"@a.jpg please crop 10% off each side":                       n1 + "map[trim_bottom:10 trim_left:10 trim_right:10 trim_top:10 unit:percent]",
		"@a.jpg remove the top 80 pixels from the top":               n1 + "map[trim_top:80]",
		"@a.jpg crop the photo to 400x300 starting at (100, 50)":     n1 + "map[height:300 trim_left:100 trim_top:50 width:400]",
		"@a.jpg cut out the bottom right quarter":                    n1 + "map[height:50 place:bottom-right unit:percent width:50]",
		"@a.jpg keep only the left half":                             n1 + "map[place:left unit:percent width:50]",
		"@a.jpg crop it to 21:9":                                     n1 + "map[shape:21:9]",
		"@a.jpg crop it to 16:9 keeping the top":                     n1 + "map[place:top shape:16:9]",
		"@a.jpg cut out the middle 50%":                              n1 + "map[height:50 place:middle unit:percent width:50]",
		"@a.jpg cut out the middle square":                           n1 + "map[place:middle shape:1:1]",
		"@a.jpg crop to a square":                                    "n1 image-resizing image=@a.jpg map[shape:square]",
		"@a.jpg crop it to 800x600":                                  "n1 image-resizing image=@a.jpg map[crop:true height:600 width:800]",
		"@a.jpg 把上面100像素裁掉":                                          n1 + "map[trim_top:100]",
		"@a.jpg 左边裁掉50像素，下面裁掉30像素":                                   n1 + "map[trim_bottom:30 trim_left:50]",
		"@a.jpg 四周各裁掉5%":                                             n1 + "map[trim_bottom:5 trim_left:5 trim_right:5 trim_top:5 unit:percent]",
		"@a.jpg 只保留右半边":                                              n1 + "map[place:right unit:percent width:50]",
		"@a.jpg 裁成5:4":                                               n1 + "map[shape:5:4]",
		"@a.jpg 从左上角(10,20)裁一块300x200的":                              n1 + "map[height:200 place:top-left trim_left:10 trim_top:20 width:300]",
		"@a.jpg Trim 100 px off the top and make it black and white": n1 + "map[trim_top:100]; n2 image-color-enhancement image=n1 map[look:black-and-white]",
		"@a.jpg 把底部80像素裁掉，再放大两倍":                                     n1 + "map[trim_bottom:80]; n2 image-super-resolution image=n1 map[scale:2]",
		"@a.jpg make it a watercolour, then cut 5% off all sides":    "n1 image-style-transfer image=@a.jpg map[style:watercolor]; n2 image-cropping image=n1 map[trim_bottom:5 trim_left:5 trim_right:5 trim_top:5 unit:percent]",
	})
}

// TestBordersAndLetters: a border, words and watermarks are put on pictures.
func TestBordersAndLetters(t *testing.T) {
	t.Parallel()
	const border, words = "n1 image-border image=@a.jpg", "n1 image-lettering image=@a.jpg text="
	crafts(t, map[string]string{
		"@a.jpg add a border":                                         border,
		"@a.jpg put a 20 px black border around it":                   border + " map[color:black width:20]",
		"@a.jpg give it a thin white frame":                           border + " map[color:white]",
		"@a.jpg frame it like a polaroid":                             border + " map[style:polaroid]",
		"@a.jpg Add a border of 5% in dark blue":                      border + " map[color:darkblue unit:percent width:5]",
		"@a.jpg 加个白色边框":                                               border + " map[color:白色]",
		"@a.jpg 给照片加一圈30像素的红边":                                        border + " map[color:红色 width:30]",
		"@a.jpg 加一个相框":                                                border,
		"@a.jpg add the caption \"Summer 2026\"":                      words + "\"Summer 2026\"",
		"@a.jpg write \"Hello\" at the top in yellow":                 words + "\"Hello\" map[color:yellow place:top]",
		"@a.jpg Add a watermark saying CONFIDENTIAL":                  words + "\"CONFIDENTIAL\" map[opacity:0.5 place:bottom-right]",
		"@a.jpg put the text “Sale”, bold, red, 80 px, in the middle": words + "\"Sale\" map[bold:true color:red place:middle size:80]",
		"@a.jpg watermark it with \"© Anna\" all over":                words + "\"© Anna\" map[opacity:0.3 place:tiled]",
		"@a.jpg 右下角加上水印“内部资料”，半透明":                                    words + "\"内部资料\" map[opacity:0.5 place:bottom-right]",
		"@a.jpg 在图片上写“新年快乐”，红色，放在上方":                                  words + "\"新年快乐\" map[color:红色 place:top]",
		"@a.jpg 打上铺满全图的水印「仅供参考」":                                      words + "\"仅供参考\" map[opacity:0.3 place:tiled]",
		"@a.jpg add a watermark":                                      "? Which words shall be written on it? Please put them in quotes, for example “Summer 2026”.",
		"@a.jpg 加水印":                                                  "? 要写上什么字？请放在引号里，比如“内部资料”。",
		"@a.jpg resize it to 800 wide and write “Draft” on it":        "n1 image-resizing image=@a.jpg map[width:800]; n2 image-lettering image=n1 text=\"Draft\"",
		"@a.jpg 转成黑白，再加上标题“1998年”，最后加个黑边":                             "n1 image-color-enhancement image=@a.jpg map[look:black-and-white]; n2 image-lettering image=n1 text=\"1998年\"; n3 image-border image=n2 map[color:黑色]",
	})
}

// TestMasking: faces of pictures, and names and numbers of texts, are made unreadable.
func TestMasking(t *testing.T) {
	t.Parallel()
	const face, text, zh = "n1 face-masking image=@a.jpg", "n1 text-masking text=@a.txt", "n1 text-masking text=@a.txt map["
	crafts(t, map[string]string{
		"@a.jpg blur all the faces":                                             face + " map[style:blur]",
		"@a.jpg pixelate the faces":                                             face,
		"@a.jpg please black out everyone's face":                               face + " map[style:black]",
		"@a.jpg make the people unrecognisable":                                 face,
		"@a.jpg Put a mosaic over their faces":                                  face,
		"@a.jpg 给人脸打码":                                                          face + " map[language:zh]",
		"@a.jpg 把照片里的脸都模糊掉":                                                     face + " map[language:zh style:blur]",
		"@a.jpg 打上马赛克":                                                          face + " map[language:zh]",
		"@a.jpg 把所有人的脸涂黑":                                                       face + " map[language:zh style:black]",
		"@a.jpg hide the faces and make it 800 wide":                            face + "; n2 image-resizing image=n1 map[width:800]",
		"@a.txt black out all names and phone numbers":                          text + " map[kinds:[names phones]]",
		"@a.txt redact this":                                                    text,
		"@a.txt Anonymise the letter":                                           text,
		"@a.txt mask the e-mail addresses":                                      text + " map[kinds:[emails]]",
		"@a.txt hide personal data":                                             text,
		"@a.txt replace all names and addresses with placeholders":              text + " map[kinds:[names addresses] style:label]",
		"@a.txt mask the card numbers with stars but keep the last four digits": text + " map[kinds:[cards] style:partial]",
		"@a.txt 把姓名和手机号打码":                                                      zh + "kinds:[names phones] language:zh]",
		"@a.txt 脱敏":                                                             zh + "language:zh]",
		"@a.txt 隐去身份证号和银行卡号":                                                    zh + "kinds:[ids cards] language:zh]",
		"@a.txt 把电话号码中间四位用星号代替":                                                 zh + "kinds:[phones] language:zh style:partial]",
		"@a.pdf redact all names":                                               "n1 document-text-extraction document=@a.pdf; n2 text-masking text=n1 map[kinds:[names]]",
		"@a.txt black out the names, then translate it into Chinese":            text + " map[kinds:[names]]; n2 translation text=n1 map[target:zh]",
		"@a.txt 把人名脱敏，再总结成三句话":                                                  zh + "kinds:[names] language:zh]; n2 summarization text=n1 map[sentences:3]",
	})
}

// TestPagesOfDocuments: pages are taken, dropped, turned, parted, joined and drawn.
func TestPagesOfDocuments(t *testing.T) {
	t.Parallel()
	const take, turn, split = "n1 document-pages document=@a.pdf map[", "n1 document-rotation document=@a.pdf", "n1 document-splitting document=@a.pdf"
	const join, draw = "n1 document-joining documents=@a.pdf,@b.pdf", "n1 document-to-images document=@a.pdf"
	crafts(t, map[string]string{
		"@a.pdf take pages 2 to 5":                              take + "pages:2-5]",
		"@a.pdf only page 1 please":                             take + "pages:1]",
		"@a.pdf summarise only the first page":                  take + "pages:1]; n2 document-text-extraction document=n1; n3 summarization text=n2",
		"@a.pdf only the first page: summarise it":              take + "pages:1]; n2 document-text-extraction document=n1; n3 summarization text=n2",
		"@a.pdf sum up just page two":                           take + "pages:2]; n2 document-text-extraction document=n1; n3 summarization text=n2",
		"@a.pdf Extract pages 1, 3 and 7 please":                take + "pages:1,3,7]",
		"@a.pdf keep only the first three pages":                take + "pages:first 3]",
		"@a.pdf give me just the last page":                     take + "pages:last]",
		"@a.pdf I want the odd pages":                           take + "pages:odd]",
		"@a.pdf remove page 4":                                  take + "drop:true pages:4]",
		"@a.pdf delete the first and the last page":             take + "drop:true pages:1,last]",
		"@a.pdf delete everything but pages 3-6":                take + "pages:3-6]",
		"@a.pdf 提取第2到5页":                                        take + "pages:2-5]",
		"@a.pdf 只保留前三页":                                         take + "pages:first 3]",
		"@a.pdf 把第4页删掉":                                         take + "drop:true pages:4]",
		"@a.pdf 删除最后一页":                                         take + "drop:true pages:last]",
		"@a.pdf 把第一页和第三页单独存成一个文件":                               take + "pages:1,3]",
		"@a.pdf rotate all pages by 90 degrees":                 turn + " map[degrees:90]",
		"@a.pdf turn page 3 upside down":                        turn + " map[degrees:180 pages:3]",
		"@a.pdf rotate it 90 degrees counterclockwise":          turn + " map[degrees:-90]",
		"@a.pdf 顺时针旋转90度":                                       turn + " map[degrees:90]",
		"@a.pdf split it into single pages":                     split,
		"@a.pdf Split the PDF into files of 10 pages":           split + " map[every:10]",
		"@a.pdf 每页拆成一个文件":                                       split,
		"@a.pdf 按每5页拆分":                                         split + " map[every:5]",
		"@a.pdf @b.pdf merge these PDFs":                        join,
		"@a.pdf @b.pdf put them together into one document":     join,
		"@a.pdf @b.pdf 把这两个PDF合并成一个":                            join,
		"@a.pdf turn the pages into pictures":                   draw,
		"@a.pdf save every page as a jpg":                       draw + " map[format:jpg]",
		"@a.pdf convert page 2 to png":                          draw + " map[first:2 last:2]",
		"@a.pdf 转成图片":                                           draw,
		"@a.jpg @b.jpg make a PDF of these photos":              "n1 images-to-document images=@a.jpg,@b.jpg",
		"@a.jpg save as pdf on A4":                              "n1 images-to-document images=@a.jpg map[paper:a4]",
		"@a.jpg @b.jpg 合成一个PDF":                                 "n1 images-to-document images=@a.jpg,@b.jpg",
		"@a.jpg make it black and white and save it as a pdf":   "n1 image-color-enhancement image=@a.jpg map[look:black-and-white]; n2 images-to-document images=n1",
		"@a.pdf take pages 2-3 and translate them into Chinese": take + "pages:2-3]; n2 document-text-extraction document=n1; n3 translation text=n2 map[target:zh]",
		"@a.pdf summarise pages 2 to 4":                         take + "pages:2-4]; n2 document-text-extraction document=n1; n3 summarization text=n2",
		"@a.pdf 把第3页翻译成英文":                                      take + "pages:3]; n2 document-text-extraction document=n1; n3 translation text=n2 map[target:en]",
		"@a.pdf @b.pdf merge them, then drop the last page":     join + "; n2 document-pages document=n1 map[drop:true pages:last]",
	})
}

// TestDocumentsAreWritten: texts, what is made of them, and tables are written as PDF, Word,
// HTML and Markdown; pictures become a PDF of pictures.
func TestDocumentsAreWritten(t *testing.T) {
	t.Parallel()
	const pdf = "document-writing text="
	crafts(t, map[string]string{
		"@a.txt convert to pdf":                                       "n1 " + pdf + "@a.txt map[format:pdf]",
		"@a.txt save this as a Word document":                         "n1 " + pdf + "@a.txt map[format:docx]",
		"@a.txt Make a PDF of this text":                              "n1 " + pdf + "@a.txt map[format:pdf]",
		"@a.txt 转成PDF":                                                "n1 " + pdf + "@a.txt map[format:pdf language:zh]",
		"@a.txt 存成Word文档":                                             "n1 " + pdf + "@a.txt map[format:docx language:zh]",
		"@t.csv save the table as pdf":                                "n1 " + pdf + "@t.csv map[format:pdf]",
		"@t.csv turn this into an html table":                         "n1 " + pdf + "@t.csv map[format:html]",
		"@t.csv 把表格导出成网页":                                             "n1 " + pdf + "@t.csv map[format:html language:zh]",
		"@a.txt summarise it in three sentences and save it as a pdf": "n1 summarization text=@a.txt map[sentences:3]; n2 " + pdf + "n1 map[format:pdf]",
		"@a.txt Summarise this as a Word document":                    "n1 summarization text=@a.txt; n2 " + pdf + "n1 map[format:docx]",
		"@a.txt translate it into Chinese and give me a docx":         "n1 translation text=@a.txt map[target:zh]; n2 " + pdf + "n1 map[format:docx]",
		"@a.txt 翻译成英文，存成PDF":                                          "n1 translation text=@a.txt map[target:en]; n2 " + pdf + "n1 map[format:pdf language:zh]",
		"@a.txt 总结一下，导出成pdf":                                          "n1 summarization text=@a.txt; n2 " + pdf + "n1 map[format:pdf language:zh]",
		"@a.txt extract the keywords, as markdown":                    "n1 keyword-extraction text=@a.txt; n2 " + pdf + "n1 map[format:markdown]",
		"@c.mp3 transcribe it and write it as a word file":            "n1 automatic-speech-recognition audio=@c.mp3; n2 " + pdf + "n1 map[format:docx]",
		"@a.jpg read the text in it and save it as a pdf":             "n1 optical-character-recognition image=@a.jpg; n2 " + pdf + "n1 map[format:pdf]",
		"@a.pdf convert to word":                                      "n1 document-text-extraction document=@a.pdf; n2 " + pdf + "n1 map[format:docx]",
		"Write \"Dear all, it rains.\" as a PDF":                      "n1 " + pdf + "\"Dear all, it rains.\" map[format:pdf]",
		"@a.txt summarise it, no need to make a pdf":                  "n1 summarization text=@a.txt",
	})
}

// TestLinesAndCounts: lines are sorted and thinned, and words counted.
func TestLinesAndCounts(t *testing.T) {
	t.Parallel()
	const lines = "n1 line-editing text=@a.txt map["
	crafts(t, map[string]string{
		"@a.txt remove duplicate lines":             lines + "unique:true]",
		"@a.txt deduplicate this":                   lines + "unique:true]",
		"@a.txt sort the lines alphabetically":      lines + "sort:ascending]",
		"@a.txt remove the empty lines":             lines + "filled:true]",
		"@a.txt sort the names, z to a":             lines + "sort:descending]",
		"@a.txt 去掉重复的行":                             lines + "language:zh unique:true]",
		"@a.txt 按拼音排序":                              lines + "language:zh sort:ascending]",
		"@a.txt 删掉空行":                               lines + "filled:true language:zh]",
		"@a.txt 去重，再按字母排序":                          lines + "language:zh unique:true]; n2 line-editing text=n1 map[language:zh sort:ascending]",
		"@t.csv drop duplicates":                    "n1 table-conversion table=@t.csv map[unique:true]",
		"@a.txt how many people came to the party?": `n1 question-answering question="how many people came to the party?" text=@a.txt`,
	})
}

// TestCodesHaveTheirColours: a code has the colours that are said of it, not those of its words.
func TestCodesHaveTheirColours(t *testing.T) {
	t.Parallel()
	const code = "n1 barcode-generation text=\"hello\" map["
	crafts(t, map[string]string{
		"make a blue qr code saying \"hello\"":                          code + "color:blue format:qr]",
		"QR code of \"hello\", dark green on a light yellow background": code + "background:lightyellow color:darkgreen format:qr]",
		"qr code for \"hello\" with a yellow background":                code + "background:yellow format:qr]",
		"生成一个红色的二维码，内容是“hello”":                                         code + "color:红色 format:qr]",
		"make a qr code saying \"hello\"":                               code + "format:qr]",
	})
}

// TestAStrangersWishes: requests in words that the phrases were not made with.
func TestAStrangersWishes(t *testing.T) {
	t.Parallel()
	crafts(t, map[string]string{
		`@a.jpg chop the bottom third off`:                                            `n1 image-cropping image=@a.jpg map[trim_bottom:33.3333 unit:percent]`,
		`@a.jpg I only need the upper right quarter of this photo`:                    `n1 image-cropping image=@a.jpg map[height:50 place:top-right unit:percent width:50]`,
		`@a.jpg shave 30 pixels from every side, then brighten it`:                    `n1 image-cropping image=@a.jpg map[trim_bottom:30 trim_left:30 trim_right:30 trim_top:30]; n2 image-color-enhancement image=n1 map[look:bright]`,
		`@a.jpg crop to 3:1 please`:                                                   `n1 image-cropping image=@a.jpg map[shape:3:1]`,
		`@a.jpg 把图片四边各剪掉20个像素`:                                                        `n1 image-cropping image=@a.jpg map[trim_bottom:20 trim_left:20 trim_right:20 trim_top:20]`,
		`@a.jpg 截取图片正中间的60%`:                                                          `n1 image-cropping image=@a.jpg map[height:60 place:middle unit:percent width:60]`,
		`@a.jpg stick a red 15px frame round this`:                                    `n1 image-border image=@a.jpg map[color:red width:15]`,
		`@a.jpg put my name "Lena Fischer" in the lower left corner, small and white`: `n1 image-lettering image=@a.jpg text="Lena Fischer" map[color:white place:bottom-left]`,
		`@a.jpg stamp DRAFT across the picture`:                                       `n1 image-lettering image=@a.jpg text="DRAFT"`,
		`@a.jpg 在照片底部居中写上“生日快乐”，黄色粗体`:                                                 `n1 image-lettering image=@a.jpg text="生日快乐" map[bold:true color:黄色 place:bottom]`,
		`@a.jpg 加个斜着铺满的水印“样张”，再缩小到800宽`:                                               `n1 image-lettering image=@a.jpg text="样张" map[opacity:0.3 place:tiled]; n2 image-resizing image=n1 map[width:800]`,
		`@a.jpg nobody should be recognisable, blur their faces please`:               `n1 face-masking image=@a.jpg map[style:blur]`,
		`@a.txt take out all personal data before I share this`:                       `n1 text-masking text=@a.txt`,
		`@a.txt 把文中的姓名、电话和住址都遮掉，存成word`:                                               `n1 text-masking text=@a.txt map[kinds:[names phones addresses] language:zh]; n2 document-writing text=n1 map[format:docx language:zh]`,
		`@a.txt 手机号和邮箱脱敏`:                                                             `n1 text-masking text=@a.txt map[kinds:[phones emails] language:zh]`,
		`@a.pdf I just need pages 3, 5 and 8-10`:                                      `n1 document-pages document=@a.pdf map[pages:3,5,8-10]`,
		`@a.pdf throw away the cover page`:                                            `n1 document-pages document=@a.pdf map[drop:true pages:first]`,
		`@a.pdf 把最后两页去掉`:                                                              `n1 document-pages document=@a.pdf map[drop:true pages:last 2]`,
		`@a.pdf the scan is upside down, turn all the pages the right way up`:         `n1 document-rotation document=@a.pdf map[degrees:180]`,
		`@a.pdf make one file per page`:                                               `n1 document-splitting document=@a.pdf`,
		`@a.pdf @b.pdf glue these two together and then take the first 4 pages`:       `n1 document-joining documents=@a.pdf,@b.pdf; n2 document-pages document=n1 map[pages:first 4]`,
		`@a.pdf 每十页分成一个文件`:                                                            `n1 document-splitting document=@a.pdf map[every:10]`,
		`@a.pdf 把第二页导出成jpg图片`:                                                         `n1 document-to-images document=@a.pdf map[first:2 format:jpg last:2]`,
		`@a.jpg @b.jpg @c.jpg bundle these scans into one pdf`:                        `n1 images-to-document images=@a.jpg,@b.jpg,@c.jpg`,
		`@a.jpg @b.jpg 把这些照片做成一个A4的PDF`:                                               `n1 images-to-document images=@a.jpg,@b.jpg map[paper:a4]`,
		`@a.txt put it in German and save the result as a word document`:              `n1 translation text=@a.txt map[target:de]; n2 document-writing text=n1 map[format:docx]`,
		`@a.txt 把这篇文章翻译成英文，保存成pdf格式`:                                                  `n1 translation text=@a.txt map[target:en]; n2 document-writing text=n1 map[format:pdf language:zh]`,
		`@t.csv export the table as a nice pdf`:                                       `n1 document-writing text=@t.csv map[format:pdf]`,
		`@t.csv 这个表转成html网页`:                                                          `n1 document-writing text=@t.csv map[format:html language:zh]`,
		`@a.mp3 transcribe this call, black out the names and save it as a pdf`:       `n1 automatic-speech-recognition audio=@a.mp3; n2 text-masking text=n1 map[kinds:[names]]; n3 document-writing text=n2 map[format:pdf]`,
		`@a.txt throw out lines that occur twice and sort the rest`:                   `n1 line-editing text=@a.txt map[unique:true]; n2 line-editing text=n1 map[sort:ascending]`,
		`@a.txt 名单去重并按拼音排序`:                                                           `n1 line-editing text=@a.txt map[language:zh unique:true]; n2 line-editing text=n1 map[language:zh sort:ascending]`,
		`@a.txt shorten this to about 80 words`:                                       `n1 summarization text=@a.txt map[length:80]`,
		`@a.txt 把这段话缩写到100字左右`:                                                        `n1 summarization text=@a.txt map[length:100]`,
		`make a dark blue qr code with the text "https://example.org"`:                `n1 barcode-generation text="https://example.org" map[color:darkblue format:qr]`,
		`生成一个内容为“你好”的二维码，绿色的`:                                                         `n1 barcode-generation text="你好" map[color:绿色 format:qr]`,
	})
}
