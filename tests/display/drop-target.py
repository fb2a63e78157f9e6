# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program to drag files to: prints the path of each file that is dropped on its small window, then ends."""
import gi
gi.require_version('Gtk', '4.0')
gi.require_version('Gdk', '4.0')
from gi.repository import Gdk, GLib, Gtk   # noqa: E402

Gtk.init()
loop = GLib.MainLoop()


def on_drop(_target, files, _x, _y):
    for file in files.get_files():
        print(file.get_path(), flush=True)
    GLib.timeout_add(100, loop.quit)
    return True


target = Gtk.DropTarget.new(Gdk.FileList, Gdk.DragAction.COPY)
target.connect('drop', on_drop)
label = Gtk.Label(label='drop here', width_request=120, height_request=80)
label.add_controller(target)
window = Gtk.Window(title='drop-target', child=label, decorated=False)
window.present()
loop.run()
