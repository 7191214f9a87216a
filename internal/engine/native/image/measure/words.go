package measure

import (
	"fmt"
	"strings"
)

// File is what is known of the file of a picture.
type File struct {
	Name, Format string
	W, H         int
	Bytes        int
	Transparent  bool
}

// Extra is what was looked for besides: codes as "KIND: text", and words.
type Extra struct {
	Codes     []string
	Words     string
	WordsRead bool // whether words were looked for
}

// English describes a picture in English.
func (f Facts) English(file File, x Extra) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is %s of %d × %d pixels (%s, %s, %s).", file.Name, f.kindEn(), file.W, file.H,
		pick(shapes(file), "landscape format", "portrait format", "square", "a wide panorama"), strings.ToUpper(file.Format), size(file.Bytes))
	if f.Kind != Plain {
		fmt.Fprintf(&b, " It is %s, with %s contrast; %s.", pick(step(f.Light, 0.3, 0.45, 0.72, 0.85), "very dark", "rather dark", "of medium brightness", "bright", "very bright"),
			pick(step(f.Contrast, 0.1, 0.24), "low", "medium", "high"),
			pick(step(f.Colour, 0.012, 0.05, 0.1), "it has no colour", "its colours are muted", "its colours are of medium strength", "its colours are strong"))
	}
	if f.Sharp > 0 && f.Kind == Photo {
		fmt.Fprintf(&b, " Its edges are %s, and its noise is %s.", pick(step(f.Sharp, 0.2, 0.32), "blurred", "a little soft", "sharp"),
			pick(step(f.Noise, 1.5, 5), "hardly visible", "slight", "strong"))
	}
	fmt.Fprintf(&b, "\n\nColours: %s.", palette(f.Palette, func(s Share) string { return s.En }, ", "))
	if f.Top.En != f.Low.En {
		fmt.Fprintf(&b, " The upper third is mostly %s, the lower third mostly %s.", f.Top.En, f.Low.En)
	}
	if file.Transparent {
		b.WriteString(" Parts of it are transparent.")
	}
	b.WriteString("\n\n")
	if len(x.Codes) == 0 {
		b.WriteString("No QR code or barcode was found.")
	} else {
		fmt.Fprintf(&b, "Codes found: %s.", strings.Join(x.Codes, "; "))
	}
	switch {
	case !x.WordsRead:
		b.WriteString(" Words were not looked for.")
	case x.Words == "":
		b.WriteString(" No readable words were found.")
	default:
		fmt.Fprintf(&b, " Words in it, as far as they can be read: “%s”.", x.Words)
	}
	b.WriteString("\n\nThis description is measured. It does not recognise objects, people or places: a model that does has to be connected for that.")
	return b.String()
}

// Chinese describes a picture in Chinese.
func (f Facts) Chinese(file File, x Extra) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s，%d × %d 像素（%s，%s，%s）。", file.Name, pick(kindStep(f.Kind), "看起来是一张照片", "看起来是一页文字或文档", "看起来是一幅图画、图表或截图", "只有一种颜色"),
		file.W, file.H, pick(shapes(file), "横幅", "竖幅", "方形", "宽幅全景"), strings.ToUpper(file.Format), size(file.Bytes))
	if f.Kind != Plain {
		fmt.Fprintf(&b, "整体%s，对比度%s，%s。", pick(step(f.Light, 0.3, 0.45, 0.72, 0.85), "很暗", "偏暗", "亮度适中", "明亮", "很亮"),
			pick(step(f.Contrast, 0.1, 0.24), "低", "中等", "高"), pick(step(f.Colour, 0.012, 0.05, 0.1), "没有色彩", "色彩柔和", "色彩适中", "色彩鲜艳"))
	}
	if f.Sharp > 0 && f.Kind == Photo {
		fmt.Fprintf(&b, "边缘%s，噪点%s。", pick(step(f.Sharp, 0.2, 0.32), "模糊", "略软", "清晰"), pick(step(f.Noise, 1.5, 5), "几乎看不出", "轻微", "明显"))
	}
	fmt.Fprintf(&b, "\n\n颜色：%s。", palette(f.Palette, func(s Share) string { return s.Zh }, "、"))
	if f.Top.Zh != f.Low.Zh {
		fmt.Fprintf(&b, "上部三分之一以%s为主，下部三分之一以%s为主。", f.Top.Zh, f.Low.Zh)
	}
	if file.Transparent {
		b.WriteString("有透明的部分。")
	}
	b.WriteString("\n\n")
	if len(x.Codes) == 0 {
		b.WriteString("没有发现二维码或条形码。")
	} else {
		fmt.Fprintf(&b, "发现的码：%s。", strings.Join(x.Codes, "；"))
	}
	switch {
	case !x.WordsRead:
		b.WriteString("没有查找文字。")
	case x.Words == "":
		b.WriteString("没有发现可读的文字。")
	default:
		fmt.Fprintf(&b, "能读出的文字：“%s”。", x.Words)
	}
	b.WriteString("\n\n以上内容来自测量，不识别物体、人物或地点；需要识别时，请连接能识图的模型。")
	return b.String()
}

// Brief tells the size of a picture, its format and its main colours.
func (f Facts) Brief(file File, chinese bool) string {
	if chinese {
		return fmt.Sprintf("%d × %d 像素（%s），%s，%s。主要颜色：%s。", file.W, file.H, pick(shapes(file), "横幅", "竖幅", "方形", "宽幅全景"), strings.ToUpper(file.Format), size(file.Bytes),
			palette(f.Palette, func(s Share) string { return s.Zh }, "、"))
	}
	return fmt.Sprintf("%d × %d pixels (%s), %s, %s. Main colours: %s.", file.W, file.H, pick(shapes(file), "landscape format", "portrait format", "square", "a wide panorama"),
		strings.ToUpper(file.Format), size(file.Bytes), palette(f.Palette, func(s Share) string { return s.En }, ", "))
}

func (f Facts) kindEn() string {
	return pick(kindStep(f.Kind), "a picture that looks like a photo", "a picture that looks like a page of text or a document",
		"a picture that looks like a drawing, a chart or a screenshot", "a picture of a single colour")
}

func kindStep(k Kind) int {
	switch k {
	case Document:
		return 1
	case Drawing:
		return 2
	case Plain:
		return 3
	case Photo:
	}
	return 0
}

func shapes(f File) int {
	switch r := float64(f.W) / float64(f.H); {
	case r > 2.2:
		return 3
	case r > 1.02:
		return 0
	case r < 0.98:
		return 1
	}
	return 2
}

// step counts the limits that v reaches.
func step(v float64, limits ...float64) (n int) {
	for _, l := range limits {
		if v >= l {
			n++
		}
	}
	return n
}

func pick(i int, of ...string) string { return of[min(i, len(of)-1)] }

func palette(s []Share, name func(Share) string, between string) string {
	var out []string
	for i, c := range s {
		if i == 6 || i > 0 && c.Of < 0.03 {
			break
		}
		out = append(out, fmt.Sprintf("%s %.0f %%", name(c), c.Of*100))
	}
	return strings.Join(out, between)
}

func size(n int) string {
	if n < 1_000_000 {
		return fmt.Sprintf("%d KB", max(1, n/1000))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
