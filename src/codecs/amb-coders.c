/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which coder serves which record, from the same list as the records. */
#include "amb-coder-private.h"

static const struct
{
  const AmbCodec *const *records;
  const AmbCoder *coder;
} families[] = {
#define X(word) { amb_codec_##word##_records, &amb_coder_##word },
  AMB_CODECS (X)
#undef X
};

const AmbCoder *
amb_coders_find (const AmbCodec *codec)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    for (const AmbCodec *const *record = families[i].records; *record != NULL; record++)
      if (*record == codec)
        return families[i].coder;
  g_return_val_if_reached (NULL);
}

void
amb_coders_preload (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (families[i].coder->preload != NULL)
      families[i].coder->preload ();
}
