"""What is stored for good and can be taken out of use: with a reason, a day and a person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.vocabulary import ReleaseState, WithdrawalReason


class Withdrawable(models.Model):
    """Immutable but for its state. Who withdrew it, when and why stand together or not at all."""

    state = models.CharField(max_length=12, choices=ReleaseState, default=ReleaseState.AUDITED)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    withdrawal_reason = models.CharField(
        _("why it was withdrawn"), max_length=12, choices=WithdrawalReason, blank=True
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=ReleaseState.WITHDRAWN,
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                    withdrawal_reason__in=WithdrawalReason.values,
                )
                | ~Q(state=ReleaseState.WITHDRAWN)
                & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason=""),
                name="%(class)s_withdrawn_with_reason",
            ),
        ]

    @property
    def is_withdrawn(self) -> bool:
        """Whether nobody shall use it any more."""
        return self.state == ReleaseState.WITHDRAWN
