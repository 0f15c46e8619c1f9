"""The audit codes of packs, with the phrases that histories show."""

from big.audit.record import register

PACK_REQUESTED = register("governance.pack.requested", "asked for the pack, read on {after[read_on]}")
PACK_BUILT = register("governance.pack.built", "built the pack: {after[pages]} pages")
PACK_ISSUED = register("governance.pack.issued", "issued the pack; it never changes from here on")
