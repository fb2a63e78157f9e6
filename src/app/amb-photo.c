/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One open photo: its file, the view that shows it and the history of its edits. */
#include "amb-photo.h"

#include "amb-message.h"
#include "amb-meter.h"
#include "amb-source.h"

struct _AmbPhoto
{
  GObject parent_instance;

  GFile *file;
  char *name;
  AmbView *view;
  AmbHistory *history;
  AmbEditKeeper *keeper;
  AmbRecipe *preview; /* nullable */
  AmbRecipe *shown;
  guint serial;
  gboolean in_gesture;
  gboolean comparing;
};

G_DEFINE_FINAL_TYPE (AmbPhoto, amb_photo, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static AmbRecipe *
amb_photo_wanted (AmbPhoto *self)
{
  AmbRecipe *recipe = amb_photo_get_recipe (self);

  if (self->comparing)
    return amb_recipe_geometry_only (recipe);
  return amb_recipe_ref (self->preview != NULL ? self->preview : recipe);
}

static void
amb_photo_show (AmbPhoto *self, gboolean dragging)
{
  g_autoptr (AmbRecipe) wanted = amb_photo_wanted (self);
  g_autoptr (GVariant) variant = NULL;

  if (self->shown != NULL && amb_recipe_equal (wanted, self->shown) && dragging)
    return;
  g_clear_pointer (&self->shown, amb_recipe_unref);
  self->shown = g_steal_pointer (&wanted);
  variant = amb_recipe_to_variant (self->shown);
  self->serial = amb_view_set_recipe (self->view, variant, dragging);
  amb_meter_event ("set-param", self->serial);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
amb_photo_recipe_changed (AmbPhoto *self)
{
  amb_edit_keeper_changed (self->keeper, self->in_gesture);
  amb_photo_show (self, self->in_gesture);
}

static void
amb_photo_dispose (GObject *object)
{
  AmbPhoto *self = AMB_PHOTO (object);

  if (self->history != NULL)
    g_signal_handlers_disconnect_by_data (self->history, self);
  if (self->keeper != NULL)
    amb_edit_keeper_leave (self->keeper);
  g_clear_object (&self->keeper);
  g_clear_object (&self->file);
  g_clear_object (&self->view);
  g_clear_object (&self->history);
  G_OBJECT_CLASS (amb_photo_parent_class)->dispose (object);
}

static void
amb_photo_finalize (GObject *object)
{
  AmbPhoto *self = AMB_PHOTO (object);

  g_free (self->name);
  g_clear_pointer (&self->preview, amb_recipe_unref);
  g_clear_pointer (&self->shown, amb_recipe_unref);
  G_OBJECT_CLASS (amb_photo_parent_class)->finalize (object);
}

static void
amb_photo_class_init (AmbPhotoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = amb_photo_dispose;
  object_class->finalize = amb_photo_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", AMB_TYPE_PHOTO, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
amb_photo_init (AmbPhoto *self)
{
  self->history = amb_history_new ();
  self->shown = amb_recipe_ref (amb_history_get_recipe (self->history));
  g_signal_connect_swapped (self->history, "notify::recipe", G_CALLBACK (amb_photo_recipe_changed),
                            self);
}

AmbPhoto *
amb_photo_new (AmbPool *pool, AmbJournal *journal, GFile *file)
{
  AmbPhoto *self = g_object_new (AMB_TYPE_PHOTO, NULL);

  self->file = g_object_ref (file);
  self->name = amb_source_display_name (file);
  self->keeper = amb_edit_keeper_new (journal, file, self->history);
  self->view = amb_view_new (pool, file);
  return self;
}

GFile *
amb_photo_get_file (AmbPhoto *self)
{
  return self->file;
}

const char *
amb_photo_get_name (AmbPhoto *self)
{
  return self->name;
}

AmbView *
amb_photo_get_view (AmbPhoto *self)
{
  return self->view;
}

AmbHistory *
amb_photo_get_history (AmbPhoto *self)
{
  return self->history;
}

AmbEditKeeper *
amb_photo_get_keeper (AmbPhoto *self)
{
  return self->keeper;
}

AmbRecipe *
amb_photo_get_recipe (AmbPhoto *self)
{
  return amb_history_get_recipe (self->history);
}

AmbRecipe *
amb_photo_get_shown (AmbPhoto *self)
{
  return self->shown;
}

void
amb_photo_push (AmbPhoto *self, AmbRecipe *recipe)
{
  amb_history_push (self->history, recipe);
}

void
amb_photo_push_named (AmbPhoto *self, AmbRecipe *recipe, const char *title)
{
  amb_history_push_named (self->history, recipe, title);
}

gboolean
amb_photo_set_param (AmbPhoto *self, const char *full_id, GVariant *value, GError **error)
{
  g_autoptr (AmbRecipe) recipe
      = amb_recipe_with (amb_photo_get_recipe (self), full_id, value, error);

  if (recipe == NULL)
    return FALSE;
  amb_photo_push (self, recipe);
  return TRUE;
}

void
amb_photo_set_number (AmbPhoto *self, const char *full_id, double value)
{
  g_autoptr (AmbRecipe) recipe
      = amb_recipe_with_number (amb_photo_get_recipe (self), full_id, value);

  amb_photo_push (self, recipe);
}

void
amb_photo_begin_gesture (AmbPhoto *self)
{
  if (self->in_gesture)
    return;
  self->in_gesture = TRUE;
  amb_history_begin_gesture (self->history);
}

void
amb_photo_end_gesture (AmbPhoto *self)
{
  if (!self->in_gesture)
    return;
  self->in_gesture = FALSE;
  amb_history_end_gesture (self->history);
  amb_edit_keeper_save (self->keeper);
  amb_photo_show (self, FALSE);
}

void
amb_photo_set_preview (AmbPhoto *self, AmbRecipe *recipe, gboolean dragging)
{
  if (recipe != NULL)
    amb_recipe_ref (recipe);
  g_clear_pointer (&self->preview, amb_recipe_unref);
  self->preview = recipe;
  amb_photo_show (self, dragging);
}

void
amb_photo_set_comparing (AmbPhoto *self, gboolean comparing)
{
  if (self->comparing == comparing)
    return;
  self->comparing = comparing;
  amb_photo_show (self, FALSE);
}

gboolean
amb_photo_get_comparing (AmbPhoto *self)
{
  return self->comparing;
}

gboolean
amb_photo_get_geometry (AmbPhoto *self, AmbGeometryFlags flags, AmbGeometry *geometry)
{
  GVariant *info = amb_view_get_info (self->view);
  guint32 width = 0, height = 0;

  if (info == NULL || !g_variant_lookup (info, AMB_INFO_WIDTH, "u", &width)
      || !g_variant_lookup (info, AMB_INFO_HEIGHT, "u", &height) || width == 0 || height == 0)
    return FALSE;
  amb_geometry_init (geometry, self->shown, width, height, amb_photo_get_orientation (self), flags);
  return TRUE;
}

int
amb_photo_get_orientation (AmbPhoto *self)
{
  GVariant *info = amb_view_get_info (self->view);
  guint32 orientation = 1;

  if (info != NULL)
    g_variant_lookup (info, AMB_INFO_ORIENTATION, "u", &orientation);
  return (int) orientation;
}

gboolean
amb_photo_has_alpha (AmbPhoto *self)
{
  GVariant *info = amb_view_get_info (self->view);
  gboolean alpha = FALSE;

  return info != NULL && g_variant_lookup (info, AMB_INFO_ALPHA, "b", &alpha) && alpha;
}

guint
amb_photo_get_serial (AmbPhoto *self)
{
  return self->serial;
}
