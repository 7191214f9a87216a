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
};

export const sayTaskName = (id) => (language() === 'zh' && Object.hasOwn(chinese, id) ? chinese[id] : capital(id.replaceAll('-', ' ')));
