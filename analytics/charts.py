"""Statistical charts as SVG, drawn once when a release is compiled."""
