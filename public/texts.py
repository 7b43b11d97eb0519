"""What the pages without an account say outside their templates."""

STALE = "Страница устарела, ничего не записано. Нажмите ещё раз: теперь получится."
