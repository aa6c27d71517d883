"""News of people for the apps above.

`erasure_asked`: somebody asked for their data to be erased; `request` (accounts.models.ErasureRequest) waits for an
officer. Sent inside the transaction that records it.
"""

from django.dispatch import Signal

erasure_asked = Signal()
