"""Files that come in: whatever a sender sends, no more of one request is kept than the largest page takes."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """What goes beyond is read and let go, not stored. The file then says how large it was, and its form refuses it:
    ending the connection instead would show a browser's own error page and no sentence."""

    received = 0  # of all files of the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        return None if self._is_over else super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Never smaller than what is refused: only a part of it was kept."""
        file = super().file_complete(file_size)
        if file and self._is_over:
            file.size = max(file_size, self.received)
        return file

    @property
    def _is_over(self) -> bool:
        return self.received > settings.UPLOAD_MAX_BYTES
