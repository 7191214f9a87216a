"""Has sentence-transformers say what vectors the small model "mean" makes behind prompts.

Run once, in this folder, with torch 2.8.0, sentence-transformers 6.2.0, optimum-onnx 0.1.0
and transformers 4.57.6: python prompts.py
"""

import json, os, shutil, tempfile

from sentence_transformers import SentenceTransformer

import seeds

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
PROMPTS = {"query": "Ada Lovelace: ", "document": "film ", "long": "It was a long, slow and terrible day; nobody called. "}
TEXTS = ["I love this film", "Dr. Müller lives in Zürich near the café. They'll go, we've seen: don't!", "x"]
WAYS = ["cls", "mean", "max", "lasttoken"]

out = []
for way in WAYS:
    for include in [True, False]:
        with tempfile.TemporaryDirectory() as d:
            shutil.copytree(os.path.join(OUT, "mean"), d, dirs_exist_ok=True)
            with open(os.path.join(d, "onnx", "model.onnx.seed"), "rb") as f:
                open(os.path.join(d, "onnx", "model.onnx"), "wb").write(seeds.filled(f.read())[0])
            names = {"cls": "cls_token", "mean": "mean_tokens", "max": "max_tokens", "lasttoken": "lasttoken"}
            pool = {"word_embedding_dimension": 6, "include_prompt": include} | {"pooling_mode_" + n: w == way for w, n in names.items()}
            json.dump(pool, open(os.path.join(d, "1_Pooling", "config.json"), "w"))
            json.dump({"prompts": PROMPTS, "default_prompt_name": "document"}, open(os.path.join(d, "config_sentence_transformers.json"), "w"))
            json.dump({"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 48, "pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"},
                      open(os.path.join(d, "tokenizer_config.json"), "w"))
            m = SentenceTransformer(d, backend="onnx", model_kwargs={"file_name": "model.onnx", "provider": "CPUExecutionProvider"}, device="cpu")
            for text in TEXTS:
                for ask in [{}, {"prompt_name": "query"}, {"prompt_name": "long"}, {"prompt": ""}, {"prompt": "brass "}]:
                    out.append({"way": way, "include": include, "text": text, "name": ask.get("prompt_name", ""), "prompt": ask.get("prompt"), "vector": m.encode(text, **ask).tolist()})
                out.append({"way": way, "include": include, "text": text, "kind": "query", "vector": m.encode_query(text).tolist()})
                out.append({"way": way, "include": include, "text": text, "kind": "document", "vector": m.encode_document(text).tolist()})
json.dump({"prompts": PROMPTS, "default": "document", "said": out}, open(os.path.join(OUT, "prompts.json"), "w"), ensure_ascii=False)
