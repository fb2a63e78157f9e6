/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a small rendering of the untouched photo, always of the same size and from the same
 * decode, so that the window and an export find the same. */
#include "amb-photo-light.h"

#include "amb-auto-light.h"
#include "amb-error.h"
#include "amb-number.h"
#include "amb-resize.h"

#define LOOK_EDGE 480 /* pixels: more change no percentile by a number that is seen */

typedef struct
{
  AmbGeometry geometry;
  guint width, height, reduction;
} Look;

static void
look_init (Look *self, const AmbSourcePhoto *photo)
{
  const AmbResize resize = { .mode = AMB_RESIZE_LONG, .width = LOOK_EDGE };
  g_autoptr (AmbRecipe) untouched = amb_recipe_new ();

  amb_source_photo_init_geometry (photo, untouched, AMB_GEOMETRY_DEFAULT, &self->geometry);
  amb_resize_apply (&resize, (guint) self->geometry.crop.width, (guint) self->geometry.crop.height,
                    &self->width, &self->height);
  self->reduction
      = amb_source_photo_reduction (photo, &self->geometry, self->width, self->height, TRUE);
}

static AmbRecipe *
find_in (const AmbDecoded *decoded, const Look *look, GError **error)
{
  const AmbRenderSpec spec
      = { look->width, look->height, AMB_RENDER_RGB16, AMB_RENDER_OPTION_NONE };
  const AmbRect all = { 0, 0, (int) look->width, (int) look->height };
  const gsize n = (gsize) look->width * look->height;
  g_autoptr (AmbRecipe) untouched = amb_recipe_new ();
  g_autoptr (AmbRender) render
      = amb_render_new (decoded->source, &look->geometry, untouched, &spec, error);
  g_autofree guint16 *rgb = g_new (guint16, n * 3);

  if (render == NULL
      || !amb_render_region (render, &all, rgb, look->width * 3 * sizeof *rgb, 1, NULL, NULL,
                             error))
    return NULL;
  return amb_auto_light_find (rgb, n);
}

AmbRecipe *
amb_photo_light_find (AmbSourcePhoto *photo,
                      AmbDecoded *decoded,
                      AmbReporter *reporter,
                      GError **error)
{
  g_autoptr (AmbDecoded) own = NULL;
  Look look;

  look_init (&look, photo);
  if (decoded != NULL && decoded->reduction == look.reduction)
    return find_in (decoded, &look, error);
  own = amb_source_photo_decode (photo, look.reduction, amb_reporter_check, reporter, error);
  return own != NULL ? find_in (own, &look, error) : NULL;
}

char *
amb_photo_light_to_text (const AmbRecipe *light)
{
  const char *const *ids = amb_recipe_light_ids ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *number = amb_number_to_string (amb_recipe_get (light, ids[i]));

      if (amb_recipe_get (light, ids[i]) != 0)
        g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", ids[i], number);
    }
  if (text->len == 0)
    g_string_append (text, "nothing to change");
  return g_string_free (text, FALSE);
}
