"""The one table of core: which form or API call has been answered already, and how."""

from django.db import models

from core.rows import timestamp


class OnceMark(models.Model):
    """A press of a form, or a call with an `Idempotency-Key`, and its answer: the same one again is answered by it.

    `digest` stands for who pressed where with which mark (core/once.py). `answer` is sealed: it may hold a secret shown
    once. The row is written in the transaction of what the press did, and goes when its term is over.
    """

    digest = models.CharField("нажатие", max_length=64)
    payload = models.CharField("что отправлено", max_length=64)
    answer = models.BinaryField("ответ", default=b"")
    created_at = timestamp()

    class Meta:
        verbose_name = "отметка нажатия"
        verbose_name_plural = "отметки нажатий"
        constraints = [models.UniqueConstraint(fields=["digest"], name="once_mark")]
        indexes = [models.Index(fields=["created_at"], name="once_mark_by_time")]

    def __str__(self) -> str:
        return self.digest[:8]
