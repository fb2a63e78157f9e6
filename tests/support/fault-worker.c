/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker that speaks the protocol and misbehaves as its photo says.
 * The "photo" is a key file with one group, [fault]:
 *   fault=NAME      see faults below; without it all goes well
 *   place=PLACE     where: open (default), export, render, probe, probed (once it has answered)
 *   times=N         only the first N times, counted over all processes in the file counter=PATH
 *   bytes (that an export claims), width, height, need, delay (milliseconds of work with heartbeats), abortable-delay (the same of an
 *   abortable render), open-delay (the same before it is open), cost (microseconds that a render claims), incomplete=1, excess (pixels over a thumbnail's width)
 * The environment AMB_FAULT names what goes wrong before there is a photo: never-ready, exit-early, segv-early, sandbox, ready-twice, idle-talk,
 * idle-death. No sandbox: it is the parent that is under test. */
#include "amb-channel.h"
#include "amb-error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP "fault"
#define GROUP_LINE "[" GROUP "]" /* what stands before it lets the file pass for a picture */
#define HEARTBEAT_US 50000
#define LARGEST_SOURCE 65536
#define HUNGER_STEP (64u * 1024 * 1024)

typedef struct
{
  AmbChannel *channel;
  GMainLoop *loop;
  GKeyFile *spec;
  guint64 job;
  _Atomic guint32 *control;
  guint8 *buffers[AMB_RING_SIZE];
  gsize buffer_bytes;
} Fault;

static void
reply (Fault *self, AmbMessageKind kind, GVariant *body)
{
  amb_channel_send (self->channel, kind, body, NULL, 0, NULL);
}

static void
send_raw (gconstpointer bytes, gsize length)
{
  if (send (AMB_WORKER_SOCKET_FD, bytes, length, MSG_NOSIGNAL) < 0)
    _exit (70);
}

static int
number (Fault *self, const char *key, int otherwise)
{
  return g_key_file_has_key (self->spec, GROUP, key, NULL)
             ? g_key_file_get_integer (self->spec, GROUP, key, NULL) : otherwise;
}

static gboolean
is_cancelled (Fault *self)
{
  return self->control != NULL && atomic_load (&self->control[0]) != 0;
}

/* Heartbeats for so long; FALSE when cancelled. */
static gboolean
work (Fault *self, gint64 microseconds)
{
  gint64 end = g_get_monotonic_time () + microseconds;
  for (gint64 now; (now = g_get_monotonic_time ()) < end;)
    {
      guint permille = (guint) (1000 - (end - now) * 1000 / MAX (microseconds, 1));
      if (is_cancelled (self))
        return FALSE;
      reply (self, AMB_MESSAGE_PROGRESS, g_variant_new ("(tu)", self->job, MIN (permille, 1000)));
      g_usleep ((gulong) MIN (end - now, HEARTBEAT_US));
    }
  return TRUE;
}

static void
fail (Fault *self, AmbError code, const char *detail)
{
  reply (self, AMB_MESSAGE_FAILED, g_variant_new ("(tus)", self->job, (guint32) code, detail));
}

/* The faults */

static void
fault_segv (Fault *self)
{
  signal (SIGSEGV, SIG_DFL);
  raise (SIGSEGV);
}

static void
fault_abort (Fault *self)
{
  signal (SIGABRT, SIG_DFL);
  raise (SIGABRT);
}

static void
fault_cpu (Fault *self)
{
  raise (SIGXCPU);
}

static void
fault_sigkill (Fault *self)
{
  raise (SIGKILL);
}

static void
fault_stop (Fault *self)
{
  raise (SIGSTOP);
}

static void
fault_exit (Fault *self)
{
  g_printerr ("leaving early\n");
  _exit (3);
}

/* No heartbeat, deaf to cancel and to the end of the socket. */
static void
fault_spin (Fault *self)
{
  for (;;)
    g_usleep (1000);
}

/* Heartbeats for ever, deaf to cancel. */
static void
fault_deaf (Fault *self)
{
  for (;;)
    {
      reply (self, AMB_MESSAGE_PROGRESS, g_variant_new ("(tu)", self->job, 500));
      g_usleep (HEARTBEAT_US);
    }
}

static void
fault_mute (Fault *self)
{
  close (AMB_WORKER_SOCKET_FD);
  fault_spin (self);
}

static void
fault_flood (Fault *self)
{
  for (;;)
    reply (self, AMB_MESSAGE_PROGRESS, g_variant_new ("(tu)", self->job, 1));
}

static void
fault_talk (Fault *self)
{
  for (guint i = 0; i < 100000; i++)
    g_printerr ("line %u of a very talkative worker\n", i);
}

/* 4 GiB: over the limit of the test that wants it, and bearable where no limit holds. */
static void
fault_oom (Fault *self)
{
  for (guint i = 0; i < 64; i++)
    memset (g_malloc (HUNGER_STEP), 1, HUNGER_STEP);
  _exit (78);
}

static void
fault_memory (Fault *self)
{
  fail (self, AMB_ERROR_MEMORY, "no room");
}

static void
fault_damaged (Fault *self)
{
  fail (self, AMB_ERROR_DAMAGED, "the magic smoke left");
}

/* A code that only the parent may use. */
static void
fault_liar (Fault *self)
{
  fail (self, AMB_ERROR_START, "I was never started");
}

static void
fault_garbage (Fault *self)
{
  send_raw ("\xff\xfe\xfd garbage", 11);
}

static void
fault_empty (Fault *self)
{
  send_raw ("", 0);
  fault_spin (self);
}

static void
fault_oversized (Fault *self)
{
  static const guint8 zeros[AMB_MESSAGE_MAX_BYTES + 4096];
  send_raw (zeros, sizeof zeros);
}

/* Its last byte is missing. */
static void
fault_not_normal (Fault *self)
{
  g_autoptr (GBytes) bytes = amb_message_encode (
      AMB_MESSAGE_PROGRESS, g_variant_new ("(tu)", self->job, 1), NULL);

  send_raw (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) - 1);
}

static void
fault_wrong_direction (Fault *self)
{
  g_autoptr (GBytes) bytes
      = amb_message_encode (AMB_MESSAGE_CLOSE, g_variant_new ("(t)", self->job), NULL);

  send_raw (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
fault_wrong_job (Fault *self)
{
  reply (self, AMB_MESSAGE_PROGRESS, g_variant_new ("(tu)", self->job + 1, 1));
}

static void
fault_wrong_kind (Fault *self)
{
  reply (self, AMB_MESSAGE_PROBED,
         g_variant_new ("(t@a{sv})", self->job,
                        g_variant_new_parsed ("{'format': <'jpeg'>, 'width': <uint32 1>,"
                                              " 'height': <uint32 1>, 'orientation': <uint32 1>,"
                                              " 'alpha': <false>, 'depth': <uint32 8>,"
                                              " 'need': <uint64 3>}")));
}

static void
fault_send_fd (Fault *self)
{
  int fd = open ("/dev/null", O_RDWR | O_CLOEXEC);

  amb_channel_send (self->channel, AMB_MESSAGE_PROGRESS, g_variant_new ("(tu)", self->job, 1), &fd, 1,
                    NULL);
}

typedef struct
{
  const char *name;
  void (*run) (Fault *self);
} FaultInfo;

static const FaultInfo faults[] = {
  { "segv", fault_segv },
  { "abort", fault_abort },
  { "cpu", fault_cpu },
  { "sigkill", fault_sigkill },
  { "stop", fault_stop },
  { "exit", fault_exit },
  { "spin", fault_spin },
  { "deaf", fault_deaf },
  { "mute", fault_mute },
  { "flood", fault_flood },
  { "talk", fault_talk },
  { "oom", fault_oom },
  { "memory", fault_memory },
  { "damaged", fault_damaged },
  { "liar", fault_liar },
  { "garbage", fault_garbage },
  { "empty", fault_empty },
  { "oversized", fault_oversized },
  { "not-normal", fault_not_normal },
  { "wrong-direction", fault_wrong_direction },
  { "wrong-job", fault_wrong_job },
  { "wrong-kind", fault_wrong_kind },
  { "send-fd", fault_send_fd },
};

/* TRUE for the first times uses of the counter. */
static gboolean
counts_in (Fault *self)
{
  g_autofree char *counter = g_key_file_get_string (self->spec, GROUP, "counter", NULL);
  int times = number (self, "times", G_MAXINT);
  struct stat status;
  int fd;

  if (counter == NULL)
    return TRUE;
  fd = open (counter, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0 || fstat (fd, &status) != 0 || write (fd, "x", 1) != 1)
    _exit (71);
  close (fd);
  return status.st_size < times;
}

/* TRUE when something went wrong that has answered, or must not be answered. */
static gboolean
misbehave (Fault *self, const char *here)
{
  g_autofree char *name = g_key_file_get_string (self->spec, GROUP, "fault", NULL);
  g_autofree char *place = g_key_file_get_string (self->spec, GROUP, "place", NULL);

  if (name == NULL || g_strcmp0 (place != NULL ? place : "open", here) != 0 || !counts_in (self))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_str_equal (faults[i].name, name))
      {
        faults[i].run (self);
        return !g_str_equal (name, "talk");
      }
  _exit (72);
}

/* The good behaviour */

static gboolean
read_spec (Fault *self, int fd)
{
  char text[LARGEST_SOURCE];
  gssize length = pread (fd, text, sizeof text, 0);
  const char *start = length > 0 ? memmem (text, (gsize) length, GROUP_LINE, strlen (GROUP_LINE)) : NULL;

  g_clear_pointer (&self->spec, g_key_file_unref);
  self->spec = g_key_file_new ();
  return start != NULL
         && g_key_file_load_from_data (self->spec, start, (gsize) (text + length - start), G_KEY_FILE_NONE, NULL);
}

static void
map_control (Fault *self, int fd)
{
  void *address = mmap (NULL, AMB_CONTROL_BYTES, PROT_READ, MAP_SHARED, fd, 0);

  if (address == MAP_FAILED)
    _exit (73);
  self->control = address;
}

static void
describe (Fault *self, GVariantDict *info)
{
  guint width = (guint) number (self, "width", 4000);
  guint height = (guint) number (self, "height", 3000);

  g_variant_dict_insert (info, AMB_INFO_FORMAT, "s", "jpeg");
  g_variant_dict_insert (info, AMB_INFO_WIDTH, "u", width);
  g_variant_dict_insert (info, AMB_INFO_HEIGHT, "u", height);
  g_variant_dict_insert (info, AMB_INFO_ORIENTATION, "u", 1);
  g_variant_dict_insert (info, AMB_INFO_ALPHA, "b", FALSE);
  g_variant_dict_insert (info, AMB_INFO_DEPTH, "u", 8);
  g_variant_dict_insert (info, AMB_INFO_NEED, "t", (guint64) number (self, "need", 1000));
  g_variant_dict_insert_value (info, AMB_INFO_NOTES, g_variant_new_parsed ("['note on opening']"));
}

static void
take_open (Fault *self, AmbMessage *message)
{
  g_autoptr (GVariant) options = NULL;
  GVariantDict info;

  g_variant_get (message->body, "(t@a{sv})", &self->job, &options);
  map_control (self, message->fds[1]);
  if (!read_spec (self, message->fds[0]))
    {
      fail (self, AMB_ERROR_UNKNOWN_TYPE, "");
      return;
    }
  if (misbehave (self, "open"))
    return;
  work (self, number (self, "open-delay", 0) * 1000);
  g_variant_dict_init (&info, NULL);
  describe (self, &info);
  reply (self, AMB_MESSAGE_OPENED,
         g_variant_new ("(t@a{sv})", self->job, g_variant_dict_end (&info)));
}

static void
take_export (Fault *self, AmbMessage *message)
{
  static const char text[] = "a whole picture\n";

  if (misbehave (self, "export"))
    return;
  if (!work (self, number (self, "delay", 0) * 1000))
    {
      fail (self, AMB_ERROR_CANCELLED, "");
      return;
    }
  if (pwrite (message->fds[0], text, strlen (text), 0) != (gssize) strlen (text))
    _exit (74);
  reply (self, AMB_MESSAGE_DONE,
         g_variant_new ("(t@a{sv})", self->job,
                        g_variant_new_parsed ("{'width': <uint32 4>, 'height': <uint32 3>, 'bytes': <%t>,"
                                              " 'notes': <['note on writing']>}",
                                              (guint64) number (self, "bytes", (int) strlen (text)))));
}

static void
take_buffers (Fault *self, AmbMessage *message)
{
  for (guint i = 0; i < AMB_RING_SIZE; i++)
    if (self->buffers[i] != NULL)
      munmap (self->buffers[i], self->buffer_bytes);
  g_variant_get (message->body, "(tt)", NULL, &self->buffer_bytes);
  for (guint i = 0; i < AMB_RING_SIZE; i++)
    {
      void *address = mmap (NULL, self->buffer_bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
                            message->fds[i], 0);
      if (address == MAP_FAILED)
        _exit (75);
      self->buffers[i] = address;
    }
}

/* Pixels say which recipe they are of: its value "value", a byte. */
static void
take_render (Fault *self, AmbMessage *message)
{
  AmbRenderRequest request;
  AmbFrameReply frame;
  guint32 value = 0;
  gint64 end;
  gsize bytes;

  amb_render_request_from_variant (message->body, &request);
  g_variant_lookup (request.recipe, "value", "u", &value);
  g_variant_unref (request.recipe);
  if (misbehave (self, "render"))
    return;
  frame = (AmbFrameReply){ .job = request.job, .serial = request.serial, .buffer = request.buffer,
                           .region = request.region };
  frame.plane_width = (guint32) MAX (1, number (self, "width", 4000) * request.scale + 0.5);
  frame.plane_height = (guint32) MAX (1, number (self, "height", 3000) * request.scale + 0.5);
  frame.microseconds = (guint64) number (self, "cost", 1000);
  frame.flags = (request.flags & AMB_RENDER_DRAFT) != 0 ? AMB_FRAME_DRAFT : 0;
  end = (request.flags & AMB_RENDER_ABORTABLE) != 0 ? number (self, "abortable-delay", 0)
                                                   : number (self, "delay", 0);
  end = g_get_monotonic_time () + end * 1000;
  while (g_get_monotonic_time () < end && (frame.flags & AMB_FRAME_ABORTED) == 0)
    {
      g_usleep (1000);
      if ((request.flags & AMB_RENDER_ABORTABLE) != 0 && atomic_load (&self->control[1]) != request.generation)
        frame.flags |= AMB_FRAME_ABORTED;
    }
  bytes = (gsize) request.region.width * (gsize) request.region.height * 4;
  if (bytes > self->buffer_bytes)
    _exit (76);
  memset (self->buffers[request.buffer], (int) value, bytes);
  if (number (self, "incomplete", 0) != 0)
    frame.flags |= AMB_FRAME_INCOMPLETE;
  reply (self, AMB_MESSAGE_FRAME, amb_frame_reply_to_variant (&frame));
}

static void
take_probe (Fault *self, AmbMessage *message)
{
  g_autoptr (GVariant) options = NULL;
  GVariantDict info;
  g_autofree char *pixels = NULL;
  guint32 edge = 0;

  g_variant_get (message->body, "(t@a{sv})", &self->job, &options);
  g_variant_lookup (options, "edge", "u", &edge);
  map_control (self, message->fds[1]);
  if (!read_spec (self, message->fds[0]))
    {
      fail (self, AMB_ERROR_UNKNOWN_TYPE, "");
      return;
    }
  if (misbehave (self, "probe"))
    return;
  if (!work (self, number (self, "delay", 0) * 1000))
    {
      fail (self, AMB_ERROR_CANCELLED, "");
      return;
    }
  pixels = g_strnfill ((gsize) edge * edge * 4, 0x5a);
  if (pwrite (message->fds[2], pixels, (gsize) edge * edge * 4, 0) < 0)
    _exit (77);
  g_variant_dict_init (&info, NULL);
  describe (self, &info);
  if (edge > 0)
    {
      g_variant_dict_insert (&info, "thumb-width", "u", edge + (guint) number (self, "excess", 0));
      g_variant_dict_insert (&info, "thumb-height", "u", edge);
    }
  reply (self, AMB_MESSAGE_PROBED,
         g_variant_new ("(t@a{sv})", self->job, g_variant_dict_end (&info)));
  misbehave (self, "probed");
}

static void
on_message (AmbChannel *channel, AmbMessage *message, gpointer user_data)
{
  Fault *self = user_data;
  switch (message->kind)
    {
    case AMB_MESSAGE_OPEN:
      take_open (self, message);
      break;
    case AMB_MESSAGE_EXPORT:
      take_export (self, message);
      break;
    case AMB_MESSAGE_BUFFERS:
      take_buffers (self, message);
      break;
    case AMB_MESSAGE_RENDER:
      take_render (self, message);
      break;
    case AMB_MESSAGE_PROBE:
      take_probe (self, message);
      break;
    default:
      g_main_loop_quit (self->loop);
    }
}

static void
on_closed (AmbChannel *channel, const GError *error, gpointer user_data)
{
  g_main_loop_quit (((Fault *) user_data)->loop);
}

static gboolean
on_idle_death (gpointer user_data)
{
  _exit (5);
}

static void
start (Fault *self)
{
  const char *fault = g_getenv ("AMB_FAULT");
  const char *facts = "({'version': <'fault'>, 'landlock': <0>, 'seccomp': <false>},)";

  if (g_strcmp0 (fault, "exit-early") == 0)
    _exit (4);
  if (g_strcmp0 (fault, "segv-early") == 0)
    fault_segv (self);
  if (g_strcmp0 (fault, "never-ready") == 0)
    fault_spin (self);
  if (g_strcmp0 (fault, "sandbox") == 0)
    {
      fail (self, AMB_ERROR_SANDBOX, "seccomp is missing");
      _exit (6);
    }
  reply (self, AMB_MESSAGE_READY, g_variant_new_parsed (facts));
  if (g_strcmp0 (fault, "ready-twice") == 0)
    reply (self, AMB_MESSAGE_READY, g_variant_new_parsed (facts));
  if (g_strcmp0 (fault, "idle-talk") == 0)
    reply (self, AMB_MESSAGE_PROGRESS, g_variant_new ("(tu)", (guint64) 1, 1));
  if (g_strcmp0 (fault, "idle-death") == 0)
    g_timeout_add (30, on_idle_death, NULL);
}

int
main (int argc, char **argv)
{
  Fault self = { 0 };

  closefrom (AMB_WORKER_SOCKET_FD + 1);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.channel = amb_channel_new (AMB_WORKER_SOCKET_FD, FALSE);
  amb_channel_set_callbacks (self.channel, on_message, on_closed, &self);
  start (&self);
  g_main_loop_run (self.loop);
  amb_channel_free (self.channel);
  g_main_loop_unref (self.loop);
  g_clear_pointer (&self.spec, g_key_file_unref);
  return 0;
}
