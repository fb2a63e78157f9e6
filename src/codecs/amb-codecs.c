/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of formats, put together from the list in meson.build, and the two ways of looking into
 * it. */
#include "amb-codec-private.h"

#include <string.h>

static const struct
{
  const AmbCodec *const *records;
  gboolean in_module;
} families[] = {
#define X(word) { amb_codec_##word##_records, FALSE },
#define MODULE(word) { amb_codec_##word##_records, TRUE },
  AMB_CODECS (X, MODULE)
#undef X
#undef MODULE
};

static gpointer
build_list (gpointer unused)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    for (const AmbCodec *const *record = families[i].records; *record != NULL; record++)
      g_ptr_array_add (list, (gpointer) *record);
  g_ptr_array_add (list, NULL);
  return g_ptr_array_free (list, FALSE);
}

const AmbCodec *const *
amb_codecs_list (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, build_list, NULL);
}

const AmbCodec *
amb_codecs_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (const AmbCodec *const *codec = amb_codecs_list (); *codec != NULL; codec++)
    if (strcmp ((*codec)->name, name) == 0)
      return *codec;
  return NULL;
}

static gboolean
magic_fits (const AmbMagic *magic, const guint8 *bytes, gsize length)
{
  if (length < (gsize) magic->offset + magic->length)
    return FALSE;
  for (guint i = 0; i < magic->length; i++)
    if (magic->bytes[i] != '?' && (guint8) magic->bytes[i] != bytes[magic->offset + i])
      return FALSE;
  return TRUE;
}

static gboolean
codec_fits (const AmbCodec *codec, const guint8 *bytes, gsize length)
{
  gboolean fits = codec->n_magics == 0;

  for (guint i = 0; i < codec->n_magics && !fits; i++)
    fits = magic_fits (&codec->magics[i], bytes, length);
  return fits && (codec->looks_right == NULL || codec->looks_right (bytes, length));
}

const AmbCodec *
amb_codecs_sniff (const guint8 *bytes, gsize length)
{
  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  for (const AmbCodec *const *codec = amb_codecs_list (); *codec != NULL; codec++)
    if (codec_fits (*codec, bytes, length))
      return *codec;
  return NULL;
}

gboolean
amb_codec_needs_module (const AmbCodec *codec)
{
  g_return_val_if_fail (codec != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    for (const AmbCodec *const *record = families[i].records; *record != NULL; record++)
      if (*record == codec)
        return families[i].in_module;
  g_return_val_if_reached (FALSE);
}

gboolean
amb_codec_has_extension (const AmbCodec *codec, const char *extension)
{
  g_return_val_if_fail (codec != NULL && extension != NULL, FALSE);

  for (const char *const *known = codec->extensions; *known != NULL; known++)
    if (g_ascii_strcasecmp (*known, extension) == 0)
      return TRUE;
  return FALSE;
}
