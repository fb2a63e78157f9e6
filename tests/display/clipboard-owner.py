# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program that has copied the files named as arguments, as a file manager does."""
import sys

import gi
gi.require_version('Gtk', '4.0')
gi.require_version('Gdk', '4.0')
from gi.repository import Gdk, Gio, GLib, Gtk   # noqa: E402

Gtk.init()
uris = ''.join(Gio.File.new_for_path(path).get_uri() + '\r\n' for path in sys.argv[1:])
content = Gdk.ContentProvider.new_for_bytes('text/uri-list', GLib.Bytes.new(uris.encode()))
Gdk.Display.get_default().get_clipboard().set_content(content)
print('copied', flush=True)
GLib.MainLoop().run()
