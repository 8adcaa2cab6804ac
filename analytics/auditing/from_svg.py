"""Read the words of a chart: its texts, title, description, and names for screen readers."""

from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from analytics.auditing.published import Reading, Sentence


WORDS = {"text", "title", "desc", "metadata"}
NAMES = ("aria-label", "aria-description", "aria-roledescription")


def read_svg(name: str, content: bytes) -> Reading:
    """All sentences of the chart; a chart that is no XML is a finding."""
    reading = Reading()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        reading.findings.append(_("%(file)s declares a document type.") % {"file": name})
        return reading
    try:
        root = ET.fromstring(content)  # noqa: S314 - no document type, so no entities
    except ET.ParseError:
        reading.findings.append(_("%(file)s cannot be read as a chart.") % {"file": name})
        return reading
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag == "script":
            reading.findings.append(_("%(file)s holds a script.") % {"file": name})
        if tag in WORDS:
            words = " ".join(part.strip() for part in element.itertext() if part.strip())
            reading.sentences.append(Sentence(name, f"<{tag}>", words))
        for attribute in NAMES:
            if attribute in element.attrib:
                reading.sentences.append(Sentence(name, attribute, element.attrib[attribute]))
    return reading
