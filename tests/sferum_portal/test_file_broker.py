"""The broker made of files under readers that never rest: no message is taken half written, none is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from kombu import Connection

from sferum_portal.celery import app

MESSAGES = 300


def test_messages_written_under_the_eyes_of_a_reader_all_arrive_whole(tmp_path):
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
        "polling_interval": 0.001,
    }
    for folder in ("queue", "control"):
        (tmp_path / folder).mkdir()
    assert app.conf.broker_url
    done = Event()
    with Connection("filesystem://", transport_options=options) as connection:
        connection.SimpleQueue("work")  # declared before anybody writes, as a worker does at its start

    def read():
        got = []
        with Connection("filesystem://", transport_options=options) as connection:
            queue = connection.SimpleQueue("work")
            while len(got) < MESSAGES and not (done.is_set() and not list((tmp_path / "queue").iterdir())):
                try:
                    message = queue.get_nowait()
                except queue.Empty:
                    continue
                got.append(message.payload["n"])
                message.ack()
        return got

    def write():
        with Connection("filesystem://", transport_options=options) as connection:
            queue = connection.SimpleQueue("work")
            for n in range(MESSAGES):
                queue.put({"n": n, "padding": "x" * 20_000})
        done.set()

    with ThreadPoolExecutor(2) as threads:
        reader, writer = threads.submit(read), threads.submit(write)
        writer.result(60)
        assert sorted(reader.result(60)) == list(range(MESSAGES))
