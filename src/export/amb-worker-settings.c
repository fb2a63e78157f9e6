/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not asked for is left out. */
#include "amb-worker-settings.h"

#include "amb-content.h"
#include "amb-message.h"

enum
{
  PICTURE_BYTES = 8, /* a pixel of what is encoded several times, at most */
};

static void
add_form (GVariantDict *dict, const AmbOutputForm *form)
{
  g_variant_dict_insert (dict, AMB_EXPORT_PROFILE, "s", amb_space_words[form->space]);
  g_variant_dict_insert (dict, AMB_EXPORT_DEPTH, "i", (int) form->depth);
  g_variant_dict_insert (dict, AMB_EXPORT_SUBSAMPLING, "s",
                         amb_subsampling_words[form->subsampling]);
  g_variant_dict_insert (dict, AMB_EXPORT_SHARPEN, "s", amb_sharpen_words[form->sharpen]);
  g_variant_dict_insert (dict, AMB_EXPORT_FLAGS, "u", (guint) form->flags);
}

static void
add_limit (GVariantDict *dict, const AmbExportSettings *settings)
{
  if (settings->max_bytes == 0)
    return;
  g_variant_dict_insert (dict, AMB_EXPORT_MAX_BYTES, "t", settings->max_bytes);
  g_variant_dict_insert (dict, AMB_EXPORT_MAX_BYTES_RESIZE, "b", settings->max_bytes_resize);
}

/* One that was never taken into the contents is no content: the worker says so. */
static void
add_watermark (GVariantDict *dict, const AmbExportSettings *settings)
{
  const AmbWatermarkPlace *place = &settings->watermark_place;
  if (settings->watermark == NULL)
    return;
  g_variant_dict_insert (dict, AMB_EXPORT_WATERMARK, "s",
                         amb_content_parse (settings->watermark, NULL) ? settings->watermark : "?");
  g_variant_dict_insert (dict, AMB_EXPORT_PLACE, "(uddd)", (guint) place->anchor, place->margin,
                         place->size, place->opacity);
}

GVariant *
amb_worker_settings (const AmbExportSettings *settings, const AmbCodec *format, gboolean unchanged)
{
  const guint room = format->encoder_bytes + (settings->max_bytes > 0 ? PICTURE_BYTES : 0);
  g_autofree char *resize = amb_resize_to_string (&settings->resize);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, AMB_EXPORT_FORMAT, "s", format->name);
  g_variant_dict_insert (&dict, AMB_EXPORT_QUALITY, "i",
                         amb_export_settings_quality (settings, format));
  g_variant_dict_insert (&dict, AMB_EXPORT_RESIZE, "s", resize);
  g_variant_dict_insert (&dict, AMB_EXPORT_METADATA, "s",
                         amb_metadata_policy_word (settings->metadata));
  if (settings->copyright != NULL)
    g_variant_dict_insert (&dict, AMB_EXPORT_COPYRIGHT, "s", settings->copyright);
  add_form (&dict, &settings->form);
  add_limit (&dict, settings);
  add_watermark (&dict, settings);
  if (settings->auto_light)
    g_variant_dict_insert (&dict, AMB_EXPORT_AUTO_LIGHT, "b", TRUE);
  g_variant_dict_insert (&dict, AMB_EXPORT_ROOM, "u", room);
  g_variant_dict_insert (&dict, AMB_EXPORT_COPY, "b", unchanged);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}
