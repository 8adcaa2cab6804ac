"""What the demonstration is made of: real records that ship with Umit, and where they are."""

from datetime import date
from pathlib import Path

from clinics.imports.ctn0094.places import PLACES, organisation_uid


DATA = Path(__file__).resolve().parent / "data" / "ctn0094"
"""CTN-0027 and CTN-0030 as published; licence and source stand beside them."""
FIRST_DAY = date(2023, 1, 1)
DEMO_CLINIC = organisation_uid(
    next(site for site, place in PLACES.items() if place.country == "KG")
)
"""The largest clinic in Kyrgyzstan, where the people of the demonstration work."""
OTHER_CLINIC = organisation_uid(
    [site for site, place in PLACES.items() if place.country == "KG"][1]
)
"""The next one in the same country, to which a patient is handed over."""
DOORS = {"public": "/", "work": "/work/", "office": "/office/", "ministry": "/ministry/"}
"""Where each door is when one process serves them all."""
