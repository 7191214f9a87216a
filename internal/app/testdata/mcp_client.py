"""The MCP client of Python, as it is published, on a server of Tenon."""
import asyncio
import base64
import os

from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
import httpx2 as httpx

data = os.environ["TESTDATA"]
photo = "data:image/jpeg;base64," + base64.b64encode(open(data + "/fruit.jpg", "rb").read()).decode()


async def session(query, work):
    http = httpx.AsyncClient(headers={"Authorization": "Bearer " + os.environ["TOKEN"]}, timeout=300)
    async with http, streamable_http_client(os.environ["URL"] + "/mcp" + query, http_client=http) as streams:
        async with ClientSession(streams[0], streams[1]) as s:
            await s.initialize()
            await work(s)


def text(result):
    assert not result.is_error, result
    return "\n".join(c.text for c in result.content if c.type == "text")


async def everything(s):
    tools = {t.name: t for t in (await s.list_tools()).tools}
    for want in ["assistant", "tenon_sentiment", "tenon_espeak", "tenon_watercolor", "lab_chat-1"]:
        assert want in tools, sorted(tools)
    speak = tools["tenon_espeak"].input_schema
    assert speak["required"] == ["text"] and speak["properties"]["voice"]["enum"], speak
    assert "style" not in tools["tenon_watercolor"].input_schema["properties"], "what a model has fixed is not asked for"
    assert tools["lab_chat-1"].annotations.open_world_hint is False, "it is the operator's own"

    said = await s.call_tool("tenon_sentiment", {"text": "I love this phone."})
    assert "positive" in text(said), said
    seen = []
    async def heard(progress, total, message):
        seen.append(progress)
    spoken = await s.call_tool("tenon_espeak", {"text": "Hello.", "voice": "female"}, progress_callback=heard)
    sound, link = spoken.content
    assert sound.type == "audio" and base64.b64decode(sound.data).startswith(b"RIFF"), sound
    assert link.type == "resource_link" and link.mime_type == "audio/wav", link
    # The link of what one tool made is what another takes.
    mp3 = await s.call_tool("tenon_convert-audio", {"audio": str(link.uri), "format": "mp3"})
    assert base64.b64decode(mp3.content[0].data)[:3] == b"ID3", mp3.content[0]
    picture = await s.call_tool("tenon_watercolor", {"image": photo})
    assert picture.content[0].type == "image", picture
    answer = await s.call_tool("tenon_table-qa", {"table": "city,sales\nParis,3\nRome,4\n", "question": "What is the sum of sales?"})
    assert "7" in text(answer), answer
    assert text(await s.call_tool("lab_chat-1", {"prompt": "one two three"})), "a connected model is a tool"

    film = "data:video/mp4;base64," + base64.b64encode(open(data + "/clip.mp4", "rb").read()).decode()
    heard = await s.call_tool("tenon_find-voice", {"audio": film})
    assert not heard.is_error and "silence" in text(heard), heard

    for name, args, words in [
        ("assistant", {"request": 5}, "request must be a string"),
        ("tenon_sentiment", {}, "needs"),
        ("tenon_sentiment", {"text": "x", "colour": "red"}, "colour"),
        ("tenon_watercolor", {"image": "data:,words"}, "text"),
        ("tenon_watercolor", {"image": "http://10.0.0.1/a.jpg"}, ""),
        ("tenon_watercolor", {"image": "0" * 64}, ""),
    ]:
        wrong = await s.call_tool(name, args)
        assert wrong.is_error and words in wrong.content[0].text, wrong

    cards = {str(r.uri): r for r in (await s.list_resources()).resources}
    card = await s.read_resource("tenon://models/tenon/sentiment")
    assert "tenon://models/tenon/sentiment" in cards and "sentiment" in card.contents[0].text
    bare = await s.read_resource("tenon://models/admin/bare")
    assert "admin/bare" in bare.contents[0].text and "runs with llama" in bare.contents[0].text, "a repository without a card says what it is"


async def chosen(s):
    assert [t.name for t in (await s.list_tools()).tools] == ["assistant"]
    done = await s.call_tool("assistant", {"request": "Turn this photo into a watercolour", "files": [photo]})
    kinds = [c.type for c in done.content]
    assert not done.is_error and "image" in kinds and "resource_link" in kinds, done
    asked = await s.call_tool("assistant", {"request": "Please help me"})
    assert not asked.is_error and text(asked), asked
    never = await s.call_tool("assistant", {"request": "Compose a song in the style of Schubert and play it"})
    assert never.content, never


asyncio.run(session("", everything))
asyncio.run(session("?only=assistant", chosen))
print("all is well")
