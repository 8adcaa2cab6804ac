"""The house's icons: 24 by 24, drawn with lines, no meaning without a word beside them."""

ICONS: dict[str, str] = {
    "book": '<path d="M4 5c3-1 6-1 8 1 2-2 5-2 8-1v13c-3-1-6-1-8 1-2-2-5-2-8-1zM12 6v13"/>',
    "box": '<path d="m12 3 8 4v10l-8 4-8-4V7zM4 7l8 4 8-4M12 11v10"/>',
    "calendar": (
        '<rect x="4" y="5" width="16" height="15" rx="2"/><path d="M4 10h16M9 3v4M15 3v4"/>'
    ),
    "chart": '<path d="M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6"/>',
    "chat": '<path d="M4 5h16v11H9l-5 4z"/>',
    "check": '<path d="m5 13 4.5 4.5L19 7"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 7v5l3.5 2"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "cup": '<path d="M6 4h12l-1.5 16h-9zM6.7 11h10.6"/>',
    "document": '<path d="M6 3h9l4 4v14H6zM9.5 13l2 2 4-4"/>',
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.500M5 20h14"/>',
    "eye-off": (
        '<path d="M3 3l18 18M10 5.2A9 9 0 0 1 22 12a15 15 0 0 1-2.5 3.300M6.5 7A14 14 0 0 0 2 12'
        'c2 4 5.5 7 10 7a9.5 9.5 0 0 0 4.5-1.2"/>'
    ),
    "home": '<path d="m4 11 8-7 8 7v9h-5v-6H9v6H4z"/>',
    "key": '<circle cx="8" cy="14" r="4"/><path d="m11 11 8-8M16 6l3 3"/>',
    "leaf": '<path d="M5 19c0-9 5-14 15-14 0 10-5 15-13 12M5 19c2-4 5-7 9-9"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "map": '<path d="m3 6 6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.6-4 3-6 6.5-6s5.9 2 6.5 6M16 5'
        'a3.5 3.5 0 0 1 0 6.500M18 14.500c2 .8 3.2 2.6 3.5 5.5"/>'
    ),
    "pin": (
        '<path d="M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11z"/>'
        '<circle cx="12" cy="10" r="2"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "settings": (
        '<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.600l2.1 2.1'
        'M16.3 16.300l2.1 2.100M18.4 5.600l-2.1 2.100M7.7 16.300l-2.1 2.1"/>'
    ),
    "shield": '<path d="M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6z"/>',
    "warning": '<path d="M12 4 2.5 20h19zM12 10v5M12 17.500v.1"/>',
}
