// Names of tasks for people. In English a task's id says it.
import { capital, language } from '../say.js';

const chinese = {
  'text-classification': '文本分类', 'token-classification': '词元分类', 'table-question-answering': '表格问答', 'question-answering': '问答', 'zero-shot-classification': '零样本分类', translation: '翻译', summarization: '摘要',
  'feature-extraction': '特征提取', 'text-generation': '文本生成', 'fill-mask': '完形填空', 'sentence-similarity': '句子相似度', 'text-ranking': '文本排序', 'text-to-speech': '语音合成', 'text-to-audio': '文本转音频',
  'automatic-speech-recognition': '语音识别', 'audio-to-audio': '音频转音频', 'audio-classification': '音频分类', 'audio-text-to-text': '音频理解', 'voice-activity-detection': '语音活动检测', 'depth-estimation': '深度估计', 'image-classification': '图像分类',
  'object-detection': '目标检测', 'image-segmentation': '图像分割', 'text-to-image': '文生图', 'image-to-text': '图像转文本', 'image-to-image': '图生图', 'image-to-video': '图生视频', 'unconditional-image-generation': '无条件图像生成',
  'video-classification': '视频分类', 'reinforcement-learning': '强化学习', robotics: '机器人', 'tabular-classification': '表格分类', 'tabular-regression': '表格回归', 'time-series-forecasting': '时间序列预测', 'text-to-video': '文生视频',
  'image-text-to-text': '图文理解', 'video-text-to-text': '视频理解', 'visual-question-answering': '视觉问答', 'document-question-answering': '文档问答', 'zero-shot-image-classification': '零样本图像分类', 'graph-ml': '图机器学习',
  'mask-generation': '掩码生成', 'zero-shot-object-detection': '零样本目标检测', 'text-to-3d': '文生三维', 'image-to-3d': '图生三维', 'image-feature-extraction': '图像特征提取', 'keypoint-detection': '关键点检测', 'any-to-any': '任意模态', 'visual-document-retrieval': '视觉文档检索', other: '其他',
  'language-identification': '识别语言', 'sentiment-analysis': '情感分析', 'keyword-extraction': '提取关键词', 'text-error-correction': '文本纠错', 'document-text-extraction': '提取文档文字', 'optical-character-recognition': '文字识别',
  'speech-enhancement': '音频降噪', 'audio-speed': '音频变速', 'audio-pitch': '音频变调', 'audio-trim': '音频剪切', 'audio-concatenation': '音频拼接', 'audio-conversion': '音频转换', 'audio-fade': '音频淡入淡出', 'audio-reversal': '音频倒放', 'audio-looping': '音频循环', 'audio-volume': '调节音量', 'speaker-diarization': '说话人分离',
  'voice-conversion': '变声', 'image-style-transfer': '图像风格化', 'image-super-resolution': '图像放大', 'image-denoising': '图像去噪', 'image-color-enhancement': '图像调色', 'background-blur': '背景虚化', 'image-resizing': '调整图片尺寸',
  'image-conversion': '转换图片格式', 'image-rotation': '旋转图片', 'image-flipping': '翻转图片', 'image-stitching': '图片拼接', 'barcode-reading': '识别条码', 'barcode-generation': '生成二维码', 'face-detection': '人脸检测', 'image-colorization': '黑白上色',
  'chart-generation': '绘制图表', 'video-trim': '视频剪切', 'video-conversion': '转换视频格式', 'video-resizing': '调整视频尺寸', 'video-speed': '视频变速', 'video-muting': '视频静音', 'video-concatenation': '视频拼接', 'video-fade': '视频淡入淡出', 'video-scoring': '视频配乐', 'video-rotation': '旋转视频', 'video-flipping': '翻转视频', 'video-reversal': '视频倒放', 'video-lettering': '视频加文字', 'video-looping': '视频循环', 'video-to-gif': '制作动图', 'video-frames': '视频抽帧',
  'video-thumbnail': '视频封面', 'slideshow-generation': '生成幻灯片视频', 'subtitle-burning': '压制字幕', 'video-to-audio': '提取音频', 'video-to-text': '视频描述', 'document-to-text': '文档转文本', 'text-excerpt': '截取文中一部分', 'document-information': '文档信息', 'audio-information': '音频信息', 'video-information': '视频信息', 'image-information': '图片信息', 'table-to-image': '表格转图像', 'text2text-generation': '文本到文本生成',
  'video-to-image': '视频转图像', 'video-to-video': '视频转视频', 'table-to-text': '表格转文本', 'table-conversion': '转换表格', 'text-to-code': '文本生成代码', 'audio-text-to-audio': '音频理解与生成', 'text-retrieval': '文本检索', 'multiple-choice': '多项选择', 'image-text-to-image': '图文生图',
  'image-text-to-video': '图文生视频', conversational: '对话', punctuation: '添加标点', 'keyword-spotting': '语音唤醒',
  'image-cropping': '裁剪图片', 'image-border': '给图片加边框', 'image-lettering': '在图片上写字',
  'text-masking': '文本脱敏', 'face-masking': '人脸打码',
  'document-pages': '提取或删除 PDF 页面', 'document-rotation': '旋转 PDF 页面', 'document-splitting': '拆分 PDF', 'document-joining': '合并 PDF', 'document-to-images': 'PDF 转图片', 'images-to-document': '图片转 PDF', 'document-to-document': '文档转文档', 'document-to-image': '文档转图像', 'image-to-document': '图像转文档',
  'document-writing': '生成文档', 'text-to-document': '文本转文档',
  'line-editing': '整理文本行',
};

export const sayTaskName = (id) => (language() === 'zh' && Object.hasOwn(chinese, id) ? chinese[id] : capital(id.replaceAll('-', ' ')));
