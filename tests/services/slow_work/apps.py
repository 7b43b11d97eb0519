import time

from django.apps import AppConfig

from files import jobs


def slow(progress: jobs.Progress) -> jobs.Result:
    """`steps` steps of `pause` seconds; the result says how many were done."""
    steps = progress.params["steps"]
    for step in range(1, steps + 1):
        time.sleep(progress.params["pause"])
        progress.report(step, steps)
    return jobs.Result("Итог.txt", "text/plain", f"шагов: {steps}".encode())


class SlowWorkConfig(AppConfig):
    name = "tests.services.slow_work"

    def ready(self) -> None:
        jobs.register("slow", title="Медленная работа", run=slow)
