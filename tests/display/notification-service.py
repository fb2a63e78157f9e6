# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop's notification service: prints the title and the text of each notification, a line each."""
import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib     # noqa: E402

NAME, PATH = 'org.freedesktop.Notifications', '/org/freedesktop/Notifications'
INTERFACE = Gio.DBusNodeInfo.new_for_xml('''
<node><interface name="org.freedesktop.Notifications">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
</interface></node>''').interfaces[0]


def answer(_bus, _sender, _path, _interface, method, arguments, invocation):
    if method == 'Notify':
        title, text = arguments.unpack()[3:5]
        print(f'{title}\n{text}', flush=True)
        invocation.return_value(GLib.Variant('(u)', (1,)))
    elif method == 'GetCapabilities':
        invocation.return_value(GLib.Variant('(as)', (['actions', 'body'],)))
    else:
        invocation.return_value(None)


Gio.bus_own_name(Gio.BusType.SESSION, NAME, 0,
                 lambda bus, _name: bus.register_object(PATH, INTERFACE, answer, None, None), None, None)
GLib.MainLoop().run()
