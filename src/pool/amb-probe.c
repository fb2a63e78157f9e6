/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails and facts through probe workers.
 *
 * DESIGN. A few slots, each with a worker of its own (started when there is something to probe, let
 * go when idle), a control page and a thumbnail buffer. A slot takes the next probe, opens its file
 * in a thread, sends it, copies the small answer and goes on. The worker is replaced after
 * probe_files files and after any error: what a bad file did to it ends there. The buffer goes with
 * its worker, which may still write into it. A cancelled probe is answered at once; its slot stays
 * busy until the worker has given up. */
#include "amb-probe.h"

#include "amb-control.h"
#include "amb-job.h"
#include "amb-pool-private.h"
#include "amb-probe-request.h"
#include "amb-thumbnail-buffer.h"
#include "amb-threaded.h"

#define CLOCK_PRIORITY (G_PRIORITY_DEFAULT + 10)

typedef struct
{
  AmbProbes *probes;
  AmbProbeRequest *probe; /* the one in hand */
  AmbSource *source;
  gboolean is_opening;
  guint request; /* for a worker */
  AmbWorkerProcess *worker;
  AmbControlPage *control;
  AmbThumbnailBuffer *buffer;
  guint64 job;     /* 0: nothing sent */
  guint files;     /* that the worker had */
  guint heartbeat; /* sources */
  guint deadline;
  guint idle;
} Slot;

struct _AmbProbes
{
  AmbPool *pool;
  GQueue waiting; /* of AmbProbeRequest */
  Slot *slots;
  guint n_slots;
  guint pump; /* source */
  gboolean is_stopped;
};

static void schedule_pump (AmbProbes *self);

static void
stop_clocks (Slot *slot)
{
  g_clear_handle_id (&slot->heartbeat, g_source_remove);
  g_clear_handle_id (&slot->deadline, g_source_remove);
  g_clear_handle_id (&slot->idle, g_source_remove);
}

/* The probe in hand is over; the slot is free. */
static void
put_down (Slot *slot)
{
  stop_clocks (slot);
  slot->job = 0;
  g_clear_pointer (&slot->source, amb_source_free);
  g_clear_pointer (&slot->probe, amb_probe_request_free);
  schedule_pump (slot->probes);
}

static void
let_worker_go (Slot *slot)
{
  if (slot->worker != NULL)
    {
      amb_worker_process_set_client (slot->worker, NULL, NULL);
      amb_worker_process_retire (slot->worker);
    }
  g_clear_pointer (&slot->worker, amb_worker_process_unref);
  g_clear_pointer (&slot->control, amb_control_page_free);
  g_clear_pointer (&slot->buffer, amb_thumbnail_buffer_free);
  slot->files = 0;
}

static gboolean
on_heartbeat (gpointer user_data)
{
  Slot *slot = user_data;

  slot->heartbeat = 0;
  amb_worker_process_kill (slot->worker, AMB_KILL_HEARTBEAT);
  return G_SOURCE_REMOVE;
}

static gboolean
on_deadline (gpointer user_data)
{
  Slot *slot = user_data;

  slot->deadline = 0;
  amb_worker_process_kill (slot->worker, AMB_KILL_TIME);
  return G_SOURCE_REMOVE;
}

static void
feel_heartbeat (Slot *slot)
{
  g_clear_handle_id (&slot->heartbeat, g_source_remove);
  slot->heartbeat
      = g_timeout_add_full (CLOCK_PRIORITY, amb_pool_get_policy (slot->probes->pool)->heartbeat,
                            on_heartbeat, slot, NULL);
}

static gboolean
on_idle (gpointer user_data)
{
  Slot *slot = user_data;

  slot->idle = 0;
  let_worker_go (slot);
  return G_SOURCE_REMOVE;
}

/* NULL unless the worker made one of the size that was asked for. */
static GBytes *
copy_thumbnail (Slot *slot, GVariant *info)
{
  guint32 width = 0;
  guint32 height = 0;

  g_variant_lookup (info, "thumb-width", "u", &width);
  g_variant_lookup (info, "thumb-height", "u", &height);
  return MAX (width, height) <= slot->probe->edge
             ? amb_thumbnail_buffer_copy (slot->buffer, width, height)
             : NULL;
}

static void
take_probed (Slot *slot, GVariant *body)
{
  g_autoptr (GVariant) info = g_variant_get_child_value (body, 1);
  guint edge = slot->probe->edge;
  GBytes *pixels = edge > 0 ? copy_thumbnail (slot, info) : NULL;

  if (edge > 0 && pixels == NULL)
    {
      amb_worker_process_kill (slot->worker, AMB_KILL_PROTOCOL);
      return;
    }
  amb_probe_request_answer (slot->probe, info, pixels);
  if (++slot->files >= amb_pool_get_policy (slot->probes->pool)->probe_files)
    let_worker_go (slot);
  put_down (slot);
}

static void
judge (Slot *slot, AmbDeathKind kind, const char *detail)
{
  AmbProbes *self = slot->probes;
  AmbProbeRequest *probe = slot->probe;
  GError *error = NULL;

  if (probe->task == NULL)
    put_down (slot);
  else if (amb_death_judge (kind, amb_pool_get_policy (self->pool), &probe->counts)
           == AMB_VERDICT_QUARANTINE)
    {
      const AmbSetAside why = { kind, detail, TRUE, probe->counts };
      amb_death_set_error (&error, probe->name, &why);
      amb_probe_request_take_error (probe, error);
      put_down (slot);
    }
  else
    {
      g_queue_push_tail (&self->waiting, g_steal_pointer (&slot->probe));
      put_down (slot);
    }
}

static void
take_failed (Slot *slot, GVariant *body)
{
  const char *detail;
  guint32 code;

  g_variant_get (body, "(tu&s)", NULL, &code, &detail);
  amb_probe_request_fail (slot->probe, amb_death_believe (code), detail);
  let_worker_go (slot);
  put_down (slot);
}

static void
on_message (AmbWorkerProcess *worker, AmbMessage *message, gpointer user_data)
{
  Slot *slot = user_data;
  g_autoptr (AmbPool) pool G_GNUC_UNUSED
      = g_object_ref (slot->probes->pool); /* an answer may drop the last */
  guint64 job;

  g_variant_get_child (message->body, 0, "t", &job);
  if (slot->job == 0 || job != slot->job)
    amb_worker_process_kill (worker, AMB_KILL_PROTOCOL);
  else if (message->kind == AMB_MESSAGE_PROBED)
    take_probed (slot, message->body);
  else if (message->kind == AMB_MESSAGE_FAILED)
    take_failed (slot, message->body);
  else if (message->kind == AMB_MESSAGE_PROGRESS)
    feel_heartbeat (slot);
  else
    amb_worker_process_kill (worker, AMB_KILL_PROTOCOL);
}

static void
on_ended (AmbWorkerProcess *worker, const AmbDeath *death, gpointer user_data)
{
  Slot *slot = user_data;
  g_autoptr (AmbPool) pool G_GNUC_UNUSED = g_object_ref (slot->probes->pool);
  gboolean was_busy = slot->job != 0;

  let_worker_go (slot);
  if (was_busy)
    judge (slot, death->kind, death->detail);
}

static const AmbWorkerListener client_listener = { NULL, on_message, on_ended };

static GVariant *
make_body (Slot *slot)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "max-pixels", "t", amb_pool_get_max_pixels (slot->probes->pool));
  g_variant_dict_insert (&options, "edge", "u", slot->probe->edge);
  if (slot->probe->light)
    g_variant_dict_insert (&options, "light", "b", TRUE);
  return g_variant_new ("(t@a{sv})", slot->job, g_variant_dict_end (&options));
}

static gboolean
ensure_buffers (Slot *slot, GError **error)
{
  guint edge = MAX (slot->probe->edge, 1);

  if (slot->control == NULL)
    slot->control = amb_control_page_new (error);
  if (slot->control == NULL)
    return FALSE;
  if (slot->buffer != NULL && amb_thumbnail_buffer_fits (slot->buffer, edge))
    return TRUE;
  g_clear_pointer (&slot->buffer, amb_thumbnail_buffer_free);
  slot->buffer = amb_thumbnail_buffer_new (edge, error);
  return slot->buffer != NULL;
}

/* It ended between two files: neither's fault. */
static void
try_another_worker (Slot *slot)
{
  let_worker_go (slot);
  g_queue_push_head (&slot->probes->waiting, g_steal_pointer (&slot->probe));
  put_down (slot);
}

static void
send_probe (Slot *slot)
{
  const AmbPoolPolicy *policy = amb_pool_get_policy (slot->probes->pool);
  g_autoptr (GError) error = NULL;
  int fds[3];

  if (!ensure_buffers (slot, &error))
    {
      amb_probe_request_fail (slot->probe, (AmbError) error->code, error->message);
      put_down (slot);
      return;
    }
  fds[0] = slot->source->fd;
  fds[1] = amb_control_page_get_fd (slot->control);
  fds[2] = amb_thumbnail_buffer_get_fd (slot->buffer);
  amb_control_page_set_cancel (slot->control, slot->probe->task == NULL);
  slot->job = amb_pool_next_job (slot->probes->pool);
  feel_heartbeat (slot);
  slot->deadline = g_timeout_add_full (CLOCK_PRIORITY, policy->job_base, on_deadline, slot, NULL);
  if (amb_worker_process_send (slot->worker, AMB_MESSAGE_PROBE, make_body (slot), fds,
                               G_N_ELEMENTS (fds)))
    return;
  if (slot->files > 0)
    try_another_worker (slot);
  else
    amb_worker_process_kill (slot->worker, AMB_KILL_MUTE);
}

/* What a header asks for is not known before: half the budget for each of two. */
static guint64
memory_limit (Slot *slot)
{
  const AmbPoolPolicy *policy = amb_pool_get_policy (slot->probes->pool);
  double share = (double) amb_memory_available () * policy->memory_share / policy->probe_workers;

  return MAX ((guint64) share, policy->memory_base);
}

static void
on_leased (AmbWorkerProcess *worker, const GError *error, gpointer user_data)
{
  Slot *slot = user_data;

  slot->request = 0;
  if (worker == NULL)
    {
      amb_probe_request_fail (slot->probe, error->code, error->message);
      put_down (slot);
      return;
    }
  slot->worker = worker;
  amb_worker_process_set_client (worker, &client_listener, slot);
  amb_worker_process_limit_memory (worker, memory_limit (slot));
  send_probe (slot);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Slot *slot = user_data;
  g_autoptr (AmbPool) pool = slot->probes->pool; /* the reference of pick_up */
  GError *error = NULL;

  slot->is_opening = FALSE;
  slot->source = amb_open_source_finish (result, &error);
  if (slot->source == NULL)
    amb_probe_request_take_error (slot->probe, error);
  if (slot->probe->task == NULL)
    put_down (slot);
  else if (slot->worker != NULL)
    send_probe (slot);
  else
    slot->request = amb_crew_request (amb_pool_get_crew (pool, AMB_WORKER_PROBE), on_leased, slot);
}

static void
pick_up (Slot *slot, AmbProbeRequest *probe)
{
  stop_clocks (slot);
  slot->probe = probe;
  slot->is_opening = TRUE;
  g_object_ref (slot->probes->pool);
  amb_open_source_async (probe->file, g_task_get_cancellable (probe->task), on_opened, slot);
}

static void
start_idle_clock (Slot *slot)
{
  guint time = amb_pool_get_policy (slot->probes->pool)->probe_idle;

  if (slot->worker != NULL && slot->idle == 0)
    slot->idle = g_timeout_add (time, on_idle, slot);
}

static gboolean
on_pump (gpointer user_data)
{
  AmbProbes *self = user_data;

  self->pump = 0;
  for (guint i = 0; i < self->n_slots; i++)
    {
      Slot *slot = &self->slots[i];
      if (slot->probe != NULL)
        continue;
      if (!g_queue_is_empty (&self->waiting))
        pick_up (slot, g_queue_pop_head (&self->waiting));
      else
        start_idle_clock (slot);
    }
  return G_SOURCE_REMOVE;
}

static void
schedule_pump (AmbProbes *self)
{
  if (self->pump == 0 && !self->is_stopped)
    self->pump = g_idle_add_full (G_PRIORITY_DEFAULT, on_pump, self, NULL);
}

/* Answers at once; what is with a thread or a worker ends by itself. */
static void
cancel (AmbProbeRequest *probe)
{
  AmbProbes *self = probe->probes;

  amb_probe_request_fail (probe, AMB_ERROR_CANCELLED, NULL);
  if (g_queue_remove (&self->waiting, probe))
    {
      amb_probe_request_free (probe);
      return;
    }
  for (guint i = 0; i < self->n_slots; i++)
    {
      Slot *slot = &self->slots[i];
      if (slot->probe != probe)
        continue;
      if (slot->job != 0)
        amb_control_page_set_cancel (slot->control, TRUE);
      else if (slot->request != 0)
        {
          amb_crew_cancel_request (amb_pool_get_crew (self->pool, AMB_WORKER_PROBE), slot->request);
          slot->request = 0;
          put_down (slot);
        }
    }
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  AmbProbeRequest *probe = user_data;
  g_autoptr (AmbPool) pool G_GNUC_UNUSED = g_object_ref (probe->probes->pool);

  cancel (probe);
  return G_SOURCE_REMOVE;
}

AmbProbes *
amb_probes_new (AmbPool *pool)
{
  AmbProbes *self = g_new0 (AmbProbes, 1);

  self->pool = pool;
  g_queue_init (&self->waiting);
  self->n_slots = amb_pool_get_policy (pool)->probe_workers;
  self->slots = g_new0 (Slot, self->n_slots);
  for (guint i = 0; i < self->n_slots; i++)
    self->slots[i].probes = self;
  return self;
}

void
amb_probes_stop (AmbProbes *self)
{
  AmbProbeRequest *probe;

  self->is_stopped = TRUE;
  g_clear_handle_id (&self->pump, g_source_remove);
  while ((probe = g_queue_peek_head (&self->waiting)) != NULL)
    cancel (probe);
  for (guint i = 0; i < self->n_slots; i++)
    {
      Slot *slot = &self->slots[i];
      if (slot->probe != NULL)
        cancel (slot->probe);
      if (slot->worker != NULL)
        let_worker_go (slot);
      if (slot->probe != NULL && !slot->is_opening)
        put_down (slot);
      stop_clocks (slot);
    }
}

void
amb_probes_free (AmbProbes *self)
{
  g_clear_handle_id (&self->pump, g_source_remove);
  for (guint i = 0; i < self->n_slots; i++)
    {
      stop_clocks (&self->slots[i]);
      let_worker_go (&self->slots[i]);
    }
  g_free (self->slots);
  g_free (self);
}

/* Takes task. edge, light: what is to be found. */
static void
begin (GTask *task, GFile *file, guint edge, gboolean light)
{
  AmbProbes *self = amb_pool_get_probes (g_task_get_source_object (task));
  AmbProbeRequest *probe = g_new0 (AmbProbeRequest, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  probe->probes = self;
  probe->task = task;
  probe->edge = edge;
  probe->light = light;
  probe->file = g_object_ref (file);
  probe->name = amb_source_display_name (file);
  g_task_set_check_cancellable (probe->task, FALSE);
  if (cancellable != NULL)
    {
      g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
      probe->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (probe->cancelled, G_SOURCE_FUNC (on_cancelled), probe, NULL);
      g_source_attach (probe->cancelled, context);
    }
  g_queue_push_tail (&self->waiting, probe);
  if (self->is_stopped)
    cancel (probe);
  else
    schedule_pump (self);
}

void
amb_pool_probe_async (AmbPool *self,
                      GFile *file,
                      guint edge,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AMB_IS_POOL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, amb_pool_probe_async);
  begin (task, file, MIN (edge, AMB_MAX_THUMBNAIL_EDGE), FALSE);
}

GVariant *
amb_pool_probe_finish (AmbPool *self, GAsyncResult *result, GBytes **pixels, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return amb_probe_request_finish (result, pixels, error);
}

void
amb_pool_find_light_async (AmbPool *self,
                           GFile *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (AMB_IS_POOL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, amb_pool_find_light_async);
  begin (task, file, 0, TRUE);
}

GVariant *
amb_pool_find_light_finish (AmbPool *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) info = amb_pool_probe_finish (self, result, NULL, error);
  GVariant *light = NULL;

  if (info == NULL)
    return NULL;
  light = g_variant_lookup_value (info, AMB_INFO_LIGHT, G_VARIANT_TYPE_VARDICT);
  return light != NULL ? light : g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
}
