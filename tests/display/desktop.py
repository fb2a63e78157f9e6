# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private desktop for one program: display, window manager, session bus, accessibility bus, home folders.

Everything is started here and ended by pid at the end. Run with /usr/bin/python3 (python3-gi, python3-xlib)."""
import contextlib
import ctypes
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib          # noqa: E402
from Xlib import X, display                  # noqa: E402
from Xlib.error import XError                # noqa: E402
from Xlib.ext import xtest                   # noqa: E402

from accessible import programs              # noqa: E402

HERE = Path(__file__).resolve().parent
PR_SET_CHILD_SUBREAPER = 36
# The last is GTK's own, of any program whose context menu comes up while the mouse button is still pressed.
NOISE = re.compile(r'SpiRegistry daemon|Failed to set fd limit|^\s*$'
                   r'|Broken accounting of active state for widget \w+\(GtkPopoverMenu\)')
BUS_FLAGS = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)


class DesktopError(AssertionError):
    """Something that a person would have seen did not happen."""


def wait(condition, what, timeout=15.0, every=0.03):
    """The first true answer of condition (); what names it when it does not come. What it waits for gets half of the time."""
    end = time.monotonic() + timeout
    while True:
        asked = time.monotonic()
        try:
            answer = condition()
        except (GLib.Error, XError, DesktopError, OSError, subprocess.CalledProcessError):
            answer = None
        if answer:
            return answer
        if time.monotonic() > end:
            raise DesktopError(f'waited {timeout} s for {what}')
        time.sleep(max(every, time.monotonic() - asked))


class Desktop:
    def __init__(self, out, size=(1400, 900), lang='C.UTF-8', env=None):
        self.out = Path(out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.size = size
        self.lang = lang
        self.extra_env = env or {}
        self.processes = []
        self.shots = 0

    # ---- life ----------------------------------------------------------------------------------
    def __enter__(self):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.dir = Path(tempfile.mkdtemp(prefix='desktop-'))
        self.env = self._environment()
        width, height = self.size
        self.env['DISPLAY'] = ':' + self._start_told('xvfb', lambda fd: [
            'Xvfb', '-displayfd', str(fd), '-screen', '0', f'{width}x{height}x24', '-dpi', '96',
            '-nolisten', 'tcp', '-noreset'])
        self.env['DBUS_SESSION_BUS_ADDRESS'] = self._start_told('dbus', lambda fd: [
            'dbus-daemon', '--session', '--nofork', f'--print-address={fd}'])
        self.bus = self._connect(self.env['DBUS_SESSION_BUS_ADDRESS'])
        self.a11y = self._connect(self._call('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress')[0])
        self.x = display.Display(self.env['DISPLAY'])
        self.root = self.x.screen().root
        (self.dir / 'xsettings').write_text(
            'Gtk/FontName "Cantarell 11"\nNet/CursorBlink 0\nGtk/DialogsUseHeader 1\n'
            'Gtk/DecorationLayout "appmenu:close"\nGtk/EnableAnimations 0\n')
        self.start(['xsettingsd', '-c', self.dir / 'xsettings'], 'xsettings')
        self.start(['metacity', '--sm-disable'], 'metacity', {'NO_AT_BRIDGE': '1'})
        wait(lambda: self._property(self.root, '_NET_SUPPORTING_WM_CHECK'), 'the window manager')
        return self

    def _environment(self):
        keep = {k: v for k, v in os.environ.items() if k.startswith(('ASAN_', 'UBSAN_', 'G_', 'AMB'))}
        folders = {}
        for name, variable in (('home', 'HOME'), ('run', 'XDG_RUNTIME_DIR'), ('data', 'XDG_DATA_HOME'),
                               ('config', 'XDG_CONFIG_HOME'), ('cache', 'XDG_CACHE_HOME'), ('state', 'XDG_STATE_HOME')):
            (self.dir / name).mkdir(mode=0o700)
            folders[variable] = str(self.dir / name)
        return keep | folders | {
            'PATH': '/usr/bin:/bin:/usr/sbin:/sbin', 'LANG': self.lang, 'LC_ALL': self.lang,
            'GDK_BACKEND': 'x11', 'GSK_RENDERER': 'cairo', 'GTK_A11Y': 'atspi', 'GSETTINGS_BACKEND': 'memory',
            'GTK_USE_PORTAL': '0', 'ADW_DISABLE_PORTAL': '1', 'GIO_USE_VFS': 'local',
            'GIO_USE_VOLUME_MONITOR': 'unix', 'XDG_SESSION_TYPE': 'x11'} | self.extra_env

    @staticmethod
    def _connect(address):
        connection = Gio.DBusConnection.new_for_address_sync(address, BUS_FLAGS, None, None)
        connection.set_exit_on_close(False)
        return connection

    def __exit__(self, kind, error, trace):
        if kind:
            try:
                self.screenshot('failure')
            except (OSError, subprocess.SubprocessError):
                pass
        for process in reversed(self.processes):
            self.end(process)
        for pid in self.children():
            self._end_orphan(pid)
        shutil.rmtree(self.dir, ignore_errors=True)

    def start(self, argv, log, env=None, **kwargs):
        """Starts a program of the session; its output goes to <out>/<log>.log (a pipe would outlive it in grandchildren)."""
        with open(self.out / f'{log}.log', 'ab') as sink:
            process = subprocess.Popen([str(a) for a in argv], env=self.env | (env or {}),
                                       stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, **kwargs)
        self.processes.append(process)
        return process

    def _start_told(self, log, argv):
        reader, writer = os.pipe()
        self.start(argv(writer), log, pass_fds=(writer,))
        os.close(writer)
        with os.fdopen(reader) as pipe:
            told = pipe.readline().strip()
        if not told:
            raise DesktopError(f'{log} did not start')
        return told

    @staticmethod
    def end(process, timeout=5):
        if process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @staticmethod
    def children(parent=None):
        """Pids of the living children of a process (default: this one; as a subreaper that includes what the buses started)."""
        parent = parent or os.getpid()
        found = []
        for folder in Path('/proc').glob('[0-9]*'):
            try:
                fields = (folder / 'stat').read_text().rsplit(')', 1)[1].split()
            except (OSError, IndexError):
                continue
            if int(fields[1]) == parent:
                found.append(int(folder.name))
        return found

    @staticmethod
    def files_of(pid):
        """What a process has open, by name; nothing of one that ended."""
        try:
            return [os.readlink(fd) for fd in Path(f'/proc/{pid}/fd').iterdir()]
        except OSError:
            return []

    @staticmethod
    def _end_orphan(pid):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(pid, number)
                for _ in range(40):
                    if os.waitpid(pid, os.WNOHANG)[0] == pid:
                        return
                    time.sleep(0.05)
            except (ProcessLookupError, ChildProcessError):
                return

    # ---- the program ---------------------------------------------------------------------------
    def complaints(self, log='app'):
        """What a program wrote to stdout and stderr, less the noise of the buses."""
        path = self.out / f'{log}.log'
        lines = path.read_text(errors='replace').splitlines() if path.exists() else []
        return [line for line in lines if not NOISE.search(line)]

    def _call(self, name, path, interface, method, arguments=None, timeout=10000):
        return self.bus.call_sync(name, path, interface, method, arguments, None, 0, timeout, None).unpack()

    def reload_bus(self):
        self._call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'ReloadConfig')

    def has_name(self, name):
        return self._call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'NameHasOwner',
                          GLib.Variant('(s)', (name,)))[0]

    def owner_pid(self, name):
        return self._call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                          GLib.Variant('(s)', (name,)))[0]

    def describe(self, app_id, path):
        """{action: (enabled, parameter type, [state])} of an exported group."""
        return self._call(app_id, path, 'org.gtk.Actions', 'DescribeAll')[0]

    def activate(self, app_id, action, parameter=None, window=1):
        """Activates "app.x" or "win.x"; unknown or disabled is an error (the bus would say nothing)."""
        base = '/' + app_id.replace('.', '/')
        group, name = action.split('.', 1)
        path = base if group == 'app' else f'{base}/window/{window}'
        described = self.describe(app_id, path)
        if name not in described:
            raise DesktopError(f'no action {action}, there are {sorted(described)}')
        if not described[name][0]:
            raise DesktopError(f'{action} is disabled')
        parameters = [parameter] if parameter is not None else []
        self._call(app_id, path, 'org.gtk.Actions', 'Activate',
                   GLib.Variant('(sava{sv})', (name, parameters, {})))

    # ---- accessibility -------------------------------------------------------------------------
    def windows(self):
        return [window for program in programs(self.a11y) for window in program.children]

    def find_all(self, label=None, role=None):
        """Objects as they are at this moment, of the newest window first."""
        for top in reversed(self.windows()):
            for node in top.walk():
                if (role is None or node.role == role) and (label is None or node.is_called(label)):
                    yield node

    def see(self, label=None, role=None, timeout=15):
        """Waits for an object, and gives it and all below as they are then."""
        return wait(lambda: next(self.find_all(label, role), None), f'{role or "widget"} {label!r}', timeout)

    def find(self, label=None, role=None, timeout=15):
        return self.see(label, role, timeout).live

    def is_there(self, label=None, role=None):
        return any('VISIBLE' in node.states for node in self.find_all(label, role))

    def press(self, label, role=None):
        """Presses a button, menu item or dialog response as a screen reader would, and lets it do what it is for."""
        node = wait(lambda: next((n for n in self.find_all(label, role) if 'SENSITIVE' in n.states and n.actions), None),
                    f'{role or "widget"} {label!r} that can be pressed')
        node.act(node.actions[0])
        time.sleep(0.3)                   # GTK shows it as pressed for 0.25 s first
        with contextlib.suppress(GLib.Error):
            self.windows()                # who answers has done it
        return node

    def focused(self):
        """What the keyboard is in; None on the way from one to the next."""
        return next((n for n in self.find_all() if 'FOCUSED' in n.states), None)

    # ---- X windows -----------------------------------------------------------------------------
    def _property(self, window, name):
        found = window.get_full_property(self.x.intern_atom(name), X.AnyPropertyType)
        return found.value if found else None

    def x_windows(self, below=None):
        for child in (below or self.root).query_tree().children:
            try:
                if child.get_attributes().map_state != X.IsViewable:
                    continue
                if child.get_wm_class():
                    yield child
                yield from self.x_windows(child)
            except Exception:             # the window went away meanwhile
                continue

    def x_window(self, title):
        for window in self.x_windows():
            name = self._property(window, '_NET_WM_NAME') or b''
            if (name.decode() if isinstance(name, bytes) else name) == title:
                return window
        return None

    def is_active(self, title=None):
        """Whether keys go to the window of that title, or to any."""
        active = self._property(self.root, '_NET_ACTIVE_WINDOW')
        if not active or not active[0]:
            return False
        name = self._property(self.x.create_resource_object('window', active[0]), '_NET_WM_NAME') or b''
        return title in (None, name.decode() if isinstance(name, bytes) else name)

    def origin(self, title):
        """Screen position of the content of the window of that title."""
        window = wait(lambda: self.x_window(title), f'window {title!r}')
        at = window.translate_coords(self.root, 0, 0)
        left, _, top, _ = self._property(window, '_GTK_FRAME_EXTENTS') or (0, 0, 0, 0)
        return -at.x + left, -at.y + top

    def screen_rect(self, node):
        """x, y, width, height of a widget on the screen; its toplevel is found by title."""
        top = node
        while top.role not in ('frame', 'dialog'):
            top = top.parent
        x, y, width, height = node.extents
        left, up = self.origin(top.name)
        return left + x, up + y, width, height

    def centre(self, node):
        """The middle of a widget, once it stays where it is."""
        rects = [self.screen_rect(node)]

        def stays():
            rects.append(self.screen_rect(node))
            return rects[-1] == rects[-2]
        wait(stays, f'{node} to stay in its place', every=0.05)
        x, y, width, height = rects[-1]
        return x + width // 2, y + height // 2

    # ---- mouse and keys ------------------------------------------------------------------------
    def _fake(self, kind, detail=0, x=0, y=0):
        xtest.fake_input(self.x, kind, detail, x=int(x), y=int(y))
        self.x.sync()

    def move(self, x, y):
        self._fake(X.MotionNotify, 0, x, y)

    def button(self, pressed, number=1):
        self._fake(X.ButtonPress if pressed else X.ButtonRelease, number)

    def click(self, x, y, number=1, times=1):
        self.move(x, y)
        time.sleep(0.05)
        for _ in range(times):
            self.button(True, number)
            time.sleep(0.02)
            self.button(False, number)
            time.sleep(0.04)

    def drag(self, start, end, steps=12, pause=0.02, hold=0.15, during=None):
        """At least three moves: the first one only starts a drag; the hold lets the target answer."""
        self.move(*start)
        time.sleep(0.08)
        self.button(True)
        time.sleep(0.08)
        for i in range(1, steps + 1):
            self.move(start[0] + (end[0] - start[0]) * i / steps, start[1] + (end[1] - start[1]) * i / steps)
            time.sleep(pause)
        time.sleep(hold)
        self.windows()                    # who answers has seen the moves
        time.sleep(hold)
        if during:
            during()
        self.button(False)

    def key(self, *keys):
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], env=self.env, check=True)

    def type(self, text):
        subprocess.run(['xdotool', 'type', '--delay', '15', '--', text], env=self.env, check=True)

    def drop_files(self, paths, x, y):
        """Drags files from another process and drops them at a screen point; TRUE when the program took them."""
        source = self.start(['/usr/bin/python3', HERE / 'drag-source.py', *paths], 'drag-source', {'GTK_A11Y': 'none'})
        window = wait(lambda: self.x_window('drag-source'), 'the drag source')
        subprocess.run(['xdotool', 'windowmove', str(window.id), '4', '4'], env=self.env, check=True)
        time.sleep(0.2)
        size = window.get_geometry()
        at = window.translate_coords(self.root, 0, 0)
        self.drag((-at.x + size.width // 2, -at.y + size.height // 2), (x, y))
        try:
            return source.wait(10) == 0
        except subprocess.TimeoutExpired:
            self.end(source)
            return False

    # ---- desktop files -------------------------------------------------------------------------
    def open_with(self, app_id, paths, log='app'):
        """Opens files by the installed desktop file's id, through D-Bus activation."""
        self.start(['gtk4-launch', app_id, *paths], log)

    def activate_by_desktop(self, app_id, action, *parameters):
        """Activates an action of an installed desktop file as a desktop does: the bus starts the program if need be."""
        self._call(app_id, '/' + app_id.replace('.', '/'), 'org.freedesktop.Application', 'ActivateAction',
                   GLib.Variant('(sava{sv})', (action, list(parameters), {})), timeout=30000)

    # ---- pictures ------------------------------------------------------------------------------
    def pixels(self, x, y, width, height):
        """The colours of a part of the screen as they are: blue, green, red and a byte of nothing each."""
        return self.root.get_image(int(x), int(y), int(width), int(height), X.ZPixmap, 0xffffffff).data

    def mean(self, x, y, width, height):
        """Mean red, green and blue of a part of the screen, 0..255."""
        data = self.pixels(x, y, width, height)
        return tuple(sum(data[channel::4]) / (width * height) for channel in (2, 1, 0))

    def screenshot(self, name, settle=0.2):
        """For people to look at."""
        time.sleep(settle)
        self.shots += 1
        path = self.out / f'{self.shots:02d}-{name}.png'
        subprocess.run(['import', '-silent', '-window', 'root', str(path)], env=self.env, check=True)
        return path
