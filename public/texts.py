"""What the pages without an account say outside their templates."""

from core.rows import Platform

STALE = "Страница устарела, ничего не записано. Нажмите ещё раз: теперь получится."
# The second time: something between the browser and the portal is in the way, and a third press will not help.
STALE_AGAIN = "Этот браузер не даёт ответить. Скопируйте ссылку и откройте её в Chrome или Safari."
# Where the application of a platform is installed from.
INSTALL: dict[str, str] = {Platform.VK: "https://vk.me/app", Platform.MAX: "https://max.ru/"}
