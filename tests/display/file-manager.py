# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file manager in small: loads an extension as Nautilus does, prints the menu items for the files, and chooses the first.
usage: file-manager.py EXTENSION FILE ..."""
import importlib.util
import sys

import gi
gi.require_version('Nautilus', '4.0')
from gi.repository import Gio, GLib, GObject, Nautilus      # noqa: E402


class File(GObject.GObject, Nautilus.FileInfo):
    def __init__(self, path):
        super().__init__()
        self.file = Gio.File.new_for_commandline_arg(path)

    def do_get_uri(self):
        return self.file.get_uri()

    def do_get_mime_type(self):
        return self.file.query_info('standard::content-type', 0, None).get_content_type()


spec = importlib.util.spec_from_file_location('extension', sys.argv[1])
extension = importlib.util.module_from_spec(spec)
spec.loader.exec_module(extension)
items = extension.AmbrotypeMenu().get_file_items([File(path) for path in sys.argv[2:]])
for item in items:
    print(item.props.label, flush=True)
if items:
    items[0].emit('activate')
    # A bus does not deliver what somebody who is gone has asked of a program that it starts first.
    loop = GLib.MainLoop()
    Gio.bus_watch_name(Gio.BusType.SESSION, extension.APP_ID, Gio.BusNameWatcherFlags.NONE, lambda *_: loop.quit(), None)
    loop.run()
