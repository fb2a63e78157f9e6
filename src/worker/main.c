/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The entry point of the worker: ambrotype-worker view|batch|probe, with the parent's socket at
 * descriptor 3.
 *
 * DESIGN. Order: give up the inherited descriptors and be bound to the parent's life; load
 * everything that opens files; close the sandbox while there is one thread; say READY; serve.
 * Nothing from the parent is read before the sandbox is closed, so no photo is touched outside it.
 * The end is _exit, whatever threads still do: the process holds nothing that wants saving, and
 * neither libraries' exit handlers nor a leak checker can run in the sandbox. Exit statuses:
 * AMB_WORKER_EXIT_*. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "amb-coder.h"
#include "amb-error.h"
#include "amb-worker-private.h"

#define MAX_LOG_BYTES 400

static void
write_line (const char *message)
{
  g_autofree char *text = amb_worker_clean_text (message, MAX_LOG_BYTES);
  g_autofree char *line = g_strconcat ("ambrotype-worker: ", text, "\n", NULL);
  ssize_t written = write (STDERR_FILENO, line, strlen (line));

  (void) written; /* there is nobody else to tell */
}

/* One short line on stderr, of which the parent keeps the last; GLib's own writer would look for
 * the journal. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG)) == 0)
    for (gsize i = 0; i < n_fields; i++)
      if (strcmp (fields[i].key, "MESSAGE") == 0 && fields[i].length < 0)
        write_line (fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

static const AmbService *
find_service (const char *name)
{
  static const AmbService *const services[]
      = { &amb_service_view, &amb_service_batch, &amb_service_probe };

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_strcmp0 (services[i]->name, name) == 0)
      return services[i];
  return NULL;
}

/* Job 0: no job's, but why there will be none. */
static void G_GNUC_NORETURN
refuse (AmbWorker *worker, const GError *error)
{
  g_warning ("%s", error->message);
  amb_worker_send_failed (worker, 0, error);
  _exit (AMB_WORKER_EXIT_SANDBOX);
}

int
main (int argc, char **argv)
{
  const AmbService *service = find_service (argc == 2 || argc == 3 ? argv[1] : NULL);
  gboolean wants_modules = argc == 3 && strcmp (argv[2], "modules") == 0;
  AmbSandboxState state = { 0 };
  AmbWorker *worker;
  GError *error = NULL;

  if (service == NULL || (argc == 3 && !wants_modules))
    {
      static const char usage[] = "ambrotype-worker is started by ambrotype and ambrotype-export\n";
      return write (STDERR_FILENO, usage, sizeof usage - 1) < 0 ? 1 : AMB_WORKER_EXIT_USAGE;
    }
  if (!amb_sandbox_enter (&error))
    {
      g_warning ("%s", error->message);
      return AMB_WORKER_EXIT_USAGE;
    }
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN); /* a limit on the size of files is an error of the write */
  g_log_set_writer_func (write_log, NULL, NULL);
  g_setenv ("GIO_USE_VFS", "local", TRUE);
  if (wants_modules || !service->is_frugal)
    amb_coders_preload ();
  worker = amb_worker_new (service);
  if (!amb_worker_prepare (worker, &error) || !amb_sandbox_close (&service->limits, &state, &error))
    refuse (worker, error);
  _exit (amb_worker_run (worker, &state));
}
