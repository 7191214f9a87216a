// The task vocabulary in Chinese: what the server says of ports, parameters
// and tasks in English only. Keys are the English words as the server has them.

export const ports = {
  text: '文本', others: '其他文本', question: '问题', prompt: '提示', context: '上下文', answer: '回答', rows: '数据行', labels: '标签', boxes: '方框', masks: '遮罩', mask: '遮罩', embedding: '向量',
  image: '图片', images: '图片', audio: '声音', audios: '声音', video: '视频', videos: '视频', music: '音乐', document: '文档', table: '表格', subtitles: '字幕', note: '说明',
  documents: '文档',
};

export const params = {
  part: '哪一部分', labels: '类别', count: '数量', sentences: '句数', target: '目标语言', source: '源语言', schema: '格式', language: '语言', words: '逐词字幕', speed: '语速', voice: '声音', strength: '强度', left: '左侧扩展', right: '右侧扩展', top: '上方扩展', bottom: '下方扩展', transparent: '只画透明处', factor: '倍速', semitones: '半音',
  start: '开始（秒）', end: '结束（秒）', silence: '去除静音', pauses: '缩短停顿', of: '内容', format: '格式', file: '文件格式', style: '风格', scale: '倍数', look: '色调', width: '宽（像素）', height: '高（像素）', crop: '裁剪', layout: '排列', kind: '种类',
  x: '横轴', y: '纵轴', title: '标题', every: '间隔（秒）', at: '时间（秒）', seconds: '每张秒数', shape: '形状', percent: '百分比', degrees: '角度', direction: '方向', decibels: '分贝', normalize: '标准响度', rate: '每秒帧数',
  threshold: '最低把握', template: '模板', negative: '不要出现', steps: '步数', guidance: '引导强度', seed: '种子', scheduler: '采样方法', bitrate: '码率（kbit/s）', hertz: '采样率（Hz）', channels: '声道', speakers: '说话人数', quality: '质量', prompt_name: '提示词名称', prompt: '提示词', text_type: '文本类型', unique: '去掉重复', kilobytes: '最大（KB）', length: '最多词数', characters: '最多字符数',
  trim_left: '左侧裁去', trim_top: '上方裁去', trim_right: '右侧裁去', trim_bottom: '下方裁去', unit: '单位', place: '位置', color: '颜色', size: '字号（像素）', opacity: '不透明度', bold: '粗体',
  kinds: '遮盖哪些',
  pages: '页', drop: '删去', first: '首页', last: '末页', dpi: '分辨率（每英寸点数）', paper: '纸张',
  in: '淡入（秒）', out: '淡出（秒）', times: '次数', sound: '原声', text: '文字', bars: '加黑边',
  background: '背景色', filled: '去掉空行', sort: '排序',
};

export const english = {
  part: 'Which part', labels: 'Classes', count: 'How many', sentences: 'Sentences', target: 'Into', source: 'From', schema: 'Schema', language: 'Language', words: 'Word by word', speed: 'Speed', voice: 'Voice', strength: 'Strength', left: 'On at the left', right: 'On at the right', top: 'On at the top', bottom: 'On at the bottom', transparent: 'Where transparent', factor: 'Times as fast', semitones: 'Semitones',
  start: 'Start (seconds)', end: 'End (seconds)', silence: 'Cut silence', pauses: 'Shorten pauses', of: 'Of', format: 'Format', file: 'File format', style: 'Style', scale: 'Times larger', look: 'Look', width: 'Width (pixels)', height: 'Height (pixels)', crop: 'Crop', layout: 'Layout', kind: 'Kind',
  x: 'Along the bottom', y: 'Drawn', title: 'Title', every: 'Every (seconds)', at: 'At (seconds)', seconds: 'Seconds each', shape: 'Shape', percent: 'Percent', degrees: 'Degrees', direction: 'Direction', decibels: 'Decibels', normalize: 'Usual loudness', rate: 'Pictures a second',
  threshold: 'How sure', template: 'Template', negative: 'Without', steps: 'Steps', guidance: 'Guidance', seed: 'Seed', scheduler: 'Scheduler', bitrate: 'Bit rate (kbit/s)', hertz: 'Samples a second', channels: 'Channels', speakers: 'Speakers', quality: 'Quality', prompt_name: 'Name of the prompt', prompt: 'Prompt', text_type: 'Type of text', unique: 'Without what stands there twice', kilobytes: 'Kilobytes at the most', length: 'Words at the most', characters: 'Letters at the most',
  trim_left: 'Off at the left', trim_top: 'Off at the top', trim_right: 'Off at the right', trim_bottom: 'Off at the bottom', unit: 'Unit', place: 'Place', color: 'Colour', size: 'Size of the letters (pixels)', opacity: 'Opacity', bold: 'Bold',
  kinds: 'What',
  pages: 'Pages', drop: 'Leave out', first: 'First page', last: 'Last page', dpi: 'Dots an inch', paper: 'Paper',
  in: 'In (seconds)', out: 'Out (seconds)', times: 'Times', sound: 'Its own sound', text: 'Words', bars: 'Black bars',
  background: 'Background', filled: 'Without empty lines', sort: 'Order',
};

export const choices = {
  default: '默认', female: '女声', male: '男声', light: '轻', medium: '中', strong: '强', watercolor: '水彩', oil: '油画', ink: '水墨', sketch: '素描', flat: '扁平插画', pixel: '像素', cartoon: '卡通',
  auto: '自动', warm: '暖色', cool: '冷色', vivid: '鲜艳', vintage: '复古', 'black-and-white': '黑白', bright: '明亮', dark: '暗调', panorama: '全景', horizontal: '横排', vertical: '竖排', grid: '网格',
  qr: '二维码', bar: '柱状图', line: '折线图', scatter: '散点图', pie: '饼图', mp3: 'MP3', wav: 'WAV', flac: 'FLAC', ogg: 'OGG', m4a: 'M4A', opus: 'Opus', aac: 'AAC', code128: 'Code 128', ean13: 'EAN-13', png: 'PNG', svg: 'SVG', csv: 'CSV', xlsx: 'Excel', json: 'JSON', markdown: 'Markdown',
  jpg: 'JPG', webp: 'WebP', gif: 'GIF', bmp: 'BMP', tiff: 'TIFF', mp4: 'MP4', webm: 'WebM', mkv: 'MKV', mov: 'MOV', avi: 'AVI', 'left-right': '左右翻转', 'top-bottom': '上下翻转',
  'as-is': '保持原样', square: '正方形', '4:3': '4:3', '3:2': '3:2', '16:9': '16:9', '3:4': '3:4', '2:3': '2:3', '9:16': '9:16',
  mono: '单声道', stereo: '立体声', query: '查询', document: '文档', ddim: 'DDIM', pndm: 'PNDM', euler: 'Euler', 'euler-ancestral': 'Euler a', 'dpm++': 'DPM++ 2M', lcm: 'LCM',
  pixels: '像素', percent: '百分比', middle: '中间', top: '上方', bottom: '下方', left: '左侧', right: '右侧', 'top-left': '左上角', 'top-right': '右上角', 'bottom-left': '左下角', 'bottom-right': '右下角', tiled: '铺满', plain: '普通', double: '双线', polaroid: '拍立得',
  black: '涂黑', stars: '星号', label: '类别名', partial: '只遮中间', pixelate: '马赛克', blur: '模糊',
  fit: '随图片大小', a4: 'A4', letter: '信纸',
  '4:5': '4:5', keep: '保留', replace: '替换', 90: '90°', 180: '180°', 270: '270°',
  pdf: 'PDF', docx: 'Word', html: 'HTML',
  none: '不排序', ascending: '升序', descending: '降序', shortest: '短的在前', longest: '长的在前', reversed: '倒过来',
};

// labels are the names of classes that the models of this program give.
export const labels = {
  positive: '正面', negative: '负面', neutral: '中性', speech: '语音', silence: '静音', person: '人名', per: '人名', location: '地点', place: '地点', loc: '地点', organization: '机构', organisation: '机构', org: '机构',
  date: '日期', time: '时间', money: '金额', amount: '数额', duration: '时长', percent: '百分比', number: '数字', email: '邮箱', url: '网址', phone: '电话', misc: '其他',
};

export const docs = {
  'how long it takes to come up at the beginning; 0 leaves that as it is': '开头用多久淡入；0 为不变', 'how long it takes to go at the end; 0 leaves that as it is': '结尾用多久淡出；0 为不变', 'how often it is played': '播放几次', 'whether the sound of the video stays': '是否保留视频的原声', 'how loud the music is beside how it came; left out, 12 lower where the sound stays': '音乐比原来响多少；留空则在保留原声时低 12 分贝', 'clockwise': '顺时针', 'what is written': '写什么字', 'where it stands': '写在哪里', 'when it comes': '何时出现', 'when it goes; 0 is the end of the video': '何时消失；0 为视频末尾', 'the shape that it gets, width to height': '改成的形状，宽比高', 'put black bars beside the whole picture instead of cutting its middle out': '保留整个画面并加黑边，而不是裁出中间', 'pixels; 0 follows the width; with neither and no shape, the video becomes half as large': '像素；0 表示随宽度；两者都为 0 且不改形状时，视频缩小一半', 'pictures a second; left out, as many as it has': '每秒几帧；留空则不变',
  'Lets a recording come up at its beginning and go at its end.': '让录音在开头渐渐响起，在结尾渐渐消失。', 'Plays a recording from its end to its beginning.': '从结尾到开头倒着播放录音。', 'Plays a recording several times, one after the other.': '把录音连着播放几遍。', 'Puts videos one after another, in the size of the first.': '把视频一个接一个拼起来，尺寸与第一个相同。', 'Lets the picture and the sound of a video come up at its beginning and go at its end.': '让视频的画面和声音在开头渐渐出现，在结尾渐渐消失。', 'Puts music under a video, as long as that is, beside its own sound or in place of it.': '给视频配上音乐，长度与视频相同，可保留原声或替换原声。', 'Turns the picture of a video.': '旋转视频画面。', 'Mirrors the picture of a video: left and right change places, or top and bottom.': '翻转视频画面：左右对调，或上下对调。', 'Plays a video and its sound from the end to the beginning.': '从结尾到开头倒着播放视频和声音。', 'Writes a text onto the picture of a video, for all of it or between two times.': '在视频画面上写字，可全程显示，也可只在一段时间内显示。', 'Plays a video several times, one after the other.': '把视频连着播放几遍。', 'Gives a video another size in pixels, or another shape.': '改变视频的像素尺寸或形状。', 'Writes a video in another file format, or with another number of pictures a second.': '把视频转成另一种格式，或改变帧率。',
  'which part, as “clause 3”, “the last paragraph” or words of its heading': '哪一部分，如“第三条”“最后一段”，或标题中的词', 'the language in which it is said: en or zh; left out, English': '用哪种语言说：en 或 zh；留空为英文', 'Tells how many pages a document has, of what size, and when and by whom it was made.': '说出文档有多少页、页面大小、何时由谁制作。', 'Tells how long a recording is, and its format, sample rate, channels and bit rate.': '说出录音的时长、格式、采样率、声道和码率。', 'Tells how long a video is, and its format, size, frame rate and sound.': '说出视频的时长、格式、尺寸、帧率和声音。', 'Tells the size of a picture in pixels, its format, and its main colours.': '说出图片的像素尺寸、格式和主要颜色。', 'the file format of the rows': '这些行存成的文件格式', 'Takes the part of a text that is named: a clause, a paragraph, what stands under a heading.': '取出文中指定的部分：某一条、某一段，或某个标题下的内容。',
  'kbit a second, of formats that leave something out; left out, as suits music': '每秒多少 kbit，用于有损格式；留空则按音乐选取', 'samples a second; left out, as many as it has': '每秒采样数；留空则不变', 'how many channels': '几个声道', 'how many speak; left out, it is found out': '有几人说话；留空则自动判断', 'of jpg and webp: 100 is the best, less is a smaller file; left out, as suits the format': '用于 jpg 和 webp：100 最好，越小文件越小；留空则按格式选取',
  'the name of a prompt of the model, which is put before the text': '模型自带提示词的名称，该提示词会加在文本前', 'what is put before the text in place of a prompt of the model; empty for nothing': '加在文本前的内容，代替模型自带的提示词；留空则不加', 'what the text is, to a model that has a prompt for each': '文本的类型，用于对每种类型都有提示词的模型',
  'how many words it has at the most, in Chinese characters; 0 is no limit': '最多多少词，中文为多少字；0 为不限', 'how many letters, marks and spaces it has at the most; 0 is no limit': '最多多少个字符，含标点和空格；0 为不限',
  'how large the file is at the most, in units of 1000 bytes: it is written as well as fits; left out, as large as it becomes': '文件最大多少 KB（1000 字节）：在此之内尽量清晰；留空则不限',
  'how large the file is at the most, in units of 1000 bytes: it is written as well as fits, with fewer pixels where it must be; left out, as large as it becomes': '文件最大多少 KB（1000 字节）：在此之内尽量清晰，必要时减少像素；留空则不限',
  'the file format; as-is keeps it': '文件格式；as-is 表示不变', 'leave out each row that stands above it already': '去掉与上面某行相同的行', 'Writes a table in another file format, also without the rows that stand in it twice.': '把表格转成另一种格式，也可去掉重复的行。',
  'the classes to choose from': '供选择的类别', 'how many at the most': '最多几个', 'how many sentences to keep; 0 chooses by the text\'s length': '保留几句；0 表示按文本长度决定',
  'a language code such as en, zh, es': '语言代码，如 en、zh、es', 'a language code such as en, zh, es; left out, it is identified': '语言代码，如 en、zh、es；不填则自动识别',
  'a language code such as en, zh, es; left out, English and Chinese are tried': '语言代码，如 en、zh、es；不填则尝试英文和中文',
  'subtitles of single words instead, where the model knows their times': '改为逐词的字幕，须模型知道每个词的时间',
  'a JSON schema that the text must fit; left out, the text is free': '文本须符合的 JSON 格式；不填则不限', '1 is normal': '1 为正常', 'which voice': '哪种声音', 'how much': '程度', '2 is twice as fast, 0.5 half as fast': '2 为快一倍，0.5 为慢一半',
  'above 0 is higher; 12 is an octave': '大于 0 升高；12 为一个八度', 'where the part begins': '片段从哪里开始', 'where it ends; 0 is the end of the audio': '到哪里结束；0 为音频末尾', 'where it ends; 0 is the end of the video': '到哪里结束；0 为视频末尾',
  'cut silence off both ends instead': '改为去掉两端静音', 'what it is of, in words, where neither x nor y is known: the rows are counted where that is a column of words': '画的是什么（用文字说明，x 和 y 都未知时）：若是文字列，则统计行数',
  'shorten the silences within as well': '同时缩短中间的静音', 'the file format': '文件格式', 'the style': '风格', 'how many times larger': '放大几倍', 'the look': '色调', 'pixels; 0 follows the height': '像素；0 表示随高度', 'pixels; 0 follows the width': '像素；0 表示随宽度',
  'cut off what does not fit instead of keeping the whole picture': '裁去多余部分，而不是保留整张图片', 'how they are joined': '如何拼接', 'which code': '哪种码', pixels: '像素', 'the kind of chart': '图表种类',
  'the column along the bottom, or month, weekday and the like of its dates; left out, it is chosen': '横轴的列，或其日期的月份、星期等；不填则自动选择', 'the columns drawn, also as "average salary" or "headcount"; left out, they are chosen': '要画的列，也可写“平均工资”“人数”；不填则自动选择', 'what stands above': '上方的标题', 'how many': '数量', 'one for this many seconds instead': '改为每隔几秒一张',
  'the time; left out, it is chosen': '时间；不填则自动选择', 'how long each picture stays; 0 spreads them over the sound, 2 at the least, or takes 3 without': '每张图片停留多久；0 表示按声音均分，每张至少 2 秒，没有声音则为 3 秒',

  'Says which languages a text may be written in, with a score for each.': '判断文本可能用哪些语言写成，并给出得分。', 'Says whether a text is positive, negative or neutral.': '判断文本是正面、负面还是中性。',
  'Puts a text into the classes that its model was trained on.': '按模型学过的类别给文本分类。', 'Scores how well each of the named classes fits a text.': '给出文本与每个指定类别的符合程度。',
  'Finds the names of people, places, organisations, dates and amounts in a text.': '找出文本中的人名、地名、机构、日期和金额。', 'Finds the words and phrases that a text is about.': '找出概括文本的词语。', 'Makes a text shorter and keeps what matters.': '缩短文本，保留要点。',
  'Puts a text into another language.': '把文本译成另一种语言。', 'Finds the answer to a question in a text.': '在文本中寻找问题的答案。', 'Answers a question over a table by filtering, counting, adding, averaging and ordering its rows.': '通过筛选、计数、求和、平均和排序回答关于表格的问题。',
  'Scores how near in meaning other texts are to a text.': '给出其他文本与某段文本的意思相近程度。', 'Turns a text into a vector whose neighbours mean nearly the same.': '把文本变成向量，意思相近则距离相近。',
  'Writes what the prompt asks for, from the context it is given: a reply, a story, a rewrite, an explanation.': '按提示和所给上下文写作：回复、故事、改写、解释。', 'Puts spelling and grammar right.': '改正拼写和语法。', 'Takes the text out of a PDF, DOCX, HTML or plain text file.': '取出 PDF、DOCX、HTML 或纯文本文件中的文字。',
  'Reads the printed text in a picture.': '识别图片中的印刷文字。', 'Answers a question over the picture of a page, layout included.': '根据页面图片及其版面回答问题。', 'Writes down what is said; also as SRT subtitles with times.': '写下所说的话，也可生成带时间的 SRT 字幕。', 'Reads a text aloud.': '朗读文本。',
  'Says when somebody speaks and when there is silence, in seconds.': '标出哪里有人说话、哪里静音，以秒计。', 'Lowers the noise in a recording.': '降低录音中的噪声。', 'Plays faster or slower at the same pitch.': '音高不变，加快或放慢。', 'Raises or lowers the pitch at the same speed.': '速度不变，升高或降低音调。',
  'Keeps the part between two times, or cuts silence off.': '保留两个时间之间的部分，或去掉静音。', 'Puts recordings one after another.': '把录音依次接起来。', 'Writes audio in another file format, with another sample rate, bit rate or number of channels.': '把音频转成另一种格式，或改变采样率、码率、声道数。', 'Says what kind of sound, speaker or feeling a recording holds.': '判断录音是什么声音、谁在说话或什么情绪。',
  'Divides a recording among its speakers.': '按说话人划分录音。', 'Makes a recording sound like another speaker.': '让录音听起来像另一个人。', 'Makes music or sound from a description.': '按描述生成音乐或声音。', 'Redraws a picture in a style.': '用某种风格重画图片。',
  'Makes a picture larger and keeps its edges sharp.': '放大图片并保持边缘清晰。', 'Lowers the grain in a picture.': '减少图片中的噪点。', 'Changes the colours and light of a picture.': '调整图片的色彩和明暗。', 'Keeps what stands out sharp and blurs the rest.': '突出主体，模糊其余部分。', 'Gives a picture another size in pixels, or cuts it to another shape.': '改变图片的像素尺寸，或裁成另一种形状。',
  'Joins pictures that overlap into a panorama, or sets them side by side.': '把有重叠的图片拼成全景，或并排放置。', 'Reads QR codes and barcodes in a picture.': '识别图片中的二维码和条码。', 'Draws a QR code or barcode of a text.': '把文本画成二维码或条码。', 'Describes a picture in words.': '用文字描述图片。',
  'Answers a question about what a picture shows.': '回答关于图片内容的问题。', 'Makes a picture from a description.': '按描述生成图片。', 'Says what kind of thing a picture shows.': '判断图片中是什么。', 'Finds objects in a picture and where they are.': '找出图片中的物体及其位置。',
  'Finds the faces in a picture and where they are.': '找出图片中的人脸及其位置。', 'Divides a picture into areas by what they show: a mask of each, and the share of the picture that it takes.': '按内容划分图片区域：每个区域一张遮罩，以及它占图片的比例。', 'Says how far away each point of a picture is.': '判断图片中每一点的远近。', 'Gives a black-and-white picture colours.': '为黑白图片上色。', 'Draws a chart of a table.': '根据表格画图表。',
  'Keeps the part between two times.': '保留两个时间之间的部分。', 'Takes pictures out of a video at even steps.': '按相同间隔从视频中取出画面。', 'Takes the most telling picture out of a video, or the one at a time.': '从视频中取出最有代表性的画面，或某一时刻的画面。', 'Makes a video of pictures, with sound if there is any.': '把图片做成视频，可配声音。',
  'Writes subtitles (SRT, or plain text spread over the time) into the pictures of a video.': '把字幕（SRT，或按时间均分的纯文本）写进视频画面。', 'Takes the sound out of a video.': '取出视频中的声音。', 'Makes a video from a description.': '按描述生成视频。', 'Makes a moving video from one picture.': '让一张图片动起来。', 'Says what a video shows.': '判断视频内容。',
  'the shape that is cut out of the middle, width to height': '从中间裁出的形状，宽比高', 'of its size now, when no width or height is given; 0 keeps it': '占原来大小的百分比，没有给宽和高时用；0 为不变', 'clockwise; below 0 is the other way round': '顺时针；小于 0 为逆时针', 'which sides change places': '哪两边互换',
  'above 0 is louder; 6 is clearly louder, -6 clearly quieter': '大于 0 更响；6 明显更响，-6 明显更轻', 'bring it to the usual loudness instead': '改为调到通常的响度',
  'pixels at the most': '最多多少像素', 'pictures a second': '每秒几张画面',
  'Writes a picture in another file format.': '把图片转成另一种格式。', 'Turns a picture about its middle.': '绕中心旋转图片。', 'Mirrors a picture: left and right change places, or top and bottom.': '镜像图片：左右互换，或上下互换。',
  'Makes a recording louder or quieter, or brings it to the usual loudness.': '让录音更响或更轻，或调到通常的响度。',
  'Plays a video faster or slower, its sound at the same pitch.': '加快或放慢视频，声音音高不变。', 'Takes the sound away and keeps the pictures as they are.': '去掉声音，画面不变。', 'Makes a moving GIF of a video, or of the part between two times.': '把视频或其中一段做成动图。',
  'Describes in words what happens in a video.': '用文字描述视频中发生的事。',
  'how sure of an object a model must be': '模型对物体至少要有多大把握', 'how sure of a face a model must be': '模型对人脸至少要有多大把握', 'how a class is put into words, {} in its place': '怎样把类别写成一句话，类别处写 {}',
  'Scores how well each of the named classes fits a picture.': '给出图片与每个指定类别的符合程度。', 'Turns a picture into a vector whose neighbours show nearly the same.': '把图片变成向量，内容相近则距离相近。',
  'Changes a picture as the prompt says, or the part of it where a mask is white.': '按提示修改图片，或只修改遮罩中白色的部分。', 'pixels; left out, as suits the model': '像素；不填则按模型而定',
  'what the picture is not to show': '图片中不要出现的内容', 'how often the model looks at it; left out, as many as suit the model': '模型处理几步；不填则按模型而定',
  'how closely the words are followed; left out, as suits the model': '多大程度上遵循提示；不填则按模型而定', 'the same seed makes the same picture; left out, it is by chance': '相同的种子得到相同的图片；不填则随机',
  'how the steps are taken; left out, the model\'s own way': '用哪种采样方法；不填则用模型自己的', 'how much is painted on at the left; 0.5 is half its width more': '左侧向外画多少；0.5 是再加一半宽度', 'how much is painted on at the right; 0.5 is half its width more': '右侧向外画多少；0.5 是再加一半宽度', 'how much is painted on at the top; 0.5 is half its height more': '上方向外画多少；0.5 是再加一半高度', 'how much is painted on at the bottom; 0.5 is half its height more': '下方向外画多少；0.5 是再加一半高度', 'paint only where the picture is transparent, such as behind what it shows': '只画图片透明的地方，例如主体背后的背景',
  'how much of the picture may change, up to 1; left out, as suits the model': '图片可以改变多少，最大为 1；不填则按模型而定',
  'Puts punctuation into a text that has none, such as a transcript.': '给没有标点的文本（如转写稿）加上标点。', 'Says when words that its model listens for are spoken.': '标出模型所听的词在什么时候被说出。',
  'how much is cut off at the left': '左侧裁去多少', 'how much is cut off at the top': '上方裁去多少', 'how much is cut off at the right': '右侧裁去多少', 'how much is cut off at the bottom': '下方裁去多少', 'how wide the part is; 0 is all there is': '保留部分的宽度；0 为全部', 'how high the part is; 0 is all there is': '保留部分的高度；0 为全部', 'what these numbers are': '这些数的单位', 'width to height, as 16:9': '宽高比，如 16:9', 'where the part lies; left out, in the middle, or where what is cut off says': '保留部分的位置；不填则在中间，或由裁去的部分决定', 'how wide the border is; 0 is a twenty-fifth of the shorter side': '边框多宽；0 为短边的二十五分之一', 'what the width is: pixels, or percent of the shorter side': '宽度的单位：像素，或短边的百分比', 'its colour, as navy or #ff8800': '颜色，如 navy、红色或 #ff8800', 'how it looks: double has a second line in it, polaroid a wide foot': '样式：double 里面再有一道线，polaroid 下边较宽', 'where they stand; tiled is all over the picture, aslant': '文字的位置；tiled 为斜着铺满整张图', 'how high the letters are in pixels; 0 is chosen': '字高多少像素；0 为自动', 'their colour, as white or #ff8800': '文字的颜色，如 white、白色或 #ff8800', 'how much they cover, up to 1': '不透明的程度，最大为 1', 'in bold letters': '用粗体', 'Keeps a part of a picture: what is left when its sides are cut off, a rectangle, a shape.': '保留图片的一部分：裁去四边后剩下的、一块矩形，或某个比例。', 'Puts a border of one colour round a picture, which becomes larger by it.': '给图片加一圈纯色边框，图片随之变大。', 'Writes words on a picture: a caption, a title, a watermark.': '在图片上写字：说明、标题或水印。',
  'Puts signs in place of names, telephone numbers, addresses, and numbers of identity and bank cards in a text.': '把文本里的姓名、电话、地址、证件号和银行卡号遮盖掉。', 'what is masked: names, organisations, places, phones, emails, ids, cards, addresses, urls, dates, amounts; left out, names, phones, emails, ids, cards and addresses': '遮盖哪些：names 姓名、organisations 机构、places 地名、phones 电话、emails 邮箱、ids 证件号、cards 卡号、addresses 地址、urls 网址、dates 日期、amounts 金额；不填则为姓名、电话、邮箱、证件号、卡号和地址', 'what stands there instead: black bars, stars, the kind in brackets, or stars between the ends': '换成什么：黑条、星号、方括号里的类别，或只遮中间', 'Finds the faces in a picture and blurs, pixelates or blacks them out.': '找出图片里的人脸，打上马赛克、模糊或涂黑。', 'what is done to them': '怎样处理',
  'which pages: “2-5”, “1, 3, 7-”, “last”, “last 2”, “first 3”, “odd”, “even”': '哪些页：“2-5”“1, 3, 7-”“last”（最后一页）“last 2”“first 3”“odd”（奇数页）“even”（偶数页）', 'leave these out, and keep the others': '删去这些页，保留其余', 'clockwise; below 0 the other way: 90, 180 or 270': '顺时针度数，负数为逆时针：90、180 或 270', 'which pages: “2-5”, “1, 3, 7-”, “last”, “odd”, “even”': '哪些页：“2-5”“1, 3, 7-”“last”（最后一页）“odd”（奇数页）“even”（偶数页）', 'how many pages each file has': '每个文件几页', 'the first page that is drawn': '从第几页开始', 'the last page that is drawn; 0 is the last there is': '到第几页为止；0 为最后一页', 'dots an inch: more are finer': '每英寸点数：越大越清晰', 'how large the pages are: fit is as large as each picture': '页面大小：fit 为与图片一样大', 'Keeps some pages of a PDF, in the order in which they are named, or leaves them out.': '按所说的顺序保留 PDF 的某些页，或删去它们。', 'Turns pages of a PDF by quarter turns.': '把 PDF 的页面旋转 90 度的倍数。', 'Makes several files of a PDF, of one page each or of as many as are named.': '把一个 PDF 拆成几个文件，每个一页或指定的页数。', 'Puts the pages of several PDFs into one, in the order in which they are given.': '按给出的顺序把几个 PDF 合并成一个。', 'Draws each page of a PDF as a picture.': '把 PDF 的每一页变成一张图片。', 'Puts pictures on the pages of a PDF, one on each.': '把图片放进 PDF，每页一张。',
  'the paper of a PDF': 'PDF 的纸张', 'Writes a text, Markdown or a table as a PDF, Word, HTML or Markdown file.': '把文本、Markdown 或表格写成 PDF、Word、HTML 或 Markdown 文件。',
  'the colour of the code, as navy or #003366': '码的颜色，如 navy、蓝色或 #003366', 'the colour behind it': '背景的颜色', 'leave out each line that stands above it already': '去掉与上面某行相同的行', 'leave out empty lines': '去掉空行', 'the order of the lines: by letters or numbers, by length, or turned round': '行的顺序：按字母或数字、按长度，或倒过来', 'Leaves out the lines of a text that stand in it twice or are empty, and puts them in order.': '去掉文本中重复的行或空行，并排序。',
};

// reasons are the sentences with which the catalogue explains a choice.
export const reasons = [
  [/^it was asked for by name/, '你指定了它'], [/^the only model for this that can run now/, '当前唯一能做这件事的模型'],
  [/^the best of (\d+) that can run now: quality ([\d.]+)/, '当前可用的 $1 个模型中最好的，质量 $2'],
  [/^number (\d+) of (\d+) that can run now: quality ([\d.]+)/, '当前可用的 $2 个模型中排第 $1，质量 $3'],
  [/; on this machine$/, '；在本机运行'], [/; at (\S+)$/, '；在 $1 运行'],
];
