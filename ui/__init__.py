"""The look: base templates, components, form fields, tokens."""
