/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One attempt at an export.
 *
 * DESIGN. The states follow each other: OPENING (OPEN sent), WAITING (for memory), EXPORTING, and
 * ENDED (answered, cancelled or dead; the worker is on its way out). Only set_state changes them.
 * Any message that does not belong to the state is a protocol error. Two clocks run while the
 * worker is busy: its heartbeat and the job's time. They fire below the priority of messages, so a
 * loop that was held up reads what came in before it judges. The attempt keeps its memory claim
 * until the process is reaped. */
#include "amb-attempt.h"

#include "amb-control.h"
#include "amb-resize.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

#define CLOCK_PRIORITY (G_PRIORITY_DEFAULT + 10)
#define MEGAPIXEL 1000000.0

typedef enum
{
  STATE_OPENING,
  STATE_WAITING,
  STATE_EXPORTING,
  STATE_ENDED,
} State;

struct _AmbAttempt
{
  AmbPool *pool;
  AmbWorkerProcess *worker;
  AmbControlPage *control;
  const AmbAttemptListener *listener; /* NULL once told or cancelled */
  gpointer user_data;
  guint64 job;
  State state;
  int output_fd; /* our own copy: the caller's may go at any time after a cancel */
  GVariant *recipe;
  GVariant *settings;
  GArray *contents; /* AmbContentFile */
  gboolean alone;
  gboolean is_stale;
  GVariant *info; /* OPENED's */
  AmbMemoryClaim *claim;
  guint heartbeat; /* sources */
  guint deadline;
};

static void
stop_clocks (AmbAttempt *self)
{
  g_clear_handle_id (&self->heartbeat, g_source_remove);
  g_clear_handle_id (&self->deadline, g_source_remove);
}

static void
attempt_free (AmbAttempt *self)
{
  stop_clocks (self);
  g_clear_pointer (&self->claim, amb_memory_claim_release);
  g_clear_pointer (&self->worker, amb_worker_process_unref);
  g_clear_pointer (&self->control, amb_control_page_free);
  g_clear_pointer (&self->recipe, g_variant_unref);
  g_clear_pointer (&self->settings, g_variant_unref);
  g_clear_pointer (&self->contents, g_array_unref);
  g_clear_pointer (&self->info, g_variant_unref);
  if (self->output_fd >= 0)
    g_close (self->output_fd, NULL);
  g_object_unref (self->pool);
  g_free (self);
}

static void
set_state (AmbAttempt *self, State state)
{
  self->state = state;
  if (state == STATE_WAITING || state == STATE_ENDED)
    stop_clocks (self);
}

static void
tell (AmbAttempt *self, const AmbOutcome *outcome)
{
  const AmbAttemptListener *listener = g_steal_pointer (&self->listener);

  if (listener != NULL)
    listener->finished (outcome, self->user_data);
}

static gboolean
on_heartbeat (gpointer user_data)
{
  AmbAttempt *self = user_data;

  self->heartbeat = 0;
  amb_worker_process_kill (self->worker, AMB_KILL_HEARTBEAT);
  return G_SOURCE_REMOVE;
}

static gboolean
on_deadline (gpointer user_data)
{
  AmbAttempt *self = user_data;

  self->deadline = 0;
  amb_worker_process_kill (self->worker, AMB_KILL_TIME);
  return G_SOURCE_REMOVE;
}

static gboolean
on_grace (gpointer user_data)
{
  AmbAttempt *self = user_data;

  self->deadline = 0;
  amb_worker_process_kill (self->worker, AMB_KILL_WANTED);
  return G_SOURCE_REMOVE;
}

static void
feel_heartbeat (AmbAttempt *self)
{
  g_clear_handle_id (&self->heartbeat, g_source_remove);
  self->heartbeat = g_timeout_add_full (CLOCK_PRIORITY, amb_pool_get_policy (self->pool)->heartbeat,
                                        on_heartbeat, self, NULL);
}

static guint64
count_pixels (GVariant *info)
{
  guint32 width = 0;
  guint32 height = 0;

  g_variant_lookup (info, AMB_INFO_WIDTH, "u", &width);
  g_variant_lookup (info, AMB_INFO_HEIGHT, "u", &height);
  return (guint64) width * height;
}

static void
start_deadline (AmbAttempt *self)
{
  const AmbPoolPolicy *policy = amb_pool_get_policy (self->pool);
  double megapixels = self->info != NULL ? (double) count_pixels (self->info) / MEGAPIXEL : 0;
  guint time = policy->job_base + (guint) (policy->job_per_megapixel * megapixels);

  g_clear_handle_id (&self->deadline, g_source_remove);
  self->deadline = g_timeout_add_full (CLOCK_PRIORITY, time, on_deadline, self, NULL);
}

/* The notes of both answers, without repetition. */
static GVariant *
merge_notes (AmbAttempt *self, GVariant *result)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GVariant *dicts[] = { self->info, result };
  g_auto (GStrv) merged = NULL;
  GVariantDict dict;

  for (gsize i = 0; i < G_N_ELEMENTS (dicts); i++)
    {
      g_autofree const char **notes = NULL;
      if (!g_variant_lookup (dicts[i], AMB_INFO_NOTES, "^a&s", &notes))
        continue;
      for (const char **note = notes; *note != NULL; note++)
        if (g_hash_table_add (seen, (gpointer) *note))
          g_strv_builder_add (builder, *note);
    }
  merged = g_strv_builder_end (builder);
  g_variant_dict_init (&dict, result);
  g_variant_dict_insert (&dict, AMB_INFO_NOTES, "^as", merged);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static gboolean
send_contents (AmbAttempt *self)
{
  for (guint i = 0; i < self->contents->len; i++)
    if (!amb_contents_send (self->worker, self->job,
                            &g_array_index (self->contents, AmbContentFile, i)))
      return FALSE;
  return TRUE;
}

static void
send_export (AmbAttempt *self)
{
  g_autoptr (GVariant) body = g_variant_ref_sink (
      g_variant_new ("(t@a{sv}@a{sv})", self->job, self->recipe, self->settings));

  set_state (self, STATE_EXPORTING);
  amb_worker_process_limit_memory (self->worker, amb_memory_claim_get_limit (self->claim));
  feel_heartbeat (self);
  start_deadline (self);
  if (!send_contents (self)
      || !amb_worker_process_send (self->worker, AMB_MESSAGE_EXPORT, body, &self->output_fd, 1))
    amb_worker_process_kill (self->worker, AMB_KILL_MUTE);
}

static void
on_granted (gpointer user_data)
{
  send_export (user_data);
}

/* Of the output where it is larger than the photo, else of the photo: what a crop takes away is not
 * known here. */
static guint64
most_pixels (AmbAttempt *self, guint width, guint height)
{
  const char *text = "";
  guint out_width, out_height;
  AmbResize resize;

  g_variant_lookup (self->settings, AMB_EXPORT_RESIZE, "&s", &text);
  amb_resize_parse (text, &resize, NULL);
  amb_resize_apply (&resize, width, height, &out_width, &out_height);
  return MAX ((guint64) width * height, (guint64) out_width * out_height);
}

/* What an encoder takes that holds the whole picture; at most 64 bytes a pixel. */
static guint64
encoder_need (AmbAttempt *self)
{
  guint width = 0, height = 0, room = 0;

  g_variant_lookup (self->info, AMB_INFO_WIDTH, "u", &width);
  g_variant_lookup (self->info, AMB_INFO_HEIGHT, "u", &height);
  g_variant_lookup (self->settings, AMB_EXPORT_ROOM, "u", &room);
  return most_pixels (self, width, height) * room;
}

static void
take_opened (AmbAttempt *self, GVariant *body)
{
  const AmbPoolPolicy *policy = amb_pool_get_policy (self->pool);
  guint64 need = 0;
  guint64 bytes;

  self->info = g_variant_get_child_value (body, 1);
  g_variant_lookup (self->info, AMB_INFO_NEED, "t", &need);
  /* need is at most 2^48 */
  bytes = need * policy->memory_factor + encoder_need (self) + policy->memory_base;
  set_state (self, STATE_WAITING);
  self->claim = amb_memory_budget_claim (amb_pool_get_budget (self->pool), bytes, self->alone,
                                         on_granted, self);
  if (amb_memory_claim_is_granted (self->claim))
    send_export (self);
}

static void
send_close (AmbAttempt *self)
{
  GVariant *body = g_variant_new ("(t)", self->job);

  amb_worker_process_send (self->worker, AMB_MESSAGE_CLOSE, body, NULL, 0);
}

/* The worker has answered: it may go. The attempt may be gone on return. */
static void
end (AmbAttempt *self, const AmbOutcome *outcome)
{
  set_state (self, STATE_ENDED);
  send_close (self);
  tell (self, outcome);
  amb_worker_process_retire (self->worker);
}

static void
take_done (AmbAttempt *self, GVariant *body)
{
  g_autoptr (GVariant) result = g_variant_get_child_value (body, 1);
  g_autoptr (GVariant) merged = merge_notes (self, result);
  AmbOutcome outcome = { .kind = AMB_OUTCOME_DONE, .result = merged };

  end (self, &outcome);
}

static void
take_failed (AmbAttempt *self, GVariant *body)
{
  AmbOutcome outcome = { .kind = AMB_OUTCOME_FAILED };
  guint32 code;

  g_variant_get (body, "(tu&s)", NULL, &code, &outcome.detail);
  outcome.code = amb_death_believe (code);
  end (self, &outcome);
}

static void
take_progress (AmbAttempt *self, GVariant *body)
{
  guint32 permille;

  g_variant_get_child (body, 1, "u", &permille);
  if (self->state != STATE_WAITING)
    feel_heartbeat (self);
  if (self->state == STATE_EXPORTING && self->listener->progress != NULL)
    self->listener->progress (permille, self->user_data);
}

static gboolean
is_of_job (AmbAttempt *self, GVariant *body)
{
  guint64 job;

  g_variant_get_child (body, 0, "t", &job);
  return job == self->job;
}

static void
on_message (AmbWorkerProcess *worker, AmbMessage *message, gpointer user_data)
{
  AmbAttempt *self = user_data;
  gboolean is_busy = self->state == STATE_OPENING || self->state == STATE_EXPORTING;

  if (self->state == STATE_ENDED)
    return; /* crossed our cancel */
  if (!is_of_job (self, message->body))
    amb_worker_process_kill (worker, AMB_KILL_PROTOCOL);
  else if (message->kind == AMB_MESSAGE_OPENED && self->state == STATE_OPENING)
    take_opened (self, message->body);
  else if (message->kind == AMB_MESSAGE_PROGRESS)
    take_progress (self, message->body);
  else if (message->kind == AMB_MESSAGE_DONE && self->state == STATE_EXPORTING)
    take_done (self, message->body);
  else if (message->kind == AMB_MESSAGE_FAILED && is_busy)
    take_failed (self, message->body);
  else
    amb_worker_process_kill (worker, AMB_KILL_PROTOCOL);
}

static void
on_ended (AmbWorkerProcess *worker, const AmbDeath *death, gpointer user_data)
{
  AmbAttempt *self = user_data;
  AmbOutcome outcome = { .kind = self->is_stale ? AMB_OUTCOME_STALE : AMB_OUTCOME_DIED,
                         .death = death,
                         .was_opening = self->state == STATE_OPENING };

  set_state (self, STATE_ENDED);
  tell (self, &outcome);
  attempt_free (self);
}

static const AmbWorkerListener client_listener = { NULL, on_message, on_ended };

static gboolean
send_open (AmbAttempt *self, int source_fd)
{
  int fds[] = { source_fd, amb_control_page_get_fd (self->control) };
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "max-pixels", "t", amb_pool_get_max_pixels (self->pool));
  return amb_worker_process_send (
      self->worker, AMB_MESSAGE_OPEN,
      g_variant_new ("(t@a{sv})", self->job, g_variant_dict_end (&options)), fds,
      G_N_ELEMENTS (fds));
}

static AmbAttempt *
attempt_new (AmbPool *pool, const AmbAttemptSpec *spec, GError **error)
{
  g_autoptr (AmbControlPage) control = amb_control_page_new (error);
  AmbAttempt *self;
  int output_fd;

  if (control == NULL)
    return NULL;
  output_fd = fcntl (spec->output_fd, F_DUPFD_CLOEXEC, 3);
  if (output_fd < 0)
    {
      g_set_error (error, AMB_ERROR, AMB_ERROR_START, "output: %s", g_strerror (errno));
      return NULL;
    }
  self = g_new0 (AmbAttempt, 1);
  self->pool = g_object_ref (pool);
  self->job = amb_pool_next_job (pool);
  self->control = g_steal_pointer (&control);
  self->output_fd = output_fd;
  self->recipe = g_variant_ref (spec->recipe);
  self->settings = g_variant_ref (spec->settings);
  self->contents = g_array_ref (spec->contents);
  self->alone = spec->alone;
  return self;
}

AmbAttempt *
amb_attempt_start (AmbPool *pool,
                   AmbWorkerProcess *worker,
                   const AmbAttemptSpec *spec,
                   const AmbAttemptListener *listener,
                   gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  AmbAttempt *self = attempt_new (pool, spec, &error);

  if (self == NULL)
    {
      AmbOutcome outcome
          = { .kind = AMB_OUTCOME_FAILED, .code = error->code, .detail = error->message };
      g_close (spec->source_fd, NULL);
      amb_worker_process_retire (worker);
      amb_worker_process_unref (worker);
      listener->finished (&outcome, user_data);
      return NULL;
    }
  self->worker = worker;
  self->listener = listener;
  self->user_data = user_data;
  amb_worker_process_set_client (worker, &client_listener, self);
  feel_heartbeat (self);
  start_deadline (self);
  if (!send_open (self, spec->source_fd))
    {
      self->is_stale = TRUE;
      amb_worker_process_kill (worker, AMB_KILL_WANTED);
    }
  g_close (spec->source_fd, NULL);
  return self;
}

void
amb_attempt_cancel (AmbAttempt *self)
{
  guint grace = amb_pool_get_policy (self->pool)->cancel_grace;
  gboolean is_idle = self->state == STATE_WAITING;

  self->listener = NULL;
  if (self->state == STATE_ENDED)
    return;
  set_state (self, STATE_ENDED);
  amb_control_page_set_cancel (self->control, TRUE);
  send_close (self);
  if (is_idle)
    {
      g_clear_pointer (&self->claim, amb_memory_claim_release);
      amb_worker_process_retire (self->worker);
    }
  else
    self->deadline = g_timeout_add_full (CLOCK_PRIORITY, grace, on_grace, self, NULL);
}
