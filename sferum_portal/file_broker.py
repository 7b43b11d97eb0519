"""The broker made of files, for the embedded portal: kombu's own, with writes that nobody sees half done.

kombu creates a message's file empty and then fills it: a worker that looks in between takes an empty message, ends with
JSONDecodeError, and the message is lost. Here a file appears under its name only when it is whole.
"""

import contextlib
import os
import uuid
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

_Base: Any = filesystem.Channel  # its stubs are older than it is


class Channel(_Base):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        """Write beside, then rename. The name begins with the time, so that messages keep their order."""
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        self._appear(os.path.join(self.data_folder_out, name), payload, os.replace)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Let a new table of bindings appear whole; kombu then writes into it under its lock."""
        file = self._exchange_file(exchange)
        if not file.exists():
            self.control_folder.mkdir(exist_ok=True)
            with contextlib.suppress(FileExistsError):  # another process was quicker; its table is whole too
                self._appear(str(file), [(routing_key or "", pattern or "", queue or "")], os.link)
        super()._queue_bind(exchange, routing_key, pattern, queue)

    def _appear(self, path: str, content: Any, put_in_place: Any) -> None:
        part = os.path.join(os.path.dirname(path), f"{uuid.uuid4()}.part")
        try:
            with open(part, "xb") as file:
                file.write(str_to_bytes(dumps(content)))
            put_in_place(part, path)
        finally:
            if os.path.exists(part):
                os.unlink(part)


class Transport(filesystem.Transport):
    Channel = Channel
