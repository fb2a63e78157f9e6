/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One worker that shows one photo.
 *
 * DESIGN. One render is under way at most; an answer that is not exactly to it is a protocol error.
 * The clocks run while the worker owes an answer and fire below the priority of messages. Memory is
 * taken, not asked for: a person looks at this photo. */
#include "amb-view-link.h"

#include "amb-control.h"

#define CLOCK_PRIORITY (G_PRIORITY_DEFAULT + 10)
#define MEGAPIXEL 1000000.0

struct _AmbViewLink
{
  AmbPool *pool;
  AmbWorkerProcess *worker;
  AmbControlPage *control;
  const AmbViewLinkListener *listener;
  gpointer user_data;
  guint64 job;
  guint64 serial;
  gboolean is_opened;
  gboolean is_rendering;
  AmbRenderRequest under_way; /* without its recipe */
  GPtrArray *given; /* digests of the contents that the worker keeps, latest last */
  AmbMemoryClaim *claim;
  double megapixels;
  guint heartbeat; /* sources */
  guint deadline;
};

static gboolean
on_heartbeat (gpointer user_data)
{
  AmbViewLink *self = user_data;

  self->heartbeat = 0;
  amb_worker_process_kill (self->worker, AMB_KILL_HEARTBEAT);
  return G_SOURCE_REMOVE;
}

static gboolean
on_deadline (gpointer user_data)
{
  AmbViewLink *self = user_data;

  self->deadline = 0;
  amb_worker_process_kill (self->worker, AMB_KILL_TIME);
  return G_SOURCE_REMOVE;
}

static void
stop_clocks (AmbViewLink *self)
{
  g_clear_handle_id (&self->heartbeat, g_source_remove);
  g_clear_handle_id (&self->deadline, g_source_remove);
}

static void
feel_heartbeat (AmbViewLink *self)
{
  g_clear_handle_id (&self->heartbeat, g_source_remove);
  self->heartbeat = g_timeout_add_full (CLOCK_PRIORITY, amb_pool_get_policy (self->pool)->heartbeat,
                                        on_heartbeat, self, NULL);
}

static void
start_clocks (AmbViewLink *self)
{
  const AmbPoolPolicy *policy = amb_pool_get_policy (self->pool);
  guint time = policy->job_base + (guint) (policy->job_per_megapixel * self->megapixels);

  stop_clocks (self);
  feel_heartbeat (self);
  self->deadline = g_timeout_add_full (CLOCK_PRIORITY, time, on_deadline, self, NULL);
}

static void
take_memory (AmbViewLink *self, GVariant *info)
{
  const AmbPoolPolicy *policy = amb_pool_get_policy (self->pool);
  guint32 width = 0;
  guint32 height = 0;
  guint64 need = 0;

  g_variant_lookup (info, AMB_INFO_WIDTH, "u", &width);
  g_variant_lookup (info, AMB_INFO_HEIGHT, "u", &height);
  g_variant_lookup (info, AMB_INFO_NEED, "t", &need);
  self->megapixels = (double) width * height / MEGAPIXEL;
  self->claim = amb_memory_budget_take (amb_pool_get_budget (self->pool),
                                        need * policy->memory_factor + policy->memory_base);
  amb_worker_process_limit_memory (self->worker, amb_memory_claim_get_limit (self->claim));
}

static void
take_opened (AmbViewLink *self, GVariant *body)
{
  g_autoptr (GVariant) info = g_variant_get_child_value (body, 1);

  stop_clocks (self);
  self->is_opened = TRUE;
  take_memory (self, info);
  self->listener->opened (info, self->user_data);
}

static gboolean
answers (AmbViewLink *self, const AmbFrameReply *reply)
{
  const AmbRenderRequest *asked = &self->under_way;
  gboolean may_abort = (asked->flags & AMB_RENDER_ABORTABLE) != 0;

  return self->is_rendering && reply->serial == asked->serial && reply->buffer == asked->buffer
         && reply->region.x == asked->region.x && reply->region.y == asked->region.y
         && reply->region.width == asked->region.width
         && reply->region.height == asked->region.height
         && (may_abort || (reply->flags & AMB_FRAME_ABORTED) == 0);
}

static void
take_frame (AmbViewLink *self, GVariant *body)
{
  AmbFrameReply reply;

  amb_frame_reply_from_variant (body, &reply);
  if (!answers (self, &reply))
    {
      amb_worker_process_kill (self->worker, AMB_KILL_PROTOCOL);
      return;
    }
  stop_clocks (self);
  self->is_rendering = FALSE;
  self->listener->frame (&reply, self->user_data);
}

static void
take_failed (AmbViewLink *self, GVariant *body)
{
  const char *detail;
  guint32 code;

  g_variant_get (body, "(tu&s)", NULL, &code, &detail);
  stop_clocks (self);
  self->listener->failed (amb_death_believe (code), detail, self->user_data);
}

static void
take_refused (AmbViewLink *self, GVariant *body)
{
  const char *digest, *detail;
  guint32 code;

  g_variant_get (body, "(t&su&s)", NULL, &digest, &code, &detail);
  self->listener->refused (digest, amb_death_believe (code), detail, self->user_data);
}

static void
on_message (AmbWorkerProcess *worker, AmbMessage *message, gpointer user_data)
{
  AmbViewLink *self = user_data;
  guint64 job;

  g_variant_get_child (message->body, 0, "t", &job);
  if (job != self->job)
    amb_worker_process_kill (worker, AMB_KILL_PROTOCOL);
  else if (message->kind == AMB_MESSAGE_OPENED && !self->is_opened)
    take_opened (self, message->body);
  else if (message->kind == AMB_MESSAGE_FRAME)
    take_frame (self, message->body);
  else if (message->kind == AMB_MESSAGE_FAILED)
    take_failed (self, message->body);
  else if (message->kind == AMB_MESSAGE_REFUSED && self->given->len > 0)
    take_refused (self, message->body);
  else if (message->kind != AMB_MESSAGE_PROGRESS)
    amb_worker_process_kill (worker, AMB_KILL_PROTOCOL);
  else if (self->heartbeat != 0)
    feel_heartbeat (self);
}

static void
on_ended (AmbWorkerProcess *worker, const AmbDeath *death, gpointer user_data)
{
  AmbViewLink *self = user_data;

  stop_clocks (self);
  self->listener->ended (death, self->user_data);
}

static const AmbWorkerListener client_listener = { NULL, on_message, on_ended };

/* What cannot be sent is the end of this worker: nothing would answer. */
static gboolean
send_or_kill (AmbViewLink *self, AmbMessageKind kind, GVariant *body, const int *fds, guint n_fds)
{
  if (amb_worker_process_send (self->worker, kind, body, fds, n_fds))
    return TRUE;
  amb_worker_process_kill (self->worker, AMB_KILL_MUTE);
  return FALSE;
}

static void
send_open (AmbViewLink *self, int source_fd)
{
  int fds[] = { source_fd, amb_control_page_get_fd (self->control) };
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "max-pixels", "t", amb_pool_get_max_pixels (self->pool));
  start_clocks (self);
  send_or_kill (self, AMB_MESSAGE_OPEN,
                g_variant_new ("(t@a{sv})", self->job, g_variant_dict_end (&options)), fds,
                G_N_ELEMENTS (fds));
}

AmbViewLink *
amb_view_link_new (AmbPool *pool,
                   AmbWorkerProcess *worker,
                   int source_fd,
                   const AmbViewLinkListener *listener,
                   gpointer user_data,
                   GError **error)
{
  AmbControlPage *control = amb_control_page_new (error);
  AmbViewLink *self;

  if (control == NULL)
    {
      amb_worker_process_retire (worker);
      amb_worker_process_unref (worker);
      return NULL;
    }
  self = g_new0 (AmbViewLink, 1);
  self->pool = g_object_ref (pool);
  self->worker = worker;
  self->control = control;
  self->listener = listener;
  self->user_data = user_data;
  self->job = amb_pool_next_job (pool);
  self->given = g_ptr_array_new_with_free_func (g_free);
  amb_worker_process_set_client (worker, &client_listener, self);
  send_open (self, source_fd);
  return self;
}

void
amb_view_link_free (AmbViewLink *self)
{
  stop_clocks (self);
  amb_control_page_set_cancel (self->control, TRUE);
  amb_worker_process_set_client (self->worker, NULL, NULL);
  amb_worker_process_retire (self->worker);
  amb_worker_process_unref (self->worker);
  g_clear_pointer (&self->claim, amb_memory_claim_release);
  amb_control_page_free (self->control);
  g_ptr_array_unref (self->given);
  g_object_unref (self->pool);
  g_free (self);
}

gboolean
amb_view_link_set_ring (AmbViewLink *self, AmbFrameRing *ring)
{
  GVariant *body = g_variant_new ("(tt)", self->job, (guint64) amb_frame_ring_get_bytes (ring));

  return send_or_kill (self, AMB_MESSAGE_BUFFERS, body, amb_frame_ring_get_fds (ring),
                       AMB_RING_SIZE);
}

gboolean
amb_view_link_give (AmbViewLink *self, const AmbContentFile *file)
{
  if (g_ptr_array_find_with_equal_func (self->given, file->digest, g_str_equal, NULL))
    return TRUE;
  if (!amb_contents_send (self->worker, self->job, file))
    {
      amb_worker_process_kill (self->worker, AMB_KILL_MUTE);
      return FALSE;
    }
  if (self->given->len == AMB_CONTENTS_KEPT)
    g_ptr_array_remove_index (self->given, 0);
  g_ptr_array_add (self->given, g_strdup (file->digest));
  return TRUE;
}

gboolean
amb_view_link_render (AmbViewLink *self, const AmbViewTask *task, guint buffer, GVariant *recipe)
{
  g_return_val_if_fail (!self->is_rendering, FALSE);

  self->under_way
      = (AmbRenderRequest){ .job = self->job,
                            .serial = ++self->serial,
                            .buffer = buffer,
                            .scale = task->scale,
                            .flags = task->flags,
                            .region = task->region,
                            .generation = amb_control_page_get_generation (self->control),
                            .recipe = recipe };
  if (!send_or_kill (self, AMB_MESSAGE_RENDER, amb_render_request_to_variant (&self->under_way),
                     NULL, 0))
    return FALSE;
  self->under_way.recipe = NULL;
  self->is_rendering = TRUE;
  start_clocks (self);
  return TRUE;
}

gboolean
amb_view_link_is_rendering (AmbViewLink *self)
{
  return self->is_rendering;
}

void
amb_view_link_abort (AmbViewLink *self)
{
  amb_control_page_next_generation (self->control);
}

GPid
amb_view_link_get_pid (AmbViewLink *self)
{
  return amb_worker_process_get_pid (self->worker);
}
