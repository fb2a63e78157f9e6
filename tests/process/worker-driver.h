/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parent's side for tests: one worker, its messages in a queue, every wait bounded, every
 * failure the test's end. */
#pragma once

#include <gio/gio.h>
#include "amb-channel.h"
#include "amb-sanitizers.h"

G_BEGIN_DECLS

#define DRIVER_TIMEOUT 60 /* seconds: far more than anything takes, even under a sanitizer */

typedef struct
{
  GSubprocess *process;
  int pid;
  AmbChannel *channel;
  int socket;      /* a duplicate, for what the channel would never send */
  GQueue messages; /* of DriverMessage */
  gboolean closed;
  int control_fd;
  AmbControl *control;
} Driver;

/* class: "view", "batch" or "probe". Does not wait for READY. */
Driver *driver_new (const char *class);
/* The same, and the READY body's facts are looked at and dropped. */
Driver *driver_new_ready (const char *class);
/* program: NULL-terminated; descriptor 3 is the socket. */
Driver *driver_new_for_program (const char *const *program);
/* Ends the worker, by force if need be. */
void driver_free (Driver *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Driver, driver_free)

/* fds: borrowed. */
void driver_send (Driver *self, AmbMessageKind kind, GVariant *body, const int *fds, guint n_fds);
void driver_send_raw (Driver *self, const void *bytes, gsize length);

/* The next message, whatever it is but PROGRESS, must be of that kind. The body, transfer full. */
GVariant *driver_expect (Driver *self, AmbMessageKind kind);
/* The next message must be FAILED with that code. */
void driver_expect_failed (Driver *self, guint code);
/* The next message, PROGRESS too; NULL when the socket is closed. Its kind is stored. */
GVariant *driver_next (Driver *self, AmbMessageKind *kind);
/* Waits until the process has ended. The exit status, or minus the signal. */
int driver_wait_exit (Driver *self);
/* Closes the parent's end. */
void driver_close (Driver *self);

/* OPEN with the driver's control page. source: borrowed. */
void driver_open (Driver *self, guint64 job, int source);
/* EXPORT. recipe: NULL, or a{sv} as text. */
void driver_export (Driver *self,
                    guint64 job,
                    const char *recipe,
                    const char *format,
                    const char *resize,
                    int output);
/* PROBE. thumbnail: a memfd. */
void driver_probe (Driver *self, guint64 job, int source, guint edge, int thumbnail);

/* A memfd with a mapping (out, nullable); sealed as the protocol wants it, or not at all. */
int make_memfd (gsize bytes, gboolean sealed, guint8 **map);

G_END_DECLS
