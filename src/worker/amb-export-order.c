/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the parent's settings, and decides what they do not say. */
#include "amb-export-order.h"

#include "amb-error.h"
#include "amb-message.h"
#include "amb-operations.h"

static gboolean
refuse_setting (GError **error, const char *key, const char *value)
{
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS, "%s: %s", key, value);
  return FALSE;
}

/* What is left out is the default. */
static gboolean
read_form (AmbOutputForm *form, GVariant *settings, GError **error)
{
  const char *profile = amb_space_words[AMB_SPACE_SRGB];
  const char *subsampling = amb_subsampling_words[AMB_SUBSAMPLING_AUTO];
  const char *sharpening = amb_sharpen_words[AMB_SHARPEN_NONE];
  guint space, sampling, sharpen, flags = 0;
  int depth = 0;

  g_variant_lookup (settings, AMB_EXPORT_PROFILE, "&s", &profile);
  g_variant_lookup (settings, AMB_EXPORT_SUBSAMPLING, "&s", &subsampling);
  g_variant_lookup (settings, AMB_EXPORT_SHARPEN, "&s", &sharpening);
  g_variant_lookup (settings, AMB_EXPORT_DEPTH, "i", &depth);
  g_variant_lookup (settings, AMB_EXPORT_FLAGS, "u", &flags);
  if (!amb_word_find (amb_space_words, profile, &space))
    return refuse_setting (error, AMB_EXPORT_PROFILE, profile);
  if (!amb_word_find (amb_subsampling_words, subsampling, &sampling))
    return refuse_setting (error, AMB_EXPORT_SUBSAMPLING, subsampling);
  if (!amb_word_find (amb_sharpen_words, sharpening, &sharpen))
    return refuse_setting (error, AMB_EXPORT_SHARPEN, sharpening);
  if (depth != 0 && depth != 8 && depth != 16)
    return refuse_setting (error, AMB_EXPORT_DEPTH, "neither 8 nor 16");
  *form = (AmbOutputForm){ space, (guint) depth, sampling, flags, sharpen };
  return TRUE;
}

static gboolean
is_part (double number)
{
  return number >= 0 && number <= 1;
}

static gboolean
read_watermark (AmbExportOrder *self, GVariant *settings, GError **error)
{
  AmbWatermarkPlace *place = &self->place;
  guint anchor;

  if (!g_variant_lookup (settings, AMB_EXPORT_WATERMARK, "s", &self->watermark))
    return TRUE;
  if (!g_variant_lookup (settings, AMB_EXPORT_PLACE, "(uddd)", &anchor, &place->margin,
                         &place->size, &place->opacity)
      || anchor > AMB_ANCHOR_BOTTOM_RIGHT || !is_part (place->margin) || !is_part (place->size)
      || !is_part (place->opacity))
    return refuse_setting (error, AMB_EXPORT_PLACE, "no place");
  place->anchor = anchor;
  return TRUE;
}

gboolean
amb_export_order_init (AmbExportOrder *self, GVariant *recipe, GVariant *settings, GError **error)
{
  const char *format = "", *resize = "", *metadata = "";

  *self = (AmbExportOrder){ .notes = g_ptr_array_new_with_free_func (g_free) };
  g_variant_lookup (settings, AMB_EXPORT_FORMAT, "&s", &format);
  g_variant_lookup (settings, AMB_EXPORT_QUALITY, "i", &self->quality);
  g_variant_lookup (settings, AMB_EXPORT_RESIZE, "&s", &resize);
  g_variant_lookup (settings, AMB_EXPORT_METADATA, "&s", &metadata);
  g_variant_lookup (settings, AMB_EXPORT_COPY, "b", &self->copy);
  g_variant_lookup (settings, AMB_EXPORT_AUTO_LIGHT, "b", &self->auto_light);
  g_variant_lookup (settings, AMB_EXPORT_MAX_BYTES, "t", &self->max_bytes);
  g_variant_lookup (settings, AMB_EXPORT_MAX_BYTES_RESIZE, "b", &self->max_bytes_resize);
  g_variant_lookup (settings, AMB_EXPORT_COPYRIGHT, "s", &self->copyright);
  self->codec = amb_codecs_find (format);
  if (self->codec == NULL || (self->codec->flags & AMB_CODEC_WRITES) == 0)
    return refuse_setting (error, AMB_EXPORT_FORMAT, format);
  if (!amb_metadata_policy_parse (metadata, &self->metadata, NULL))
    return refuse_setting (error, AMB_EXPORT_METADATA, metadata);
  if (!amb_resize_parse (resize, &self->resize, NULL))
    return refuse_setting (error, AMB_EXPORT_RESIZE, resize);
  if (!read_form (&self->form, settings, error) || !read_watermark (self, settings, error))
    return FALSE;
  self->recipe = amb_recipe_from_variant (recipe, self->notes, error);
  return self->recipe != NULL;
}

void
amb_export_order_clear (AmbExportOrder *self)
{
  g_clear_pointer (&self->recipe, amb_recipe_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->copyright, g_free);
  g_clear_pointer (&self->watermark, g_free);
}

void
amb_export_order_note (AmbExportOrder *self, const char *format, ...)
{
  va_list arguments;
  char *note;

  va_start (arguments, format);
  note = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (g_ptr_array_find_with_equal_func (self->notes, note, g_str_equal, NULL))
    g_free (note);
  else
    g_ptr_array_add (self->notes, note);
}

static const AmbExportLayout layouts[] = {
  { AMB_MODEL_RGB, FALSE, 8, AMB_RENDER_RGB8 },
  { AMB_MODEL_RGB, TRUE, 8, AMB_RENDER_RGBA8 },
  { AMB_MODEL_RGB, FALSE, 16, AMB_RENDER_RGB16 },
  { AMB_MODEL_RGB, TRUE, 16, AMB_RENDER_RGBA16 },
  { AMB_MODEL_GRAY, FALSE, 8, AMB_RENDER_GRAY8 },
  { AMB_MODEL_GRAY, TRUE, 8, AMB_RENDER_GRAYA8 },
  { AMB_MODEL_GRAY, FALSE, 16, AMB_RENDER_GRAY16 },
  { AMB_MODEL_GRAY, TRUE, 16, AMB_RENDER_GRAYA16 },
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
amb_export_order_layout (const AmbExportOrder *self, const AmbImageInfo *info)
{
  gboolean stays_gray
      = info->model == AMB_MODEL_GRAY && !self->adds_colour && !adds_colour (self->recipe);
  AmbPixelModel model = stays_gray ? AMB_MODEL_GRAY : AMB_MODEL_RGB;
  gboolean has_alpha = info->has_alpha && (self->codec->flags & AMB_CODEC_WRITES_ALPHA) != 0;
  guint wanted = self->form.depth != 0 ? self->form.depth : info->depth;
  guint depth = wanted == 16 && (self->codec->flags & AMB_CODEC_WRITES_16) != 0 ? 16 : 8;

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (layouts[i].model == model && !layouts[i].has_alpha == !has_alpha
        && layouts[i].depth == depth)
      return &layouts[i];
  return &layouts[0];
}

void
amb_export_order_sampling (const AmbExportOrder *self,
                           const AmbImageInfo *info,
                           AmbEncodeSpec *spec)
{
  static const int factors[][2] = {
    [AMB_SUBSAMPLING_444] = { 1, 1 },
    [AMB_SUBSAMPLING_422] = { 2, 1 },
    [AMB_SUBSAMPLING_420] = { 2, 2 },
  };
  gboolean chosen = self->form.subsampling != AMB_SUBSAMPLING_AUTO;

  spec->subsampling_h = chosen ? factors[self->form.subsampling][0] : info->subsampling_h;
  spec->subsampling_v = chosen ? factors[self->form.subsampling][1] : info->subsampling_v;
}

AmbFormFlags
amb_export_order_flags (const AmbExportOrder *self, const AmbImageInfo *info)
{
  gboolean stays_lossless = info->is_lossless && info->codec == self->codec;

  return self->form.flags | (stays_lossless ? AMB_FORM_LOSSLESS : 0);
}

gboolean
amb_export_order_is_lossless (const AmbExportOrder *self, const AmbImageInfo *info)
{
  return (self->codec->flags & AMB_CODEC_WRITES_16) != 0
         || ((self->codec->flags & AMB_CODEC_LOSS_BY_CHOICE) != 0
             && (amb_export_order_flags (self, info) & AMB_FORM_LOSSLESS) != 0);
}

AmbRenderOptions
amb_export_order_options (const AmbExportOrder *self,
                          const AmbExportLayout *layout,
                          const AmbImageInfo *info)
{
  gboolean is_lossless = amb_export_order_is_lossless (self, info);

  return is_lossless && layout->depth == 8 ? AMB_RENDER_OPTION_DITHER : AMB_RENDER_OPTION_NONE;
}
