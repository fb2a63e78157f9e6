/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One worker process, from spawn to reaping.
 *
 * DESIGN. Spawned with INHERIT_FDS, no child setup and no working directory, because only so does
 * GLib take posix_spawn (0.26 ms; fork from a large program takes 45 ms); all our descriptors are
 * close-on-exec, and the worker closes what it should not have. Spawned from the main thread,
 * because the parent-death signal follows the thread. "Ended" is reported when the process is
 * reaped AND its socket is read to the end, so an answer sent just before exit is never lost.
 * stderr is read at low priority into a ring of 4 KiB, so a talkative worker cannot keep the window
 * busy. */
#include "amb-worker-process.h"

#include "amb-sanitizers.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define STDERR_TAIL 4096
#define STDERR_DRAIN 16 /* reads at most after the end */

static const char *const class_words[AMB_N_WORKER_CLASSES][2] = {
  [AMB_WORKER_VIEW] = { "view" },
  [AMB_WORKER_BATCH] = { "batch" },
  [AMB_WORKER_PROBE] = { "probe" },
  [AMB_WORKER_BATCH_MODULES] = { "batch", "modules" },
};

typedef struct
{
  const AmbWorkerListener *listener;
  gpointer user_data;
} Ear;

struct _AmbWorkerProcess
{
  grefcount refs;
  const AmbPoolPolicy *policy;
  GSubprocess *process;
  GPid pid; /* 0 when reaped */
  AmbChannel *channel;
  gboolean is_closed; /* the socket was read to its end, or we closed it */
  gboolean is_reaped;
  gboolean has_ended; /* and was told so */
  int wait_status;
  AmbKillReason killed;
  guint timer; /* READY, then the grace of an end */
  GVariant *info;
  Ear owner, client;
  int stderr_fd;
  GSource *stderr_source;
  GString *stderr_tail;
};

/* The output of one read joins the tail; 0 at the end, -1 with errno. */
static gssize
read_stderr (AmbWorkerProcess *self)
{
  char chunk[STDERR_TAIL];
  gssize got = read (self->stderr_fd, chunk, sizeof chunk);

  if (got <= 0)
    return got;
  g_string_append_len (self->stderr_tail, chunk, got);
  if (self->stderr_tail->len > STDERR_TAIL)
    g_string_erase (self->stderr_tail, 0, (gssize) self->stderr_tail->len - STDERR_TAIL);
  return got;
}

static gboolean
on_stderr (int fd, GIOCondition condition, gpointer user_data)
{
  AmbWorkerProcess *self = user_data;
  gssize got = read_stderr (self);

  if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->stderr_source, g_source_unref);
  return G_SOURCE_REMOVE;
}

static void
close_stderr (AmbWorkerProcess *self)
{
  if (self->stderr_source != NULL)
    g_source_destroy (self->stderr_source);
  g_clear_pointer (&self->stderr_source, g_source_unref);
  if (self->stderr_fd >= 0)
    g_close (g_steal_fd (&self->stderr_fd), NULL);
}

AmbWorkerProcess *
amb_worker_process_ref (AmbWorkerProcess *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
amb_worker_process_unref (AmbWorkerProcess *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  close_stderr (self);
  g_clear_pointer (&self->channel, amb_channel_free);
  g_clear_object (&self->process);
  g_clear_pointer (&self->info, g_variant_unref);
  g_string_free (self->stderr_tail, TRUE);
  g_free (self);
}

static void
tell_ended (AmbWorkerProcess *self, const AmbDeath *death)
{
  Ear ears[] = { self->owner, self->client };

  self->owner.listener = NULL;
  self->client.listener = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (ears); i++)
    if (ears[i].listener != NULL && ears[i].listener->ended != NULL)
      ears[i].listener->ended (self, death, ears[i].user_data);
}

static const char *
last_line (const char *text)
{
  const char *end = strrchr (text, '\n');

  return end != NULL ? end + 1 : text;
}

/* Both the socket and the process must have ended. */
static void
try_end (AmbWorkerProcess *self)
{
  g_autofree char *detail = NULL;
  g_autofree char *last_words = NULL;
  AmbDeathFacts facts;
  AmbDeath death;

  if (!self->is_closed || !self->is_reaped || self->has_ended)
    return;
  self->has_ended = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  for (guint i = 0; i < STDERR_DRAIN && self->stderr_fd >= 0 && read_stderr (self) > 0; i++)
    continue;
  close_stderr (self);
  last_words = g_utf8_make_valid (self->stderr_tail->str, (gssize) self->stderr_tail->len);
  facts = (AmbDeathFacts){ self->killed, self->wait_status, last_words };
  detail = amb_death_describe (&facts);
  death = (AmbDeath){ amb_death_classify (&facts), detail };
  g_strchomp (last_words);
  g_debug ("worker ended: %s; %s", detail, last_line (last_words));
  tell_ended (self, &death);
}

static void
on_reaped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbWorkerProcess) self = user_data; /* the reference of the wait */
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_wait_finish (G_SUBPROCESS (source), result, &error))
    g_warning ("Waiting for a worker failed: %s", error->message);
  self->is_reaped = TRUE;
  self->pid = 0;
  self->wait_status = g_subprocess_get_status (self->process);
  try_end (self);
}

void
amb_worker_process_kill (AmbWorkerProcess *self, AmbKillReason reason)
{
  if (self->killed == AMB_KILL_NONE)
    self->killed = reason;
  if (!self->is_reaped)
    g_subprocess_force_exit (self->process);
}

static gboolean
on_exit_grace (gpointer user_data)
{
  AmbWorkerProcess *self = user_data;

  self->timer = 0;
  amb_worker_process_kill (self, AMB_KILL_MUTE);
  return G_SOURCE_REMOVE;
}

static void
start_exit_grace (AmbWorkerProcess *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->is_reaped)
    self->timer = g_timeout_add (self->policy->exit_grace, on_exit_grace, self);
}

static gboolean
on_ready_timeout (gpointer user_data)
{
  AmbWorkerProcess *self = user_data;

  self->timer = 0;
  amb_worker_process_kill (self, AMB_KILL_START);
  return G_SOURCE_REMOVE;
}

static void
on_closed (AmbChannel *channel, const GError *error, gpointer user_data)
{
  AmbWorkerProcess *self = user_data;

  amb_worker_process_ref (self);
  self->is_closed = TRUE;
  if (error != NULL)
    {
      g_debug ("worker %d: %s", (int) self->pid, error->message);
      amb_worker_process_kill (self, AMB_KILL_PROTOCOL);
    }
  else
    start_exit_grace (self);
  try_end (self);
  amb_worker_process_unref (self);
}

static void
take_ready (AmbWorkerProcess *self, AmbMessage *message)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->info = g_variant_get_child_value (message->body, 0);
  if (self->owner.listener != NULL && self->owner.listener->ready != NULL)
    self->owner.listener->ready (self, self->owner.user_data);
}

static void
on_message (AmbChannel *channel, AmbMessage *message, gpointer user_data)
{
  AmbWorkerProcess *self = user_data;
  gboolean was_ready = self->info != NULL;
  Ear ear = was_ready ? self->client : self->owner;

  amb_worker_process_ref (self);
  if (message->kind == AMB_MESSAGE_READY && !was_ready)
    take_ready (self, message);
  else if (message->kind == AMB_MESSAGE_READY
           || (!was_ready && message->kind != AMB_MESSAGE_FAILED))
    amb_worker_process_kill (self, AMB_KILL_PROTOCOL);
  else if (ear.listener != NULL && ear.listener->message != NULL)
    ear.listener->message (self, message, ear.user_data);
  else
    amb_worker_process_kill (self, AMB_KILL_PROTOCOL); /* nobody asked an idle worker anything */
  amb_worker_process_unref (self);
}

static GSubprocess *
launch (AmbWorkerClass class, const char *path, int socket, int stderr_fd, GError **error)
{
  const char *arguments[] = { path, class_words[class][0], class_words[class][1], NULL };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_INHERIT_FDS | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);

  g_subprocess_launcher_setenv (launcher, "GIO_USE_VFS", "local", TRUE);
  g_subprocess_launcher_take_fd (launcher, socket, AMB_WORKER_SOCKET_FD);
  g_subprocess_launcher_take_stderr_fd (launcher, stderr_fd);
  return g_subprocess_launcher_spawnv (launcher, arguments, error);
}

/* The socket and the pipe; the parent's ends stay, the worker's ends are given to the launcher. */
static GSubprocess *
connect_and_launch (
    AmbWorkerClass class, const char *path, int *parent_fd, int *stderr_fd, GError **error)
{
  int worker_fd;
  int pipe_fds[2];

  if (!amb_channel_pair (parent_fd, &worker_fd, error))
    return NULL;
  if (!g_unix_open_pipe (pipe_fds, FD_CLOEXEC, error))
    {
      g_close (worker_fd, NULL);
      return NULL;
    }
  *stderr_fd = pipe_fds[0];
  g_unix_set_fd_nonblocking (*stderr_fd, TRUE, NULL);
  return launch (class, path, worker_fd, pipe_fds[1], error);
}

static void
watch_stderr (AmbWorkerProcess *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->stderr_tail = g_string_new (NULL);
  self->stderr_source = g_unix_fd_source_new (self->stderr_fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_static_name (self->stderr_source, "AmbWorkerProcess stderr");
  g_source_set_priority (self->stderr_source, G_PRIORITY_LOW);
  g_source_set_callback (self->stderr_source, G_SOURCE_FUNC (on_stderr), self, NULL);
  g_source_attach (self->stderr_source, context);
}

static GPid
parse_pid (GSubprocess *process)
{
  const char *identifier = g_subprocess_get_identifier (process); /* NULL when already reaped */
  return identifier != NULL ? (GPid) g_ascii_strtoll (identifier, NULL, 10) : 0;
}

AmbWorkerProcess *
amb_worker_process_spawn (AmbWorkerClass class,
                          const char *path,
                          const AmbPoolPolicy *policy,
                          GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GSubprocess) process = NULL;
  AmbWorkerProcess *self;
  int parent_fd = -1;
  int stderr_fd = -1;

  process = connect_and_launch (class, path, &parent_fd, &stderr_fd, &cause);
  if (process == NULL)
    {
      if (parent_fd >= 0)
        g_close (parent_fd, NULL);
      if (stderr_fd >= 0)
        g_close (stderr_fd, NULL);
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_START, cause->message);
      return NULL;
    }
  self = g_new0 (AmbWorkerProcess, 1);
  g_ref_count_init (&self->refs);
  self->policy = policy;
  self->process = g_steal_pointer (&process);
  self->pid = parse_pid (self->process);
  self->stderr_fd = stderr_fd;
  watch_stderr (self);
  self->channel = amb_channel_new (parent_fd, TRUE);
  amb_channel_set_callbacks (self->channel, on_message, on_closed, self);
  self->timer = g_timeout_add (policy->ready_timeout, on_ready_timeout, self);
  g_subprocess_wait_async (self->process, NULL, on_reaped, amb_worker_process_ref (self));
  return self;
}

void
amb_worker_process_set_owner (AmbWorkerProcess *self,
                              const AmbWorkerListener *listener,
                              gpointer user_data)
{
  self->owner = (Ear){ listener, user_data };
}

void
amb_worker_process_set_client (AmbWorkerProcess *self,
                               const AmbWorkerListener *listener,
                               gpointer user_data)
{
  self->client = (Ear){ listener, user_data };
}

GPid
amb_worker_process_get_pid (AmbWorkerProcess *self)
{
  return self->pid;
}

gboolean
amb_worker_process_is_ready (AmbWorkerProcess *self)
{
  return self->info != NULL && !self->is_closed && self->killed == AMB_KILL_NONE;
}

GVariant *
amb_worker_process_get_info (AmbWorkerProcess *self)
{
  return self->info;
}

gboolean
amb_worker_process_send (
    AmbWorkerProcess *self, AmbMessageKind kind, GVariant *body, const int *fds, guint n_fds)
{
  g_autoptr (GError) error = NULL;

  if (amb_channel_send (self->channel, kind, body, fds, n_fds, &error))
    return TRUE;
  g_debug ("worker %d: %s", (int) self->pid, error->message);
  return FALSE;
}

void
amb_worker_process_limit_memory (AmbWorkerProcess *self, guint64 bytes)
{
  struct rlimit limit;

  if (AMB_HAS_SHADOW_MEMORY || self->is_reaped || self->pid == 0
      || prlimit (self->pid, RLIMIT_DATA, NULL, &limit) != 0)
    return;
  limit.rlim_cur = MIN (limit.rlim_max, (rlim_t) bytes);
  if (prlimit (self->pid, RLIMIT_DATA, &limit, NULL) != 0)
    g_debug ("worker %d: prlimit: %s", (int) self->pid, g_strerror (errno));
}

void
amb_worker_process_retire (AmbWorkerProcess *self)
{
  if (self->killed == AMB_KILL_NONE)
    self->killed = AMB_KILL_WANTED;
  amb_channel_close (self->channel);
  self->is_closed = TRUE;
  start_exit_grace (self);
  if (self->is_reaped)
    try_end (self);
}

void
amb_worker_process_abandon (AmbWorkerProcess *self)
{
  self->owner.listener = NULL;
  self->client.listener = NULL;
  amb_worker_process_kill (self, AMB_KILL_WANTED);
  amb_channel_close (self->channel);
  self->is_closed = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
}
