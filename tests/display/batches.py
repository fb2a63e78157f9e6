# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The batch page: one batch after another, one row cancelled, one tried again, the notification at the end."""
import subprocess

from batch_case import BatchCase
from case import SAMPLE, tap, wait
from desktop import HERE


class Batches(BatchCase):
    def test_one_batch_after_another(self):
        """Rows of the first are gone or used again when the second is shown."""
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.photos(24, 'first', '200x150'), output='first-out')
        self.ended()
        self.desktop.screenshot('first')
        self.batch(self.photos(2, 'second', '200x150'), output='second-out')
        wait(lambda: self.outputs('second-out') == ['0.jpg', '1.jpg'], 'the second batch', 60)
        self.ended()
        self.desktop.press('New Batch')
        wait(lambda: not self.desktop.is_there('1.jpg'), 'an empty page')
        self.desktop.screenshot('empty')
        self.batch(self.dir / 'first', output='third-out')
        wait(lambda: len(self.outputs('third-out')) == 24, 'the third batch', 60)

    def test_one_row_is_cancelled(self):
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.photos(12, size='2400x1600'), form='png')
        self.desktop.press('Cancel: 11.jpg')
        self.ended()
        self.desktop.screenshot('one-cancelled')
        self.assertEqual(len(self.outputs()), 11)
        self.assertNotIn('11.png', self.outputs())

    def test_a_failed_row_is_tried_again(self):
        folder = self.photos(3, size='400x300')
        whole = (folder / '1.jpg').read_bytes()
        (folder / '1.jpg').write_bytes(b'\xff\xd8\xff\xe0 this is no photo')
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(folder / '0.jpg', folder / '1.jpg', folder / '2.jpg')
        self.ended()
        self.assertEqual(self.outputs(), ['0.jpg', '2.jpg'])
        self.desktop.screenshot('failed')
        (folder / '1.jpg').write_bytes(whole)
        self.desktop.press('Try Again: 1.jpg')
        wait(lambda: self.outputs() == ['0.jpg', '1.jpg', '2.jpg'], 'the third output', 30)

    def minimise(self):
        """Who looks at the window needs no notification."""
        window = wait(lambda: self.desktop.x_window('sample.jpg'), 'the window')
        subprocess.run(['xdotool', 'windowminimize', str(window.id)], env=self.desktop.env, check=True)
        wait(lambda: not self.desktop.x_window('sample.jpg'), 'the window to be minimised')

    def test_the_end_without_a_notification_service(self):
        """A desktop may be without: nothing is said on stderr, as _finish sees."""
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.photos(4, size='3000x2000'), form='png')
        self.minimise()
        self.ended()

    def test_the_end_is_notified(self):
        service = self.desktop.start(['/usr/bin/python3', HERE / 'notification-service.py'], 'notifications')
        self.addCleanup(self.desktop.end, service)
        wait(lambda: self.desktop.has_name('org.freedesktop.Notifications'), 'the service')
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.photos(6, size='3000x2000'), form='png')
        self.minimise()
        told = self.desktop.out / 'notifications.log'
        wait(lambda: told.read_text() == 'Export Finished\n6 exported\n', 'the notification', 60)

    def close_while_it_runs(self, service_name):
        """Closes the window of a batch of eight under a service of that name; gives what the service was told in the end."""
        service = self.desktop.start(['/usr/bin/python3', HERE / 'notification-service.py', service_name], service_name)
        self.addCleanup(self.desktop.end, service)
        wait(lambda: self.desktop.has_name(service_name), 'the service')
        self.launch(SAMPLE, title='sample.jpg')
        self.batch(self.photos(8, size='3000x2000'), form='png')
        wait(self.outputs, 'the first output', 60)
        self.desktop.key('ctrl+w')
        told = self.desktop.out / f'{service_name}.log'
        wait(lambda: told.read_text().endswith('Export Finished\n8 exported\n'), 'the end', 120)
        self.assertEqual(self.app.wait(30), 0)
        return told.read_text()

    def test_the_progress_without_a_window_is_notified(self):
        told = self.close_while_it_runs('org.freedesktop.Notifications')
        self.assertRegex(told, r'^Exporting Photos\n\d of 8 photos')

    def test_portals_are_asked_where_they_are_used(self):
        """The environment says that they are, as a Flatpak's would."""
        self.desktop.env['GTK_USE_PORTAL'] = '1'
        self.addCleanup(self.desktop.env.pop, 'GTK_USE_PORTAL')
        told = self.close_while_it_runs('org.freedesktop.portal.Desktop')
        for line in 'Inhibit', 'RequestBackground', 'Exporting Photos':
            self.assertIn(line + '\n', told)
        self.assertRegex(told, r'SetStatus \d of 8 photos\n')


if __name__ == '__main__':
    tap.main()
