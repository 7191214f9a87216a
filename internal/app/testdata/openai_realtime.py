"""The OpenAI client of Python: speech is written down while it comes."""
import base64
import os

import openai

client = openai.OpenAI(base_url=os.environ["URL"] + "/v1", api_key=os.environ["TOKEN"], max_retries=0)
sound = client.audio.speech.create(model="tenon/espeak", voice="alloy", input="Good morning.", response_format="pcm").read()
silence = bytes(24000 * 2)
heard = "Good morning. The meeting is on Tuesday at ten."


def until(connection, kind):
    seen = []
    while True:
        e = connection.recv()
        seen.append(e.type)
        if e.type == kind:
            return e, seen


def append(connection, audio):
    for i in range(0, len(audio), 4801):  # pieces that are no whole samples
        connection.input_audio_buffer.append(audio=base64.b64encode(audio[i:i + 4801]).decode())


with client.realtime.connect(extra_query={"intent": "transcription"}) as c:
    until(c, "session.created")
    # Turns that the client ends.
    c.session.update(session={"type": "transcription", "audio": {"input": {"turn_detection": None, "transcription": {"model": "lab/whisper-1", "language": "en"}}}})
    updated, _ = until(c, "session.updated")
    append(c, sound)
    c.input_audio_buffer.commit()
    committed, _ = until(c, "input_audio_buffer.committed")
    done, seen = until(c, "conversation.item.input_audio_transcription.completed")
    assert done.transcript == heard and done.item_id == committed.item_id and done.usage.seconds > 0.5, done
    assert seen == ["conversation.item.added", "conversation.item.input_audio_transcription.delta", "conversation.item.input_audio_transcription.completed"], seen
    # Turns that silence ends.
    c.session.update(session={"type": "transcription", "audio": {"input": {"turn_detection": {"type": "server_vad", "silence_duration_ms": 400}}}})
    until(c, "session.updated")
    append(c, silence + sound + silence)
    started, _ = until(c, "input_audio_buffer.speech_started")
    assert 900 < started.audio_start_ms < 1400, started
    stopped, _ = until(c, "input_audio_buffer.speech_stopped")
    assert stopped.item_id == started.item_id and stopped.audio_end_ms > started.audio_start_ms + 400
    done, _ = until(c, "conversation.item.input_audio_transcription.completed")
    assert done.transcript == heard and done.item_id == started.item_id, done
    # What cannot be done is told, and the session goes on.
    c.input_audio_buffer.clear()
    until(c, "input_audio_buffer.cleared")
    c.input_audio_buffer.commit()
    wrong, _ = until(c, "error")
    assert "no sound" in wrong.error.message and wrong.error.type == "invalid_request_error", wrong
    c.session.update(session={"type": "transcription", "audio": {"input": {"turn_detection": None, "transcription": {"model": "nobody/nothing"}}}})
    until(c, "session.updated")
    append(c, sound)
    c.input_audio_buffer.commit()
    failed, _ = until(c, "conversation.item.input_audio_transcription.failed")
    assert "whisper-1" in failed.error.message, failed
    # What nobody heeds is refused, and changes nothing.
    for wrong, words in [({"noise_reduction": {"type": "near_field"}}, "noise_reduction"), ({"transcription": {"model": "lab/whisper-1", "prompt": "Zoltán"}}, "prompt"), ({"format": {"type": "audio/pcm", "rate": 16000}}, "24000")]:
        c.session.update(session={"type": "transcription", "audio": {"input": wrong}})
        told, _ = until(c, "error")
        assert words in told.error.message, told
    c.session.update(session={"type": "transcription", "include": ["item.input_audio_transcription.logprobs"]})
    told, _ = until(c, "error")
    assert "include" in told.error.message, told


def mulaw(audio):
    """G.711 μ-law at 8000 samples a second of 16 bits at 24000."""
    out = bytearray()
    for i in range(0, len(audio) - 5, 6):
        x = int.from_bytes(audio[i:i + 2], "little", signed=True)
        sign, x = (0x80, -x) if x < 0 else (0, x)
        x = min(x, 32635) + 0x84
        e = x.bit_length() - 8
        out.append(~(sign | e << 4 | x >> (e + 3) & 0x0F) & 0xFF)
    return bytes(out)


# The sound of telephones, by a model that the address names.
with client.realtime.connect(model="lab/whisper-1") as c:
    until(c, "session.created")
    c.session.update(session={"type": "transcription", "audio": {"input": {"format": {"type": "audio/pcmu"}, "turn_detection": {"type": "server_vad", "silence_duration_ms": 400}}}})
    until(c, "session.updated")
    append(c, mulaw(silence + sound + silence))
    started, _ = until(c, "input_audio_buffer.speech_started")
    assert 900 < started.audio_start_ms < 1400, started
    done, _ = until(c, "conversation.item.input_audio_transcription.completed")
    assert done.transcript == heard and done.usage.seconds > 0.5, done
try:
    with client.realtime.connect(model="tenon/sentiment") as c:
        c.recv()
except Exception as e:
    assert "400" in str(e), e
else:
    raise AssertionError("a model that does not transcribe listens")

# The API's first form.
older = openai.OpenAI(base_url=client.base_url, websocket_base_url=str(client.base_url).replace("http", "ws"), api_key=os.environ["TOKEN"])
with older.beta.realtime.connect(model="gpt-4o-transcribe", extra_query={"intent": "transcription"}) as c:
    until(c, "session.created")
    c.transcription_session.update(session={"input_audio_format": "g711_ulaw", "input_audio_transcription": {"model": "lab/whisper-1"}, "turn_detection": None})
    updated, _ = until(c, "transcription_session.updated")
    assert updated.session.input_audio_format == "g711_ulaw" and updated.session.input_audio_transcription.model == "lab/whisper-1" and updated.session.turn_detection is None, updated
    append(c, mulaw(sound))
    c.input_audio_buffer.commit()
    done, _ = until(c, "conversation.item.input_audio_transcription.completed")
    assert done.transcript == heard, done
print("all is well")
