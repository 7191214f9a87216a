"""The models that come with the program, as huggingface_hub sees them."""
from huggingface_hub import HfApi, ModelCard, hf_hub_download

api = HfApi()
names = [m.id for m in api.list_models(author="tenon", limit=100)]
assert "tenon/sentiment" in names and "tenon/chart" in names, names
found = [m.id for m in api.list_models(search="sentiment")]
assert "tenon/sentiment" in found, found
assert "tenon/sentiment" in [m.id for m in api.list_models(filter=["text-classification", "language:zh", "license:apache-2.0"])]
assert "tenon/extractive-qa" in [m.id for m in api.list_models(pipeline_tag="question-answering")]
assert "tenon/sentiment" in [m.id for m in api.list_models(filter="tenon", author="tenon")], "the library"

info = api.model_info("tenon/sentiment")
assert info.pipeline_tag == "text-classification", info.pipeline_tag
assert info.library_name == "tenon", info.library_name
assert info.author == "tenon" and not info.private
assert info.card_data.language == ["en", "zh"], info.card_data

card = ModelCard.load("tenon/extractive-qa")
assert card.data.pipeline_tag == "question-answering" and card.data.library_name == "tenon"
assert card.data.license == ["apache-2.0", "cc-by-sa-4.0"], card.data.license
assert card.text.strip().startswith("# Answers from a text"), card.text[:80]
assert open(hf_hub_download("tenon/chart", "README.md")).read().startswith("---\n")
assert [c.title for c in api.list_repo_commits("tenon/chart")] == ["initial commit"]
print("all is well")
