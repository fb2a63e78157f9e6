/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One open photo on the screen.
 *
 * DESIGN. The view keeps what is worth keeping (the source's descriptor, the recipe, the viewport)
 * and treats its worker as a cache: one that dies or sleeps is replaced by the warm spare, which
 * gets the same descriptor, the buffers and the recipe.
 *
 * OPENING -> READY -> RESTARTING or SLEEPING -> READY ..., and FAILED. Only set_state changes the
 * state. pump is the only place that asks for anything (amb-view-requests.c): it runs from the
 * loop, once, whatever changed before, so a recipe and a viewport that change together make one
 * request. Requests are the scheduler's (amb-view-scheduler.c), the conversation is the link's
 * (amb-view-link.c).
 *
 * Deaths. A death at the same place as the one before (opening, or the same recipe) is counted with
 * it by the rules of jobs, so two crashes there are FAILED; a full-resolution answer forgets them.
 * A view that failed on a recipe tries again with the next recipe, so undo helps. */
#include "amb-view.h"

#include "amb-threaded.h"
#include "amb-view-frame.h"
#include "amb-view-private.h"

#define PLACE_OPENING 0
#define PLACE_IDLE G_MAXUINT64

G_DEFINE_TYPE (AmbView, amb_view, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  N_PROPS
};

enum
{
  SIGNAL_FRAME,
  SIGNAL_OPENED,
  SIGNAL_INCOMPLETE,
  SIGNAL_REFUSED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void lease (AmbView *self);

static void
set_state (AmbView *self, AmbViewState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
drop_link (AmbView *self)
{
  g_clear_pointer (&self->link, amb_view_link_free);
  self->is_link_open = FALSE;
  self->is_ring_sent = FALSE;
  self->is_aborting = FALSE;
  g_clear_handle_id (&self->wake, g_source_remove);
  if (self->ring != NULL)
    amb_frame_ring_reclaim (self->ring);
  amb_view_scheduler_worker_changed (self->scheduler);
}

/* Takes error. */
static void
fail_with (AmbView *self, GError *error)
{
  drop_link (self);
  g_clear_error (&self->error);
  self->error = error;
  set_state (self, AMB_VIEW_FAILED);
}

void
amb_view_fail (AmbView *self, AmbError code, const char *detail)
{
  GError *error = NULL;

  amb_error_set (&error, code, self->name, detail);
  fail_with (self, error);
}

void
amb_view_refuse (AmbView *self, GError *error)
{
  g_clear_error (&self->refused);
  self->refused = error;
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
}

/* Frames */

static void
on_frame (const AmbFrameReply *reply, gpointer user_data)
{
  g_autoptr (AmbView) self = g_object_ref (user_data);
  g_auto (AmbViewFrame) frame = { 0 };

  self->is_aborting = FALSE;
  if ((reply->flags & AMB_FRAME_ABORTED) != 0)
    amb_frame_ring_release (self->ring, reply->buffer);
  else
    {
      amb_view_scheduler_done (self->scheduler, &self->task, reply->plane_width,
                               reply->plane_height, (gint64) MIN (reply->microseconds, G_MAXINT32));
      if (self->task.kind != AMB_VIEW_DRAFT)
        self->counts = (AmbDeathCounts){ 0 };
      if (amb_view_frame_init (&frame, self->ring, &self->task, reply))
        g_signal_emit (self, signals[SIGNAL_FRAME], 0, &frame);
      if ((reply->flags & AMB_FRAME_INCOMPLETE) != 0 && !self->is_incomplete)
        {
          self->is_incomplete = TRUE;
          g_signal_emit (self, signals[SIGNAL_INCOMPLETE], 0);
        }
    }
  amb_view_schedule_pump (self);
}

/* The worker */

static guint64
current_place (AmbView *self)
{
  if (!self->is_link_open)
    return PLACE_OPENING;
  return amb_view_link_is_rendering (self->link) ? (guint64) self->task.recipe_serial + 1
                                                 : PLACE_IDLE;
}

static void
judge (AmbView *self, AmbDeathKind kind, const char *detail)
{
  guint64 place = current_place (self);
  GError *error = NULL;

  if (place != self->death_place)
    self->counts = (AmbDeathCounts){ 0 };
  self->death_place = place;
  switch (amb_death_judge (kind, amb_pool_get_policy (self->pool), &self->counts))
    {
    case AMB_VERDICT_QUARANTINE:
      amb_death_set_error (&error, self->name,
                           &(AmbSetAside){ kind, detail, place == PLACE_OPENING, self->counts });
      fail_with (self, error);
      break;
    case AMB_VERDICT_RERUN:
      drop_link (self);
      set_state (self, AMB_VIEW_RESTARTING);
      lease (self);
      break;
    case AMB_VERDICT_IGNORE:
    default:
      drop_link (self);
      set_state (self, AMB_VIEW_SLEEPING);
    }
}

static void
on_link_ended (const AmbDeath *death, gpointer user_data)
{
  g_autoptr (AmbView) self = g_object_ref (user_data);

  judge (self, death->kind, death->detail);
}

static void
on_link_failed (AmbError code, const char *detail, gpointer user_data)
{
  g_autoptr (AmbView) self = g_object_ref (user_data);

  if (code == AMB_ERROR_MEMORY)
    judge (self, AMB_DEATH_MEMORY, detail);
  else
    amb_view_fail (self, code, detail);
}

static void
on_link_opened (GVariant *info, gpointer user_data)
{
  g_autoptr (AmbView) self = g_object_ref (user_data);
  gboolean is_first = self->info == NULL;

  self->is_link_open = TRUE;
  g_clear_pointer (&self->info, g_variant_unref);
  self->info = g_variant_ref (info);
  set_state (self, AMB_VIEW_READY);
  if (is_first)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0);
  amb_view_schedule_pump (self);
}

static void
on_link_refused (const char *digest, AmbError code, const char *detail, gpointer user_data)
{
  g_autoptr (AmbView) self = g_object_ref (user_data);
  const AmbContentFile *file = amb_contents_find (self->contents, digest);
  GError *error = NULL;

  if (file == NULL)
    return; /* of an earlier recipe */
  amb_error_set (&error, code, file->name, detail);
  amb_view_refuse (self, error);
}

static const AmbViewLinkListener link_listener
    = { on_link_opened, on_frame, on_link_failed, on_link_refused, on_link_ended };

static void
on_leased (AmbWorkerProcess *worker, const GError *error, gpointer user_data)
{
  g_autoptr (AmbView) self = g_object_ref (user_data);
  g_autoptr (GError) local = NULL;

  self->request = 0;
  if (worker == NULL && error->code == AMB_ERROR_CANCELLED)
    {
      set_state (self, AMB_VIEW_SLEEPING); /* the program ends */
      return;
    }
  if (worker != NULL)
    self->link
        = amb_view_link_new (self->pool, worker, self->source->fd, &link_listener, self, &local);
  if (self->link == NULL)
    amb_view_fail (self, local != NULL ? local->code : error->code,
                   local != NULL ? local->message : error->message);
}

static void
lease (AmbView *self)
{
  if (self->request == 0 && self->link == NULL && self->source != NULL)
    self->request
        = amb_crew_request (amb_pool_get_crew (self->pool, AMB_WORKER_VIEW), on_leased, self);
}

GWeakRef *
amb_view_weak_new (AmbView *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return weak;
}

AmbView *
amb_view_weak_take (GWeakRef *weak)
{
  AmbView *self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  return self;
}

/* The source */

static void
on_source_opened (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbView) self = amb_view_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AmbSource) opened = amb_open_source_finish (result, &error);

  if (self == NULL)
    return;
  self->source = g_steal_pointer (&opened);
  if (self->source != NULL)
    {
      lease (self);
      return;
    }
  self->error = g_steal_pointer (&error); /* a sentence already */
  set_state (self, AMB_VIEW_FAILED);
}

/* Sleep */

/* A worker, or something that it was asked for, is on its way. */
static gboolean
is_busy (const AmbView *self)
{
  return self->state == AMB_VIEW_OPENING || self->state == AMB_VIEW_RESTARTING || self->pump != 0
         || self->wake != 0 || self->is_making_ring || self->is_opening_contents
         || (self->is_link_open && amb_view_link_is_rendering (self->link));
}

static gboolean
on_sleep (gpointer user_data)
{
  AmbView *self = user_data;

  if (is_busy (self))
    return G_SOURCE_CONTINUE;
  self->sleep = 0;
  if (self->state == AMB_VIEW_READY)
    {
      drop_link (self);
      amb_view_drop_ring (self);
      set_state (self, AMB_VIEW_SLEEPING);
    }
  return G_SOURCE_REMOVE;
}

static void
restart_sleep_clock (AmbView *self)
{
  g_clear_handle_id (&self->sleep, g_source_remove);
  if (!self->is_active)
    self->sleep = g_timeout_add (amb_pool_get_policy (self->pool)->view_sleep, on_sleep, self);
}

static void
wake_up (AmbView *self)
{
  restart_sleep_clock (self);
  if (self->state == AMB_VIEW_SLEEPING)
    {
      set_state (self, AMB_VIEW_OPENING);
      lease (self);
    }
  amb_view_schedule_pump (self);
}

/* Another recipe may be harmless, and a class may work again. */
static void
revive (AmbView *self)
{
  if (self->state != AMB_VIEW_FAILED || self->source == NULL)
    return;
  g_clear_error (&self->error);
  self->counts = (AmbDeathCounts){ 0 };
  set_state (self, AMB_VIEW_RESTARTING);
  lease (self);
}

static void
on_class_enabled (AmbPool *pool, guint class, gpointer user_data)
{
  AmbView *self = user_data;

  if (class == AMB_WORKER_VIEW && self->error != NULL
      && (self->error->code == AMB_ERROR_START || self->error->code == AMB_ERROR_SANDBOX))
    revive (self);
}

static gboolean
failed_on_recipe (AmbView *self)
{
  return self->state == AMB_VIEW_FAILED && self->counts.faults > 0
         && self->death_place != PLACE_OPENING && self->death_place != PLACE_IDLE;
}

/* Public */

static void
amb_view_dispose (GObject *object)
{
  AmbView *self = AMB_VIEW (object);

  g_clear_handle_id (&self->pump, g_source_remove);
  g_clear_handle_id (&self->sleep, g_source_remove);
  if (self->pool != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->pool, self);
      if (self->request != 0)
        amb_crew_cancel_request (amb_pool_get_crew (self->pool, AMB_WORKER_VIEW), self->request);
      self->request = 0;
      drop_link (self);
      amb_view_drop_ring (self);
    }
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (amb_view_parent_class)->dispose (object);
}

static void
amb_view_finalize (GObject *object)
{
  AmbView *self = AMB_VIEW (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_free (self->name);
  g_clear_error (&self->error);
  g_clear_error (&self->refused);
  g_clear_pointer (&self->info, g_variant_unref);
  g_clear_pointer (&self->source, amb_source_free);
  g_clear_pointer (&self->scheduler, amb_view_scheduler_free);
  g_clear_pointer (&self->recipe, g_variant_unref);
  g_clear_pointer (&self->contents, g_array_unref);
  G_OBJECT_CLASS (amb_view_parent_class)->finalize (object);
}

static void
amb_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_uint (value, AMB_VIEW (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
amb_view_class_init (AmbViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = amb_view_dispose;
  object_class->finalize = amb_view_finalize;
  object_class->get_property = amb_view_get_property;
  properties[PROP_STATE]
      = g_param_spec_uint ("state", NULL, NULL, AMB_VIEW_OPENING, AMB_VIEW_FAILED, AMB_VIEW_OPENING,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_FRAME] = g_signal_new ("frame", AMB_TYPE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_OPENED] = g_signal_new ("opened", AMB_TYPE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_INCOMPLETE] = g_signal_new ("incomplete", AMB_TYPE_VIEW, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", AMB_TYPE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
amb_view_init (AmbView *self)
{
  self->cancellable = g_cancellable_new ();
  self->is_active = TRUE;
  self->recipe = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
}

AmbView *
amb_view_new (AmbPool *pool, GFile *file)
{
  AmbView *self = g_object_new (AMB_TYPE_VIEW, NULL);
  const AmbPoolPolicy *policy = amb_pool_get_policy (pool);

  self->pool = g_object_ref (pool);
  self->file = g_object_ref (file);
  self->name = amb_source_display_name (file);
  self->scheduler
      = amb_view_scheduler_new ((gint64) policy->refine_delay * 1000, policy->draft_target);
  g_signal_connect (pool, "class-enabled", G_CALLBACK (on_class_enabled), self);
  amb_open_source_async (file, self->cancellable, on_source_opened, amb_view_weak_new (self));
  return self;
}

AmbViewState
amb_view_get_state (AmbView *self)
{
  g_return_val_if_fail (AMB_IS_VIEW (self), AMB_VIEW_FAILED);

  return self->state;
}

const GError *
amb_view_get_error (AmbView *self)
{
  g_return_val_if_fail (AMB_IS_VIEW (self), NULL);

  return self->error;
}

GVariant *
amb_view_get_info (AmbView *self)
{
  g_return_val_if_fail (AMB_IS_VIEW (self), NULL);

  return self->info;
}

gboolean
amb_view_is_incomplete (AmbView *self)
{
  g_return_val_if_fail (AMB_IS_VIEW (self), FALSE);

  return self->is_incomplete;
}

const GError *
amb_view_get_refused (AmbView *self)
{
  g_return_val_if_fail (AMB_IS_VIEW (self), NULL);

  return self->refused;
}

guint
amb_view_set_recipe (AmbView *self, GVariant *recipe, gboolean dragging)
{
  g_return_val_if_fail (AMB_IS_VIEW (self), 0);

  g_variant_ref_sink (recipe);
  g_clear_error (&self->refused);
  g_variant_unref (self->recipe);
  self->recipe = recipe;
  amb_view_scheduler_set_recipe (self->scheduler, ++self->recipe_serial, dragging,
                                 g_get_monotonic_time ());
  if (failed_on_recipe (self))
    revive (self);
  wake_up (self);
  return self->recipe_serial;
}

void
amb_view_set_have_tile (AmbView *self, AmbViewHaveTile have, gpointer user_data)
{
  g_return_if_fail (AMB_IS_VIEW (self));

  amb_view_scheduler_set_have_tile (self->scheduler, have, user_data);
  if (have != NULL)
    wake_up (self);
}

void
amb_view_set_viewport (AmbView *self, const AmbViewport *viewport)
{
  g_return_if_fail (AMB_IS_VIEW (self));

  amb_view_scheduler_set_viewport (self->scheduler, viewport, g_get_monotonic_time ());
  wake_up (self);
}

void
amb_view_set_active (AmbView *self, gboolean active)
{
  g_return_if_fail (AMB_IS_VIEW (self));

  self->is_active = active;
  if (active)
    wake_up (self);
  else
    restart_sleep_clock (self);
}

GPid
amb_view_get_pid (AmbView *self)
{
  g_return_val_if_fail (AMB_IS_VIEW (self), 0);

  return self->link != NULL ? amb_view_link_get_pid (self->link) : 0;
}
