/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One photo at a time, shown for as long as the parent likes. The main loop only receives: the
 * session has threads. */
#include "amb-service.h"

#include "amb-error.h"
#include "amb-view-session.h"

/* More do not help a window, and each takes a stack out of the job's memory. */
#define MAX_THREADS 16

#define MAX_DETAIL_BYTES 1024

typedef struct
{
  AmbWorker *worker;
  guint n_threads;
  AmbViewSession *session; /* NULL: nothing is open */
} AmbViewService;

static gpointer
start (AmbWorker *worker, GError **error)
{
  AmbViewService *self = g_new0 (AmbViewService, 1);

  self->worker = worker;
  self->n_threads = CLAMP (g_get_num_processors (), 1, MAX_THREADS);
  return self;
}

static void
open_photo (AmbViewService *self, AmbMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (AmbSourcePhoto) photo = NULL;
  g_auto (AmbMemory) control = { 0 };
  g_auto (GVariantDict) info = G_VARIANT_DICT_INIT (NULL);
  guint64 job, max_pixels = 0;

  g_variant_get (message->body, "(t@a{sv})", &job, &options);
  g_variant_lookup (options, "max-pixels", "t", &max_pixels);
  if (amb_control_map (&control, message->fds[1], &error))
    photo = amb_source_photo_open (g_steal_fd (&message->fds[0]), max_pixels, &error);
  if (photo == NULL)
    {
      amb_worker_send_failed (self->worker, job, error);
      return;
    }
  amb_source_photo_describe (photo, &info);
  amb_worker_send (self->worker, AMB_MESSAGE_OPENED,
                   g_variant_new ("(t@a{sv})", job, g_variant_dict_end (&info)));
  self->session = amb_view_session_new (self->worker, job, g_steal_pointer (&photo), &control,
                                        self->n_threads);
}

static void
set_buffers (AmbViewService *self, AmbMessage *message)
{
  g_autoptr (GError) error = NULL;
  AmbViewRing *ring = amb_view_ring_new (message, &error);

  if (ring != NULL)
    amb_view_session_set_ring (self->session, ring);
  else
    amb_worker_send_failed (self->worker, amb_view_session_get_job (self->session), error);
}

static void
take_content (AmbViewService *self, AmbMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *detail = NULL;
  const char *digest;

  if (amb_view_session_take_content (self->session, message, &error))
    return;
  g_variant_get_child (message->body, 1, "&s", &digest);
  detail = amb_worker_clean_text (error->message, MAX_DETAIL_BYTES);
  amb_worker_send (self->worker, AMB_MESSAGE_REFUSED,
                   g_variant_new ("(tsus)", amb_view_session_get_job (self->session), digest,
                                  (guint) error->code, detail));
}

/* The open photo's messages. */
static gboolean
receive_for_session (AmbViewService *self, AmbMessage *message)
{
  switch (message->kind)
    {
    case AMB_MESSAGE_BUFFERS:
      set_buffers (self, message);
      return TRUE;
    case AMB_MESSAGE_CONTENT:
      take_content (self, message);
      return TRUE;
    case AMB_MESSAGE_RENDER:
      return amb_view_session_render (self->session, message);
    case AMB_MESSAGE_CLOSE:
      g_clear_pointer (&self->session, amb_view_session_free);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
receive (gpointer service, AmbMessage *message)
{
  AmbViewService *self = service;
  guint64 job;

  g_variant_get_child (message->body, 0, "t", &job);
  if (self->session != NULL && job == amb_view_session_get_job (self->session))
    return receive_for_session (self, message);
  switch (message->kind)
    {
    case AMB_MESSAGE_OPEN:
      if (self->session != NULL)
        return FALSE;
      open_photo (self, message);
      return TRUE;
    case AMB_MESSAGE_BUFFERS:
    case AMB_MESSAGE_CONTENT:
    case AMB_MESSAGE_RENDER:
    case AMB_MESSAGE_CLOSE:
      return TRUE; /* for a photo that could not be opened, sent before that was known */
    default:
      return FALSE;
    }
}

const AmbService amb_service_view = {
  .name = "view",
  .limits = { .oom_score_adj = 300 },
  .start = start,
  .receive = receive,
};
