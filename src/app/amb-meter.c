/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the window from inside, only when AMBROTYPE_METER names a file: moments of interest, and
 * how long the main loop was busy.
 *
 * DESIGN. The time between the return of poll and the next poll is the time in which the window
 * cannot answer. Wrapping the poll function of the main context sees all of it, nested loops
 * included, without waking anybody. A poll function has no user data, hence the one static
 * structure of the program. Lines are appended by one write () each to a file that is opened once:
 * microseconds, and only while measuring. */
#include "amb-meter.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum
{
  BUCKET_US = 250,
  STALL_US = 16000, /* a frame at 60 Hz */
  N_BUCKETS = 400,  /* the last one holds everything from 100 ms up */
};

typedef struct
{
  int fd; /* -1: off */
  GPollFunc poll;
  gint64 busy_since;
  gint64 cpu_since;
  gint64 longest;
  gint64 longest_cpu;      /* the same without what other programs took */
  gint64 longest_starting; /* until the first frame: GTK's own start is in it */
  gboolean has_frame;
  gboolean is_started; /* since the poll after the first frame */
  guint64 turns;
  guint64 buckets[N_BUCKETS];
} AmbMeter;

static AmbMeter meter = { .fd = -1 };

static gint64
amb_meter_cpu_time (void)
{
  struct timespec time = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
amb_meter_write (const GString *line)
{
  /* Measuring is best effort: a full disk must not disturb the program. */
  ssize_t written G_GNUC_UNUSED = write (meter.fd, line->str, line->len);
}

/* Named at once, so that what came before and after it in the file tells what it was. */
static void
amb_meter_name_stall (gint64 busy, gint64 cpu)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line,
                          "{\"event\": \"stall\", \"us\": %" G_GINT64_FORMAT
                          ", \"busy-us\": %" G_GINT64_FORMAT ", \"cpu-us\": %" G_GINT64_FORMAT
                          "}\n",
                          g_get_monotonic_time (), busy, cpu);
  amb_meter_write (line);
}

static void
amb_meter_count (gint64 busy, gint64 cpu)
{
  if (!meter.is_started)
    {
      meter.longest_starting = MAX (meter.longest_starting, busy);
      return;
    }
  meter.turns++;
  meter.longest = MAX (meter.longest, busy);
  meter.longest_cpu = MAX (meter.longest_cpu, cpu);
  meter.buckets[MIN (busy / BUCKET_US, N_BUCKETS - 1)]++;
  if (busy > STALL_US)
    amb_meter_name_stall (busy, cpu);
}

static int
amb_meter_poll (GPollFD *fds, guint n_fds, int timeout)
{
  int ready, errsv;

  if (meter.busy_since != 0)
    amb_meter_count (g_get_monotonic_time () - meter.busy_since,
                     amb_meter_cpu_time () - meter.cpu_since);
  meter.is_started |= meter.has_frame;
  ready = meter.poll (fds, n_fds, timeout);
  errsv = errno;
  meter.busy_since = g_get_monotonic_time ();
  meter.cpu_since = amb_meter_cpu_time ();
  errno = errsv;
  return ready;
}

void
amb_meter_start (void)
{
  const char *path = g_getenv ("AMBROTYPE_METER");

  if (path == NULL || *path == '\0')
    return;
  meter.fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (meter.fd < 0)
    return;
  meter.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, amb_meter_poll);
  amb_meter_event ("start", 0);
}

void
amb_meter_stop (void)
{
  g_autoptr (GString) line = NULL;

  if (meter.fd < 0)
    return;
  line = g_string_new (NULL);
  g_string_append_printf (line,
                          "{\"event\": \"stalls\", \"us\": %" G_GINT64_FORMAT
                          ", \"longest-starting-us\": %" G_GINT64_FORMAT
                          ", \"longest-us\": %" G_GINT64_FORMAT
                          ", \"longest-cpu-us\": %" G_GINT64_FORMAT
                          ", \"turns\": %" G_GUINT64_FORMAT ", \"bucket-us\": %d, \"buckets\": {",
                          g_get_monotonic_time (), meter.longest_starting, meter.longest,
                          meter.longest_cpu, meter.turns, BUCKET_US);
  for (guint i = 0, n = 0; i < N_BUCKETS; i++)
    if (meter.buckets[i] > 0)
      g_string_append_printf (line, "%s\"%u\": %" G_GUINT64_FORMAT, n++ > 0 ? ", " : "", i,
                              meter.buckets[i]);
  g_string_append (line, "}}\n");
  amb_meter_write (line);
  g_main_context_set_poll_func (NULL, meter.poll);
  close (meter.fd);
  meter.fd = -1;
}

gboolean
amb_meter_is_on (void)
{
  return meter.fd >= 0;
}

void
amb_meter_first_frame (void)
{
  amb_meter_event ("first-frame", 0);
  meter.has_frame = TRUE;
}

void
amb_meter_event (const char *name, guint serial)
{
  g_autoptr (GString) line = NULL;

  if (meter.fd < 0)
    return;
  line = g_string_new (NULL);
  g_string_append_printf (line,
                          "{\"event\": \"%s\", \"us\": %" G_GINT64_FORMAT ", \"serial\": %u}\n",
                          name, g_get_monotonic_time (), serial);
  amb_meter_write (line);
}
