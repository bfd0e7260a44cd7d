"""Calendars to subscribe to or to take along (iCalendar, RFC 5545): what stands around the events."""

from datetime import timedelta

from icalendar import Calendar


def calendar_book(name: str) -> Calendar:
    """An empty calendar by this name, asked for again every hour."""
    book = Calendar()
    book.add("prodid", "-//Dauys//dauys//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", name)
    book.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    return book
