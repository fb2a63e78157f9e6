/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Renders a whole photo into a few pixels. */
#include "amb-thumbnail.h"

#include <string.h>
#include <unistd.h>

#include "amb-error.h"
#include "amb-resize.h"

#define JPEG_QUALITY 80 /* some 6 KiB: an Exif block holds 64 */

/* Every sample of a large photo through the filter would cost as much as its decoding: where there
 * are enough of them, means of blocks go in. NULL where there are not. */
static AmbRenderSource *
reduce (const AmbDecoded *decoded, const AmbGeometry *geometry, const AmbRenderSpec *spec)
{
  const guint reduction
      = amb_render_reduction (geometry, spec->plane_width, spec->plane_height, FALSE);
  return reduction > decoded->reduction
             ? amb_render_source_new_reduced (decoded->source, reduction / decoded->reduction)
             : NULL;
}

static gboolean
render (const AmbDecoded *decoded,
        const AmbGeometry *geometry,
        AmbRecipe *recipe,
        const AmbRenderSpec *spec,
        guint8 *pixels,
        GError **error)
{
  g_autoptr (AmbRenderSource) reduced = reduce (decoded, geometry, spec);
  g_autoptr (AmbRender) renderer
      = amb_render_new (reduced != NULL ? reduced : decoded->source, geometry, recipe, spec, error);
  AmbRect all = { 0, 0, (int) spec->plane_width, (int) spec->plane_height };
  gsize pixel = spec->format == AMB_RENDER_RGB8 ? 3 : 4;

  return renderer != NULL
         && amb_render_region (renderer, &all, pixels, spec->plane_width * pixel, 1, NULL, NULL,
                               error);
}

gboolean
amb_thumbnail_to_rgba (const AmbDecoded *decoded,
                       const AmbGeometry *geometry,
                       guint width,
                       guint height,
                       guint8 *pixels,
                       GError **error)
{
  g_autoptr (AmbRecipe) untouched = amb_recipe_new ();
  AmbRenderSpec spec = { width, height, AMB_RENDER_RGBA8, AMB_RENDER_OPTION_NONE };

  return render (decoded, geometry, untouched, &spec, pixels, error);
}

static gboolean
encode (const AmbRenderSpec *spec, const guint8 *pixels, int fd, GError **error)
{
  AmbEncodeSpec encoding = {
    .width = spec->plane_width,
    .height = spec->plane_height,
    .model = AMB_MODEL_RGB,
    .depth = 8,
    .quality = JPEG_QUALITY,
  };
  g_autoptr (AmbEncoder) encoder = amb_encoder_new (amb_codecs_find ("jpeg"), fd, &encoding, error);

  return encoder != NULL
         && amb_encoder_write (encoder, pixels, spec->plane_width * 3, spec->plane_height, error)
         && amb_encoder_finish (encoder, error);
}

/* What was written since the beginning. */
static GBytes *
read_back (int fd, GError **error)
{
  off_t length = lseek (fd, 0, SEEK_CUR);
  g_autofree guint8 *bytes = length > 0 ? g_malloc ((gsize) length) : NULL;

  if (bytes != NULL && pread (fd, bytes, (size_t) length, 0) == length)
    return g_bytes_new_take (g_steal_pointer (&bytes), (gsize) length);
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_WRITE, "the thumbnail");
  return NULL;
}

GBytes *
amb_thumbnail_to_jpeg (const AmbDecoded *decoded,
                       const AmbGeometry *geometry,
                       AmbRecipe *recipe,
                       AmbLuts *luts,
                       int scratch_fd,
                       GError **error)
{
  const AmbResize resize = { .mode = AMB_RESIZE_LONG, .width = AMB_EXIF_THUMBNAIL_EDGE };
  AmbRenderSpec spec
      = { .format = AMB_RENDER_RGB8, .options = AMB_RENDER_OPTION_FAST, .luts = luts };
  g_autofree guint8 *pixels = NULL;

  amb_resize_apply (&resize, (guint) geometry->crop.width, (guint) geometry->crop.height,
                    &spec.plane_width, &spec.plane_height);
  pixels = g_malloc (spec.plane_width * 3 * spec.plane_height);
  if (!render (decoded, geometry, recipe, &spec, pixels, error)
      || lseek (scratch_fd, 0, SEEK_SET) != 0 || !encode (&spec, pixels, scratch_fd, error))
    return NULL;
  return read_back (scratch_fd, error);
}
