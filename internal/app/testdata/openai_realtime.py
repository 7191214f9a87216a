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
print("all is well")
