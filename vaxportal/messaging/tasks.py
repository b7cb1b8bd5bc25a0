from celery import shared_task

from vaxportal.messaging import services


@shared_task(name="messaging.send_messages")
def send_messages() -> None:
    """Beat wakes it every two seconds; a door may wake it sooner."""
    services.sweep()


@shared_task(name="messaging.forget_messages")
def forget_messages() -> None:
    """Every night."""
    services.forget_old()
