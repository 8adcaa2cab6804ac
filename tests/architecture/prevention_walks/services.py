"""Examples of the addresses in `prevention.urls.services`."""

from tests.architecture.prevention_walks.example import Example


OF_SERVICE = Example(argument="service", of=lambda room: room.service)
EXAMPLES: dict[str, Example] = {
    "prevention-services": Example(),
    "prevention-service-add": Example(),
    "prevention-service": OF_SERVICE,
    "prevention-service-verify": OF_SERVICE,
    "prevention-service-retire": OF_SERVICE,
}
