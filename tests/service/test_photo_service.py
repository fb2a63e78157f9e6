# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A FastAPI service on top of ambrotype-export --serve: right answers, and trouble that stays where it belongs."""
import json
import os
import signal
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from service_case import ServiceCase, missing, processes_of_session, until  # noqa: E402
import tap  # noqa: E402
from cli_case import kill_a_worker, png_bytes  # noqa: E402

QUERY = '?exposure=0.5&contrast=20&sharpen=50&quality=85'
WORDS = ['-f', 'jpeg', '-q', '85', '--set', 'exposure.ev=0.5', '--set', 'contrast.amount=20',
         '--set', 'sharpen.amount=50', '--set', 'sharpen.radius=0.0002']
LACKING = missing()


@unittest.skipIf(LACKING, LACKING)
class PhotoService(ServiceCase):
    slow_photo = None

    def setUp(self):
        super().setUp()
        self.photos = [png_bytes(600 + 100 * i, 400, seed=i) for i in range(4)]

    def expected(self):
        """What ambrotype-export makes of the same photos."""
        names = [self.put(f'in/{i}.png', photo) for i, photo in enumerate(self.photos)]
        self.assertEqual(self.run_cli('-o', 'out', *WORDS, *names).returncode, 0)
        answers = []
        for i in range(len(names)):
            with open(self.path('out', f'{i}.jpg'), 'rb') as file:
                answers.append(file.read())
        return answers

    def post(self, photo):
        return self.ask('POST', '/photos' + QUERY, photo)

    def post_all(self, times):
        """Answers to as many uploads of each photo, all at once."""
        photos = self.photos * times
        with ThreadPoolExecutor(len(photos)) as clients:
            return list(clients.map(self.post, photos))

    def check(self, answers, expected):
        for i, (status, body) in enumerate(answers):
            self.assertEqual(status, 200, body[:300])
            self.assertEqual(body, expected[i % len(expected)])

    def in_hand(self):
        return json.loads(self.ask('GET', '/jobs')[1])['in_hand']

    def left_behind(self):
        """Files of requests."""
        return [name for _, _, names in os.walk(self.scratch) for name in names]

    def slow_upload(self):
        """Work for a second or more."""
        if not self.slow_photo:
            self.slow_photo = png_bytes(6000, 4000)
        connection = self.connect()
        connection.request('POST', '/photos?sharpen=50', self.slow_photo)
        return connection

    def test_concurrent_uploads(self):
        self.serve()
        self.check(self.post_all(4), self.expected())
        self.assertEqual(self.left_behind(), [])

    def test_no_thread_waits(self):
        self.serve()
        connection = self.slow_upload()
        until('it works on the photo', lambda: self.in_hand() == 1)
        self.assertEqual(len(os.listdir(f'/proc/{self.service.pid}/task')), 1)
        self.assertEqual(connection.getresponse().status, 200)
        connection.close()

    def test_bad_uploads(self):
        self.serve()
        for photo, word in ((b'Dear reader', 'format'), (b'', 'empty'), (self.photos[0][:2000], 'photo')):
            status, body = self.post(photo)
            self.assertEqual(status, 422)
            self.assertIn(word, json.loads(body)['detail'])
            self.assertTrue(json.loads(body)['detail'].endswith('.'))
        self.assertEqual(self.ask('POST', '/photos?quality=900', self.photos[0])[0], 422)
        self.check([self.post(self.photos[0])], self.expected())

    def test_killed_workers(self):
        self.photos = [png_bytes(1500 + 100 * i, 1000, seed=i) for i in range(4)]   # each keeps a worker busy for a while
        self.serve('-j', '2')
        expected = self.expected()
        killed = set()
        with ThreadPoolExecutor(1) as clients:
            answers = clients.submit(self.post_all, 3)
            while not answers.done() and len(killed) < 6:
                killed |= kill_a_worker(self.exporter, self.scratch)
            self.check(answers.result(), expected)
        self.assertGreater(len(killed), 1)

    def test_killed_exporter(self):
        self.serve()
        connection = self.slow_upload()
        until('it works on the photo', lambda: self.in_hand() == 1)
        os.kill(self.exporter, signal.SIGKILL)
        response = connection.getresponse()
        self.assertEqual(response.status, 503)
        self.assertIn('ended', json.loads(response.read())['detail'])
        connection.close()
        self.check([self.post(self.photos[0])], self.expected())

    def test_client_leaves(self):
        self.serve('-j', '1')
        connections = [self.slow_upload() for _ in range(5)]
        until('it has the photos', lambda: self.in_hand() == 5)
        for connection in connections:
            connection.close()
        until('the jobs are cancelled', lambda: self.in_hand() == 0)
        until('their files are gone', lambda: self.left_behind() == [])
        self.check([self.post(self.photos[0])], self.expected())

    def test_client_leaves_while_it_uploads(self):
        self.serve()
        connection = self.connect()
        connection.putrequest('POST', '/photos')
        connection.putheader('Content-Length', '1000000')
        connection.endheaders()
        connection.send(self.photos[0][:1000])
        until('the upload has begun', self.left_behind)
        connection.close()
        until('its file is gone', lambda: self.left_behind() == [])
        self.check([self.post(self.photos[0])], self.expected())

    def test_end(self):
        self.serve()
        self.post(self.photos[0])
        session = self.exporter
        self.assertEqual(self.end(), 0)
        self.assertEqual(self.said, '')
        self.assertEqual(processes_of_session(session), [])
        self.assertEqual(os.listdir(self.scratch), [])

    def test_killed_service(self):
        """Its exporter hears that nobody writes any more."""
        self.serve()
        connection = self.slow_upload()
        until('it works on the photo', lambda: self.in_hand() == 1)
        self.service.kill()
        self.service.communicate()
        until('its exporter and workers are gone', lambda: processes_of_session(self.exporter) == [])
        connection.close()


if __name__ == '__main__':
    tap.main()
