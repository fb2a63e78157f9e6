/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Auto light: a worker finds the numbers, and they become one step. */
#include "amb-window-private.h"

#include <glib/gi18n-lib.h>

#include "amb-job.h"

typedef struct
{
  AmbWindow *window;
  AmbPhoto *photo;
} Finding;

static void
amb_window_set_light (AmbWindow *self, GVariant *values)
{
  g_autoptr (AmbRecipe) light = amb_recipe_from_variant (values, NULL, NULL);
  g_autoptr (AmbRecipe) lit = NULL;
  AmbRecipe *recipe;

  amb_edit_panel_flush (self->panel);
  recipe = amb_photo_get_recipe (self->photo);
  lit = amb_recipe_with_light (recipe, light, FALSE);
  if (amb_recipe_equal (lit, recipe))
    amb_window_toast (self, _("The light of this photo needs no change."));
  else
    amb_photo_push_named (self->photo, lit, N_("Auto Light"));
}

static void
amb_window_light_found (GObject *source, GAsyncResult *result, gpointer data)
{
  Finding *finding = data;
  g_autoptr (AmbWindow) self = finding->window;
  g_autoptr (AmbPhoto) photo = finding->photo;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) values = amb_pool_find_light_finish (AMB_POOL (source), result, &error);

  g_free (finding);
  self->finding_light = FALSE;
  if (values == NULL)
    amb_window_toast (self, error->message);
  else if (self->photo == photo)
    amb_window_set_light (self, values);
}

void
amb_window_find_light (AmbWindow *self)
{
  AmbApplication *app = AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  Finding *finding;

  if (self->finding_light)
    return;
  self->finding_light = TRUE;
  finding = g_new0 (Finding, 1);
  finding->window = g_object_ref (self);
  finding->photo = g_object_ref (self->photo);
  amb_pool_find_light_async (amb_application_get_pool (app), amb_photo_get_file (self->photo), NULL,
                             amb_window_light_found, finding);
}
