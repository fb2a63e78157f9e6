/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages over one end of a SOCK_SEQPACKET socket.
 *
 * DESIGN. Only recvmsg, sendmsg and poll are used, so that the worker's end runs inside the
 * sandbox. The parent's end never blocks: what the socket does not take is queued, up to MAX_QUEUED
 * messages. It offers no room for file descriptors when it receives, so the kernel drops what a
 * worker sends and marks the datagram, which is a protocol error. A worker that floods cannot
 * starve the parent's loop: a dispatch ends after DISPATCH_BUDGET, and more than MAX_PER_SECOND
 * messages in a second are a protocol error.
 * The worker's end blocks in send, from any thread (a datagram is one system call), and receives in
 * its loop. */
#include "amb-channel.h"

#include "amb-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_QUEUED 256
#define MAX_PER_DISPATCH 32
#define DISPATCH_BUDGET 1000 /* microseconds */
#define MAX_PER_SECOND 4000  /* a busy view worker sends some 200 */
#define FLOOD_WINDOW G_USEC_PER_SEC

typedef struct
{
  GBytes *bytes;
  int fds[AMB_MESSAGE_MAX_FDS];
  guint n_fds;
} Outgoing;

struct _AmbChannel
{
  int fd;
  gboolean is_parent;
  guint refs; /* the owner's, and one for each dispatch that runs */
  GMainContext *context;
  GSource *input;
  GSource *output; /* while something is queued */
  GQueue queue;    /* of Outgoing */
  AmbChannelMessageFunc message;
  AmbChannelClosedFunc closed;
  gpointer user_data;
  gint64 window_start; /* of the flood count */
  guint window_messages;
  guint8 *scratch; /* AMB_MESSAGE_MAX_BYTES */
};

static void
close_fds (int *fds, guint n_fds)
{
  for (guint i = 0; i < n_fds; i++)
    if (fds[i] >= 0)
      g_close (g_steal_fd (&fds[i]), NULL);
}

static void
outgoing_free (Outgoing *self)
{
  g_bytes_unref (self->bytes);
  close_fds (self->fds, self->n_fds);
  g_free (self);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
amb_channel_close (AmbChannel *self)
{
  clear_source (&self->input);
  clear_source (&self->output);
  g_queue_clear_full (&self->queue, (GDestroyNotify) outgoing_free);
  if (self->fd >= 0)
    g_close (g_steal_fd (&self->fd), NULL);
}

static void
channel_unref (AmbChannel *self)
{
  if (--self->refs > 0)
    return;
  g_main_context_unref (self->context);
  g_free (self->scratch);
  g_free (self);
}

void
amb_channel_free (AmbChannel *self)
{
  amb_channel_close (self);
  self->message = NULL;
  self->closed = NULL;
  channel_unref (self);
}

static void
end (AmbChannel *self, const GError *error)
{
  AmbChannelClosedFunc closed = self->closed;

  amb_channel_close (self);
  self->closed = NULL;
  if (closed != NULL)
    closed (self, error, self->user_data);
}

static void
end_protocol (AmbChannel *self, const char *why)
{
  g_autoptr (GError) error = g_error_new_literal (AMB_ERROR, AMB_ERROR_PROTOCOL, why);
  end (self, error);
}

static gboolean
floods (AmbChannel *self, gint64 now)
{
  if (now - self->window_start >= FLOOD_WINDOW)
    {
      self->window_start = now;
      self->window_messages = 0;
    }
  return ++self->window_messages > MAX_PER_SECOND;
}

/* Takes the descriptors out of the control data; more than fit were dropped by the kernel
 * (MSG_CTRUNC). */
static void
collect_fds (struct msghdr *header, AmbMessage *message)
{
  for (struct cmsghdr *c = CMSG_FIRSTHDR (header); c != NULL; c = CMSG_NXTHDR (header, c))
    {
      gsize n;
      if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
        continue;
      n = MIN ((c->cmsg_len - CMSG_LEN (0)) / sizeof (int), AMB_MESSAGE_MAX_FDS);
      memcpy (message->fds, CMSG_DATA (c), n * sizeof (int));
      message->n_fds = (guint) n;
    }
}

/* One datagram. Bytes received, 0 at the end, -1 with errno. */
static gssize
receive_datagram (AmbChannel *self, AmbMessage *message, gboolean *truncated)
{
  union
  {
    char bytes[CMSG_SPACE (sizeof (int) * AMB_MESSAGE_MAX_FDS)];
    struct cmsghdr align;
  } control;
  struct iovec vector = { self->scratch, AMB_MESSAGE_MAX_BYTES };
  struct msghdr header = { .msg_iov = &vector, .msg_iovlen = 1 };
  gssize got;

  if (!self->is_parent)
    {
      header.msg_control = &control;
      header.msg_controllen = sizeof control;
    }
  do
    got = recvmsg (self->fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got >= 0)
    collect_fds (&header, message);
  *truncated = got >= 0 && (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
  return got;
}

/* Receives, checks and hands on one message; FALSE when there is no more now or ever. */
static gboolean
receive_one (AmbChannel *self)
{
  g_auto (AmbMessage) message = { .fds = { -1, -1, -1, -1 } };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gboolean truncated;
  gssize got = receive_datagram (self, &message, &truncated);

  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return FALSE;
  if (got < 0 && errno == ECONNRESET)
    return TRUE; /* the peer left without reading all: what it sent before is still there */
  if (got <= 0 && !truncated)
    {
      end (self, NULL);
      return FALSE;
    }
  if (truncated)
    {
      end_protocol (self, "a datagram too long or with file descriptors it must not carry");
      return FALSE;
    }
  bytes = g_bytes_new (self->scratch, (gsize) got);
  if (!amb_message_decode (bytes, self->is_parent, message.n_fds, &message, &error))
    {
      end (self, error);
      return FALSE;
    }
  if (self->message != NULL)
    self->message (self, &message, self->user_data);
  return self->fd >= 0;
}

static gboolean
on_input (int fd, GIOCondition condition, gpointer user_data)
{
  AmbChannel *self = user_data;
  gint64 start = g_get_monotonic_time ();

  self->refs++;
  for (guint n = 0; n < MAX_PER_DISPATCH; n++)
    {
      gint64 now = n == 0 ? start : g_get_monotonic_time ();
      if (now - start > DISPATCH_BUDGET)
        break;
      if (self->is_parent && floods (self, now))
        {
          end_protocol (self, "too many messages");
          break;
        }
      if (!receive_one (self))
        break;
    }
  channel_unref (self);
  return G_SOURCE_CONTINUE; /* end () and close destroy the source themselves */
}

AmbChannel *
amb_channel_new (int fd, gboolean is_parent)
{
  AmbChannel *self = g_new0 (AmbChannel, 1);

  self->fd = fd;
  self->is_parent = is_parent;
  self->refs = 1;
  self->scratch = g_malloc (AMB_MESSAGE_MAX_BYTES);
  self->context = g_main_context_ref_thread_default ();
  g_queue_init (&self->queue);
  self->input = g_unix_fd_source_new (fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_static_name (self->input, "AmbChannel input");
  g_source_set_callback (self->input, G_SOURCE_FUNC (on_input), self, NULL);
  g_source_attach (self->input, self->context);
  return self;
}

void
amb_channel_set_callbacks (AmbChannel *self,
                           AmbChannelMessageFunc message,
                           AmbChannelClosedFunc closed,
                           gpointer user_data)
{
  self->message = message;
  self->closed = closed;
  self->user_data = user_data;
}

/* 0, or the errno. */
static int
send_datagram (AmbChannel *self, GBytes *bytes, const int *fds, guint n_fds)
{
  union
  {
    char bytes[CMSG_SPACE (sizeof (int) * AMB_MESSAGE_MAX_FDS)];
    struct cmsghdr align;
  } control = { 0 };
  gsize size;
  struct iovec vector = { (gpointer) g_bytes_get_data (bytes, &size), 0 };
  struct msghdr header = { .msg_iov = &vector, .msg_iovlen = 1 };
  gssize sent;

  vector.iov_len = size;
  if (n_fds > 0)
    {
      struct cmsghdr *c;
      header.msg_control = &control;
      header.msg_controllen = CMSG_SPACE (sizeof (int) * n_fds);
      c = CMSG_FIRSTHDR (&header);
      c->cmsg_level = SOL_SOCKET;
      c->cmsg_type = SCM_RIGHTS;
      c->cmsg_len = CMSG_LEN (sizeof (int) * n_fds);
      memcpy (CMSG_DATA (c), fds, sizeof (int) * n_fds);
    }
  do
    sent = sendmsg (self->fd, &header, MSG_NOSIGNAL | (self->is_parent ? MSG_DONTWAIT : 0));
  while (sent < 0 && errno == EINTR);
  return sent < 0 ? errno : 0;
}

static gboolean
must_wait (int errsv)
{
  return errsv == EAGAIN || errsv == EWOULDBLOCK;
}

static gboolean
on_output (int fd, GIOCondition condition, gpointer user_data)
{
  AmbChannel *self = user_data;

  while (!g_queue_is_empty (&self->queue))
    {
      Outgoing *next = g_queue_peek_head (&self->queue);
      int errsv = send_datagram (self, next->bytes, next->fds, next->n_fds);
      if (must_wait (errsv))
        return G_SOURCE_CONTINUE;
      outgoing_free (g_queue_pop_head (&self->queue));
      if (errsv != 0)
        g_queue_clear_full (&self->queue, (GDestroyNotify) outgoing_free); /* input sees the end */
    }
  clear_source (&self->output);
  return G_SOURCE_REMOVE;
}

static gboolean
enqueue (AmbChannel *self, GBytes *bytes, const int *fds, guint n_fds)
{
  Outgoing *outgoing;

  if (g_queue_get_length (&self->queue) >= MAX_QUEUED)
    return FALSE;
  outgoing = g_new0 (Outgoing, 1);
  outgoing->bytes = g_bytes_ref (bytes);
  for (guint i = 0; i < n_fds; i++)
    {
      outgoing->fds[outgoing->n_fds] = fcntl (fds[i], F_DUPFD_CLOEXEC, 3);
      if (outgoing->fds[outgoing->n_fds++] < 0)
        {
          outgoing_free (outgoing);
          return FALSE;
        }
    }
  g_queue_push_tail (&self->queue, outgoing);
  if (self->output == NULL)
    {
      self->output = g_unix_fd_source_new (self->fd, G_IO_OUT);
      g_source_set_static_name (self->output, "AmbChannel output");
      g_source_set_callback (self->output, G_SOURCE_FUNC (on_output), self, NULL);
      g_source_attach (self->output, self->context);
    }
  return TRUE;
}

gboolean
amb_channel_send (AmbChannel *self,
                  AmbMessageKind kind,
                  GVariant *body,
                  const int *fds,
                  guint n_fds,
                  GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  int errsv = EAGAIN;

  g_return_val_if_fail (n_fds <= AMB_MESSAGE_MAX_FDS, FALSE);

  bytes = amb_message_encode (kind, body, error);
  if (bytes == NULL)
    return FALSE;
  if (self->fd < 0)
    errsv = EPIPE;
  else if (g_queue_is_empty (&self->queue))
    errsv = send_datagram (self, bytes, fds, n_fds);
  if (errsv == 0 || (must_wait (errsv) && enqueue (self, bytes, fds, n_fds)))
    return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_PROTOCOL, "the peer does not take message %s: %s",
               amb_message_kind_name (kind), g_strerror (errsv));
  return FALSE;
}

gboolean
amb_channel_pair (int *parent_fd, int *worker_fd, GError **error)
{
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
    {
      amb_error_set (error, AMB_ERROR_START, NULL, g_strerror (errno));
      return FALSE;
    }
  *parent_fd = pair[0];
  *worker_fd = pair[1];
  return TRUE;
}
