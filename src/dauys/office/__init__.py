"""The office itself: its bodies as its administrators set them up in the browser."""
