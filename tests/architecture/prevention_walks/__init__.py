"""An example for every address of prevention at the work door; one module for each room."""

from tests.architecture.prevention_walks import (
    consent,
    delivery,
    results,
    services,
    sessions,
    surveys,
)


EXAMPLES = {
    **delivery.EXAMPLES,
    **sessions.EXAMPLES,
    **surveys.EXAMPLES,
    **results.EXAMPLES,
    **services.EXAMPLES,
    **consent.EXAMPLES,
}
