# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One accessible object of a running program, read live over the accessibility bus (no client-side cache to go stale)."""
from gi.repository import GLib

ATSPI = 'org.a11y.atspi.'
LABELLED_BY = 2

# Numbers of the AT-SPI protocol; GetRoleName answers GTK's own words instead.
ROLES = {2: 'alert', 7: 'check box', 11: 'combo box', 16: 'dialog', 19: 'file chooser', 23: 'frame', 27: 'image',
         29: 'label', 31: 'list', 32: 'list item', 33: 'menu', 35: 'menu item', 39: 'panel', 42: 'progress bar',
         43: 'push button', 44: 'radio button', 51: 'slider', 52: 'spin button', 61: 'text', 62: 'toggle button',
         64: 'tool tip', 69: 'window', 75: 'application', 79: 'entry', 83: 'heading', 98: 'list box', 99: 'grouping'}
STATES = {4: 'CHECKED', 11: 'FOCUSABLE', 12: 'FOCUSED', 20: 'PRESSED', 23: 'SELECTED', 24: 'SENSITIVE', 30: 'VISIBLE'}


class Accessible:
    def __init__(self, bus, name, path):
        self.bus, self.bus_name, self.path = bus, name, path

    def _call(self, interface, method, arguments=None):
        return self.bus.call_sync(self.bus_name, self.path, interface, method, arguments, None, 0, 5000, None).unpack()

    def _get(self, interface, name):
        return self._call('org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (ATSPI + interface, name)))[0]

    @property
    def name(self):
        return self._get('Accessible', 'Name')

    @property
    def description(self):
        return self._get('Accessible', 'Description')

    @property
    def role(self):
        number = self._call(ATSPI + 'Accessible', 'GetRole')[0]
        return ROLES.get(number, f'role {number}')

    @property
    def states(self):
        low, high = self._call(ATSPI + 'Accessible', 'GetState')[0]
        bits = low | high << 32
        return {name for bit, name in STATES.items() if bits >> bit & 1}

    @property
    def children(self):
        return [Accessible(self.bus, n, p) for n, p in self._call(ATSPI + 'Accessible', 'GetChildren')[0]]

    @property
    def parent(self):
        return Accessible(self.bus, *self._get('Accessible', 'Parent'))

    @property
    def interfaces(self):
        return {i.removeprefix(ATSPI) for i in self._call(ATSPI + 'Accessible', 'GetInterfaces')[0]}

    @property
    def actions(self):
        if 'Action' not in self.interfaces:
            return []
        return [self._call(ATSPI + 'Action', 'GetName', GLib.Variant('(i)', (i,)))[0]
                for i in range(self._get('Action', 'NActions'))]

    def act(self, name):
        self._call(ATSPI + 'Action', 'DoAction', GLib.Variant('(i)', (self.actions.index(name),)))

    @property
    def value(self):
        return self._get('Value', 'CurrentValue')

    @value.setter
    def value(self, number):
        self._call('org.freedesktop.DBus.Properties', 'Set',
                   GLib.Variant('(ssv)', (ATSPI + 'Value', 'CurrentValue', GLib.Variant('d', float(number)))))

    @property
    def range(self):
        return self._get('Value', 'MinimumValue'), self._get('Value', 'MaximumValue')

    @property
    def text(self):
        """GetText (0, -1) answers nothing in GTK 4.8: the length is asked for first."""
        count = self._get('Text', 'CharacterCount')
        return self._call(ATSPI + 'Text', 'GetText', GLib.Variant('(ii)', (0, count)))[0]

    @property
    def extents(self):
        """x, y, width, height relative to the window's content (screen coordinates make GTK 4.8 warn)."""
        return self._call(ATSPI + 'Component', 'GetExtents', GLib.Variant('(u)', (1,)))[0]

    def _labels(self):
        relations = self._call(ATSPI + 'Accessible', 'GetRelationSet')[0]
        return [Accessible(self.bus, *target).name
                for kind, targets in relations if kind == LABELLED_BY for target in targets]

    def is_called(self, label):
        """GTK 4.8 names a widget by its own label and those that label it, one after the other."""
        name = self.name
        if label in (name, self.description) or name.replace('_', '') in (label, f'{label} {label}'):
            return True
        return bool(name) and label in name and label in self._labels()

    def walk(self):
        yield self
        try:
            children = self.children
        except GLib.Error:                # it went away meanwhile
            return
        for child in children:
            try:
                yield from child.walk()
            except GLib.Error:
                continue

    def __repr__(self):
        value = f' value={self.value:g}' if 'Value' in self.interfaces else ''
        return f'<{self.role} {self.name!r}{value}{"" if "SENSITIVE" in self.states else " insensitive"}>'
