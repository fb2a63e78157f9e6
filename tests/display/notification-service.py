# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop's notification service, or its portals: prints the title and the text of each notification, or the
call, a line each. usage: notification-service.py [NAME]"""
import sys

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib     # noqa: E402

NAME = sys.argv[1] if len(sys.argv) > 1 else 'org.freedesktop.Notifications'
PATHS = {'org.freedesktop.Notifications': '/org/freedesktop/Notifications',
         'org.freedesktop.portal.Desktop': '/org/freedesktop/portal/desktop'}
INTERFACES = Gio.DBusNodeInfo.new_for_xml('''
<node>
<interface name="org.freedesktop.Notifications">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
</interface>
<interface name="org.freedesktop.portal.Background">
  <method name="RequestBackground">
    <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
  </method>
  <method name="SetStatus"><arg type="a{sv}" direction="in"/></method>
</interface>
<interface name="org.freedesktop.portal.Notification">
  <method name="AddNotification"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/></method>
  <method name="RemoveNotification"><arg type="s" direction="in"/></method>
</interface>
<interface name="org.freedesktop.portal.Inhibit">
  <method name="Inhibit">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
  </method>
  <method name="CreateMonitor">
    <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
  </method>
</interface></node>''').interfaces


def answer(_bus, _sender, _path, _interface, method, arguments, invocation):
    if method == 'Notify':
        title, text = arguments.unpack()[3:5]
        print(f'{title}\n{text}', flush=True)
        invocation.return_value(GLib.Variant('(u)', (1,)))
    elif method == 'GetCapabilities':
        invocation.return_value(GLib.Variant('(as)', (['actions', 'body'],)))
    elif method == 'AddNotification':
        facts = arguments.unpack()[1]
        print(f'{facts["title"]}\n{facts["body"]}', flush=True)
        invocation.return_value(None)
    elif method in ('RequestBackground', 'Inhibit', 'CreateMonitor'):
        print(method, flush=True)
        invocation.return_value(GLib.Variant('(o)', ('/request',)))
    elif method == 'SetStatus':
        print(method, arguments.unpack()[0]['message'], flush=True)
        invocation.return_value(None)
    else:
        invocation.return_value(None)


def serve(bus, _name):
    for interface in INTERFACES:
        bus.register_object(PATHS[NAME], interface, answer, None, None)


Gio.bus_own_name(Gio.BusType.SESSION, NAME, 0, serve, None, None)
GLib.MainLoop().run()
