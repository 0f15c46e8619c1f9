"""The audit codes of webhooks, and the kind of message that tells an owner of a pause."""

from big.audit.record import register
from big.notify import kinds
from big.notify.channels import Channel

WEBHOOK_CREATED = register("webhooks.webhook.created", "made the webhook")
WEBHOOK_CHANGED = register("webhooks.webhook.changed", "changed the webhook")
WEBHOOK_PAUSED = register("webhooks.webhook.paused", "paused the webhook")
WEBHOOK_RESUMED = register("webhooks.webhook.resumed", "let the webhook send again")
WEBHOOK_RETIRED = register("webhooks.webhook.retired", "retired the webhook")
SECRET_ROTATED = register("webhooks.secret.rotated", "gave the webhook a new secret")
DELIVERY_SENT_AGAIN = register("webhooks.delivery.sent_again", "had a delivery sent again")

PAUSED = kinds.register(
    "webhooks.paused",
    label="Webhooks that were paused",
    about="A webhook of yours was not answered for days and sends nothing any more.",
    default=Channel.AT_ONCE,
    may_be_off=False,
)
