/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for how an output is stored. */
#include "amb-output-form.h"

const char *const amb_space_words[] = {
  [AMB_SPACE_SRGB] = "srgb",          [AMB_SPACE_P3] = "p3",
  [AMB_SPACE_ADOBE_RGB] = "adobergb", [AMB_SPACE_PROPHOTO] = "prophoto",
  [AMB_SPACE_SOURCE] = "source",      NULL,
};

const char *const amb_subsampling_words[] = {
  [AMB_SUBSAMPLING_AUTO] = "auto",
  [AMB_SUBSAMPLING_444] = "4:4:4",
  [AMB_SUBSAMPLING_422] = "4:2:2",
  [AMB_SUBSAMPLING_420] = "4:2:0",
  NULL,
};

const char *const amb_sharpen_words[] = {
  [AMB_SHARPEN_NONE] = "none",
  [AMB_SHARPEN_LOW] = "low",
  [AMB_SHARPEN_STANDARD] = "standard",
  [AMB_SHARPEN_HIGH] = "high",
  NULL,
};

gboolean
amb_word_find (const char *const *words, const char *text, guint *index)
{
  for (guint i = 0; text != NULL && words[i] != NULL; i++)
    if (g_str_equal (words[i], text))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}
