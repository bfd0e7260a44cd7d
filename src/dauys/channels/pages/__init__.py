"""The doors: the public form, the receipt and tracking, and the clerk's desk."""
