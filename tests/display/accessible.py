# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The accessible objects of running programs: one of them live, or all of them as they are at one moment."""
from gi.repository import GLib

ATSPI = 'org.a11y.atspi.'
LABELLED_BY = 2

# Numbers of the AT-SPI protocol; GetRoleName answers GTK's own words instead.
ROLES = {2: 'alert', 7: 'check box', 11: 'combo box', 16: 'dialog', 19: 'file chooser', 23: 'frame', 27: 'image',
         29: 'label', 31: 'list', 32: 'list item', 33: 'menu', 35: 'menu item', 39: 'panel', 42: 'progress bar',
         43: 'push button', 44: 'radio button', 51: 'slider', 52: 'spin button', 61: 'text', 62: 'toggle button',
         64: 'tool tip', 69: 'window', 75: 'application', 79: 'entry', 83: 'heading', 98: 'list box', 99: 'grouping'}
STATES = {4: 'CHECKED', 11: 'FOCUSABLE', 12: 'FOCUSED', 20: 'PRESSED', 23: 'SELECTED', 24: 'SENSITIVE', 30: 'VISIBLE'}


def role_of(number):
    return ROLES.get(number, f'role {number}')


def states_of(words):
    bits = words[0] | words[1] << 32
    return {name for bit, name in STATES.items() if bits >> bit & 1}


def interfaces_of(names):
    return {name.removeprefix(ATSPI) for name in names}


class Accessible:
    """One object, read live: each answer is a round trip, and never stale."""
    def __init__(self, bus, name, path):
        self.bus, self.bus_name, self.path = bus, name, path

    def call(self, interface, method, arguments=None):
        return self.bus.call_sync(self.bus_name, self.path, interface, method, arguments, None, 0, 5000, None).unpack()

    def _get(self, interface, name):
        return self.call('org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (ATSPI + interface, name)))[0]

    @property
    def name(self):
        return self._get('Accessible', 'Name')

    @property
    def description(self):
        return self._get('Accessible', 'Description')

    @property
    def role(self):
        return role_of(self.call(ATSPI + 'Accessible', 'GetRole')[0])

    @property
    def states(self):
        return states_of(self.call(ATSPI + 'Accessible', 'GetState')[0])

    @property
    def parent(self):
        return Accessible(self.bus, *self._get('Accessible', 'Parent'))

    @property
    def interfaces(self):
        return interfaces_of(self.call(ATSPI + 'Accessible', 'GetInterfaces')[0])

    @property
    def actions(self):
        if 'Action' not in self.interfaces:
            return []
        return [self.call(ATSPI + 'Action', 'GetName', GLib.Variant('(i)', (i,)))[0]
                for i in range(self._get('Action', 'NActions'))]

    def act(self, name):
        self.call(ATSPI + 'Action', 'DoAction', GLib.Variant('(i)', (self.actions.index(name),)))

    @property
    def value(self):
        return self._get('Value', 'CurrentValue')

    @value.setter
    def value(self, number):
        self.call('org.freedesktop.DBus.Properties', 'Set',
                  GLib.Variant('(ssv)', (ATSPI + 'Value', 'CurrentValue', GLib.Variant('d', float(number)))))

    @property
    def text(self):
        """GetText (0, -1) answers nothing in GTK 4.8: the length is asked for first."""
        count = self._get('Text', 'CharacterCount')
        return self.call(ATSPI + 'Text', 'GetText', GLib.Variant('(ii)', (0, count)))[0]

    @property
    def extents(self):
        """x, y, width, height relative to the window's content (screen coordinates make GTK 4.8 warn)."""
        return self.call(ATSPI + 'Component', 'GetExtents', GLib.Variant('(u)', (1,)))[0]

    def _labels(self):
        relations = self.call(ATSPI + 'Accessible', 'GetRelationSet')[0]
        return [Accessible(self.bus, *target).name
                for kind, targets in relations if kind == LABELLED_BY for target in targets]

    def is_called(self, label):
        """GTK 4.8 names a widget by its own label and those that label it, one after the other."""
        name = self.name
        if label in (name, self.description) or name.replace('_', '') in (label, f'{label} {label}'):
            return True
        return bool(name) and label in name and label in self._labels()

    def __repr__(self):
        value = f' value={self.value:g}' if 'Value' in self.interfaces else ''
        return f'<{self.role} {self.name!r}{value}{"" if "SENSITIVE" in self.states else " insensitive"}>'


class Seen(Accessible):
    """One object as it was when all of its program was read; its value, actions and place are read live all the same."""
    parent = None

    def __init__(self, bus, bus_name, path, item):
        super().__init__(bus, bus_name, path)
        self.item = item
        self.children = []

    @property
    def live(self):
        return Accessible(self.bus, self.bus_name, self.path)

    @property
    def interfaces(self):
        return interfaces_of(self.item.get_child_value(5).get_strv())

    @property
    def name(self):
        return self.item.get_child_value(6).get_string()

    @property
    def role(self):
        return role_of(self.item.get_child_value(7).get_uint32())

    @property
    def description(self):
        return self.item.get_child_value(8).get_string()

    @property
    def states(self):
        return states_of(self.item.get_child_value(9).unpack())

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()


def members(array):
    return map(array.get_child_value, range(array.n_children()))


class Reader:
    """Reads all objects of a program at once: widget after widget, a round trip each, takes a second and more.

    GTK's own list has the words, the roles and the states of what was asked for once, hidden or not. So all are asked for their
    children, before the first answer is awaited; those that were not in the list are asked for theirs, and listed then."""
    def __init__(self, bus, bus_name, path):
        self.bus, self.bus_name, self.path = bus, bus_name, path
        self.children = {}

    def _items(self):
        told = self.bus.call_sync(self.bus_name, '/org/a11y/atspi/cache', ATSPI + 'Cache', 'GetItems',
                                  None, None, 0, 5000, None)
        return {item.get_child_value(0).get_child_value(1).get_string(): item for item in members(told.get_child_value(0))}

    def _take_children(self, result, path):
        try:
            told = self.bus.call_finish(result).get_child_value(0)
            self.children[path] = [child.get_child_value(1).get_string() for child in members(told)]
        except GLib.Error:                # it went away meanwhile
            self.children[path] = []

    def _ask_for_children(self, paths):
        context = GLib.MainContext.new()
        context.push_thread_default()
        for path in paths:
            self.bus.call(self.bus_name, path, ATSPI + 'Accessible', 'GetChildren', None, None, 0, 5000, None,
                          lambda _, result, path: self._take_children(result, path), path)
        awaited = len(self.children) + len(paths)
        while len(self.children) < awaited:
            context.iteration(True)
        context.pop_thread_default()

    def _seen(self, path, items):
        top = Seen(self.bus, self.bus_name, path, items[path])
        top.children = [self._seen(child, items) for child in self.children.get(path, []) if child in items]
        for child in top.children:
            child.parent = top
        return top

    def read(self):
        items = self._items()
        asked = [path for path, item in items.items() if item.get_child_value(4).get_int32() or path == self.path]
        self._ask_for_children(asked)
        known = len(self.children)
        while asked := {child for children in self.children.values() for child in children
                        if child not in items and child not in self.children}:
            self._ask_for_children(asked)
        return self._seen(self.path, items if len(self.children) == known else self._items())


def programs(bus):
    registry = Accessible(bus, 'org.a11y.atspi.Registry', '/org/a11y/atspi/accessible/root')
    return [Reader(bus, *program).read() for program in registry.call(ATSPI + 'Accessible', 'GetChildren')[0]]
