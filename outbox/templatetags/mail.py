"""What a mail server said, as people read it."""

from django import template

from outbox.advice import said

register = template.Library()
register.filter("said", said)  # {{ try.answer|said }} → «Почтовый сервер не принял соединение.»
