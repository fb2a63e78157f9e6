/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the parent's settings, and decides what they do not say. */
#include "amb-export-order.h"

#include "amb-error.h"
#include "amb-message.h"
#include "amb-operations.h"

static gboolean
refuse_setting (GError **error,
                const char *key,
                const char *value)
{
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS, "%s: %s", key, value);
  return FALSE;
}

gboolean
amb_export_order_init (AmbExportOrder *self,
                       GVariant *recipe,
                       GVariant *settings,
                       GError **error)
{
  const char *format = "", *resize = "", *metadata = "";

  *self = (AmbExportOrder){ .notes = g_ptr_array_new_with_free_func (g_free) };
  g_variant_lookup (settings, AMB_EXPORT_FORMAT, "&s", &format);
  g_variant_lookup (settings, AMB_EXPORT_QUALITY, "i", &self->quality);
  g_variant_lookup (settings, AMB_EXPORT_RESIZE, "&s", &resize);
  g_variant_lookup (settings, AMB_EXPORT_METADATA, "&s", &metadata);
  g_variant_lookup (settings, AMB_EXPORT_COPY, "b", &self->copy);
  self->keep_metadata = g_str_equal (metadata, "keep");
  self->codec = amb_codecs_find (format);
  if (self->codec == NULL || (self->codec->flags & AMB_CODEC_WRITES) == 0)
    return refuse_setting (error, AMB_EXPORT_FORMAT, format);
  if (!self->keep_metadata && !g_str_equal (metadata, "strip"))
    return refuse_setting (error, AMB_EXPORT_METADATA, metadata);
  if (!amb_resize_parse (resize, &self->resize, NULL))
    return refuse_setting (error, AMB_EXPORT_RESIZE, resize);
  self->recipe = amb_recipe_from_variant (recipe, self->notes, error);
  return self->recipe != NULL;
}

void
amb_export_order_clear (AmbExportOrder *self)
{
  g_clear_pointer (&self->recipe, amb_recipe_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
}

static const AmbExportLayout layouts[] = {
  { AMB_MODEL_RGB, FALSE, 8, AMB_RENDER_RGB8 },    { AMB_MODEL_RGB, TRUE, 8, AMB_RENDER_RGBA8 },
  { AMB_MODEL_RGB, FALSE, 16, AMB_RENDER_RGB16 },  { AMB_MODEL_RGB, TRUE, 16, AMB_RENDER_RGBA16 },
  { AMB_MODEL_GRAY, FALSE, 8, AMB_RENDER_GRAY8 },  { AMB_MODEL_GRAY, TRUE, 8, AMB_RENDER_GRAYA8 },
  { AMB_MODEL_GRAY, FALSE, 16, AMB_RENDER_GRAY16 }, { AMB_MODEL_GRAY, TRUE, 16, AMB_RENDER_GRAYA16 },
};

static gboolean
adds_colour (const AmbRecipe *recipe)
{
  const AmbOperation *const *operations = amb_operations_list ();

  for (guint i = 0; operations[i] != NULL; i++)
    if (operations[i]->adds_colour)
      {
        g_autofree double *values = g_new (double, operations[i]->n_params);

        amb_recipe_get_values (recipe, operations[i], values);
        if (!amb_operation_is_neutral (operations[i], values))
          return TRUE;
      }
  return FALSE;
}

const AmbExportLayout *
amb_export_order_layout (const AmbExportOrder *self,
                         const AmbImageInfo *info)
{
  gboolean stays_gray = info->model == AMB_MODEL_GRAY && !adds_colour (self->recipe);
  AmbPixelModel model = stays_gray ? AMB_MODEL_GRAY : AMB_MODEL_RGB;
  gboolean has_alpha = info->has_alpha && (self->codec->flags & AMB_CODEC_WRITES_ALPHA) != 0;
  guint depth = info->depth == 16 && (self->codec->flags & AMB_CODEC_WRITES_16) != 0 ? 16 : 8;

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (layouts[i].model == model && !layouts[i].has_alpha == !has_alpha && layouts[i].depth == depth)
      return &layouts[i];
  return &layouts[0];
}

AmbRenderOptions
amb_export_order_options (const AmbExportOrder *self,
                          const AmbExportLayout *layout)
{
  gboolean is_lossless = (self->codec->flags & AMB_CODEC_WRITES_16) != 0;

  return is_lossless && layout->depth == 8 ? AMB_RENDER_OPTION_DITHER : AMB_RENDER_OPTION_NONE;
}
