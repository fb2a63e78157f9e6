# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program to drag files from: a small window that offers the files named as arguments. Exits 0 when they were taken."""
import sys

import gi
gi.require_version('Gtk', '4.0')
gi.require_version('Gdk', '4.0')
from gi.repository import Gdk, Gio, GLib, Gtk   # noqa: E402

Gtk.init()
uris = [Gio.File.new_for_path(path).get_uri() for path in sys.argv[1:]]
loop = GLib.MainLoop()
taken = []

content = Gdk.ContentProvider.new_for_bytes('text/uri-list', GLib.Bytes.new(('\r\n'.join(uris) + '\r\n').encode()))
source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
source.connect('prepare', lambda *_: content)


def on_end(_source, drag, _delete):
    taken.append(drag.get_selected_action() != 0)
    GLib.timeout_add(100, loop.quit)


def on_cancel(_source, _drag, _reason):
    GLib.timeout_add(100, loop.quit)
    return False


source.connect('drag-end', on_end)
source.connect('drag-cancel', on_cancel)
label = Gtk.Label(label='drag me', width_request=100, height_request=60)
label.add_controller(source)
window = Gtk.Window(title='drag-source', child=label, decorated=False)
window.present()
loop.run()
sys.exit(0 if taken and taken[-1] else 1)
