/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rendering thread of a view.
 *
 * DESIGN. Three threads: the main loop receives and queues, one decodes (amb-view-levels.c), one
 * renders and replies, with helpers inside amb_render_region. Guarantees: a draft waits for nothing
 * but the first decode; a refine waits for the decode that it deserves, and drafts overtake it
 * meanwhile; what is abortable gives up within a band, or within POLL while it waits, once the
 * generation has moved on. Order of replies is the order of becoming able to be answered; serial
 * numbers let the parent drop what is old. The first decode starts before the first request: the
 * parent needs about as long to make its buffers as a scaled decode takes. */
#include "amb-view-session.h"

#include <string.h>

#include "amb-content-intake.h"
#include "amb-error.h"
#include "amb-resize.h"
#include "amb-view-levels.h"

#define POLL (10 * G_TIME_SPAN_MILLISECOND)
#define FIRST_EDGE 1280 /* pixels: the plane that the first decode is good for, a common window */
#define N_KEPT 3        /* renders: of the draft, of the refine, of the tiles */

struct _AmbViewSession
{
  AmbWorker *worker;
  guint64 job;
  AmbSourcePhoto *photo;
  AmbMemory control;
  guint n_threads;
  AmbViewRing *ring; /* main thread */
  AmbLuts *luts;
  AmbViewLevels *levels;
  GThread *thread;
  GQueue answered;      /* of AmbViewRequest with their renders, latest first; rendering thread */
  AmbReporter reporter; /* rendering thread */
  GMutex lock;          /* guards what follows */
  GCond changed;
  GQueue requests; /* of AmbViewRequest */
  gint closing;    /* atomic too: read while rendering */
};

/* Generations wrap. */
static gboolean
is_stale (AmbViewSession *self, const AmbViewRequest *request)
{
  gboolean is_abortable = (request->asked.flags & AMB_RENDER_ABORTABLE) != 0;

  return amb_control_is_cancelled (&self->control)
         || (is_abortable
             && (gint32) (amb_control_generation (&self->control) - request->asked.generation) > 0);
}

/* What the rendering thread is to do next. */
typedef struct
{
  AmbViewRequest *request; /* owned; NULL: wait */
  AmbDecoded *decoded;     /* NULL: give it back unrendered, or fail with error */
  GError *error;
} Turn;

/* Locked. TRUE when the request can be answered now, one way or another. */
static gboolean
is_ready (AmbViewSession *self, AmbViewRequest *request, Turn *turn)
{
  gboolean is_draft = (request->asked.flags & AMB_RENDER_DRAFT) != 0;

  if (is_stale (self, request))
    return TRUE;
  turn->decoded = amb_view_levels_get (self->levels, request->reduction, is_draft, &turn->error);
  if (turn->decoded == NULL || turn->decoded->reduction > request->reduction)
    amb_view_levels_want (self->levels, request->reduction);
  return turn->decoded != NULL || turn->error != NULL;
}

/* Locked. */
static Turn
take_turn (AmbViewSession *self)
{
  Turn turn = { 0 };

  for (GList *l = self->requests.head; l != NULL; l = l->next)
    if (is_ready (self, l->data, &turn))
      {
        turn.request = l->data;
        g_queue_delete_link (&self->requests, l);
        break;
      }
  return turn;
}

/* Drafts of a drag differ in their recipe, tiles in nothing: the latter share one render. */
static gboolean
find_render (AmbViewSession *self,
             AmbViewRequest *request,
             const AmbDecoded *decoded,
             GError **error)
{
  for (GList *l = self->answered.head; l != NULL; l = l->next)
    if (amb_view_request_adopt_render (request, l->data, decoded))
      {
        amb_view_request_free (l->data);
        g_queue_delete_link (&self->answered, l);
        return TRUE;
      }
  return amb_view_request_make_render (request, decoded, error);
}

/* Its buffer is the parent's again; its render may serve again. */
static void
keep_answered (AmbViewSession *self, AmbViewRequest *request)
{
  g_clear_pointer (&request->ring, amb_view_ring_unref);
  g_queue_push_head (&self->answered, request);
  while (g_queue_get_length (&self->answered) > N_KEPT)
    amb_view_request_free (g_queue_pop_tail (&self->answered));
}

typedef struct
{
  AmbViewSession *session;
  const AmbViewRequest *request;
} CheckData;

static gboolean
check (guint permille, gpointer user_data)
{
  const CheckData *data = user_data;
  AmbViewSession *self = data->session;

  return g_atomic_int_get (&self->closing) != 0 || is_stale (self, data->request)
         || amb_reporter_check (permille, &self->reporter);
}

static gboolean
fill (AmbViewSession *self, AmbViewRequest *request, const AmbDecoded *decoded, GError **error)
{
  CheckData data = { self, request };

  return find_render (self, request, decoded, error)
         && amb_view_request_fill (request, self->n_threads, check, &data, error);
}

static guint32
frame_flags (const AmbViewRequest *request, const AmbDecoded *decoded)
{
  guint32 flags = 0;

  if ((request->asked.flags & AMB_RENDER_DRAFT) != 0)
    flags |= AMB_FRAME_DRAFT;
  if (!decoded->complete)
    flags |= AMB_FRAME_INCOMPLETE;
  return flags;
}

/* Renders what can be rendered, and answers. */
static void
answer (AmbViewSession *self, Turn *turn)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = g_steal_pointer (&turn->error);
  AmbViewRequest *request = turn->request;
  guint32 flags = AMB_FRAME_ABORTED;

  self->reporter.last_sent = start;
  if (turn->decoded != NULL && fill (self, request, turn->decoded, &error))
    flags = frame_flags (request, turn->decoded);
  if (error != NULL && !g_error_matches (error, AMB_ERROR, AMB_ERROR_CANCELLED))
    amb_worker_send_failed (self->worker, self->job, error);
  else
    amb_view_request_reply (request, self->worker, flags, g_get_monotonic_time () - start);
  keep_answered (self, request);
}

/* Locked. Nothing tells when the control page changes: while requests wait for a decode, it is
 * looked at. */
static void
wait_for_change (AmbViewSession *self)
{
  if (g_queue_is_empty (&self->requests))
    g_cond_wait (&self->changed, &self->lock);
  else
    g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + POLL);
}

static gpointer
answer_requests (gpointer data)
{
  AmbViewSession *self = data;

  g_mutex_lock (&self->lock);
  while (g_atomic_int_get (&self->closing) == 0)
    {
      Turn turn = take_turn (self);

      if (turn.request == NULL)
        {
          wait_for_change (self);
          continue;
        }
      g_mutex_unlock (&self->lock);
      answer (self, &turn);
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

static void
wake (AmbViewSession *self)
{
  g_mutex_lock (&self->lock);
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
on_level (gpointer levels, gpointer user_data)
{
  wake (user_data);
}

static guint
first_reduction (const AmbSourcePhoto *photo)
{
  const AmbResize window = { .mode = AMB_RESIZE_LONG, .width = FIRST_EDGE };
  g_autoptr (AmbRecipe) untouched = amb_recipe_new ();
  AmbGeometry geometry;
  guint width, height;

  amb_source_photo_init_geometry (photo, untouched, AMB_GEOMETRY_DEFAULT, &geometry);
  amb_resize_apply (&window, (guint) geometry.crop.width, (guint) geometry.crop.height, &width,
                    &height);
  return amb_source_photo_reduction (photo, &geometry, width, height, TRUE);
}

AmbViewSession *
amb_view_session_new (
    AmbWorker *worker, guint64 job, AmbSourcePhoto *photo, AmbMemory *control, guint n_threads)
{
  AmbViewSession *self = g_new0 (AmbViewSession, 1);

  self->worker = worker;
  self->job = job;
  self->photo = photo;
  self->control = *control;
  *control = (AmbMemory){ 0 };
  self->n_threads = n_threads;
  self->luts = amb_luts_new (AMB_CONTENTS_KEPT);
  self->reporter = (AmbReporter){
    .worker = worker, .control = &self->control, .job = job, .to = 1000, .quiet = TRUE
  };
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->levels = amb_view_levels_new (photo, &self->reporter, on_level, self);
  amb_view_levels_want (self->levels, first_reduction (photo));
  self->thread = g_thread_new ("amb-render", answer_requests, self);
  return self;
}

void
amb_view_session_free (AmbViewSession *self)
{
  g_atomic_int_set (&self->closing, 1);
  wake (self);
  g_thread_join (self->thread);
  g_queue_clear_full (&self->requests, (GDestroyNotify) amb_view_request_free);
  g_queue_clear_full (&self->answered, (GDestroyNotify) amb_view_request_free);
  g_clear_pointer (&self->levels, amb_view_levels_free);
  g_clear_pointer (&self->ring, amb_view_ring_unref);
  amb_luts_free (self->luts);
  amb_source_photo_free (self->photo);
  amb_memory_unmap (&self->control);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint64
amb_view_session_get_job (AmbViewSession *self)
{
  return self->job;
}

void
amb_view_session_set_ring (AmbViewSession *self, AmbViewRing *ring)
{
  g_clear_pointer (&self->ring, amb_view_ring_unref);
  self->ring = ring;
}

gboolean
amb_view_session_take_content (AmbViewSession *self, AmbMessage *message, GError **error)
{
  return amb_content_intake (self->luts, message, error);
}

gboolean
amb_view_session_render (AmbViewSession *self, AmbMessage *message)
{
  AmbViewRequest *request;

  if (self->ring == NULL)
    return FALSE;
  request = amb_view_request_new (self->photo, self->ring, self->luts, message);
  if (request == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->requests, request);
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  return TRUE;
}
